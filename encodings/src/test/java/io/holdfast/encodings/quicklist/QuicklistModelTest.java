package io.holdfast.encodings.quicklist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.listpack.Elements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random operations on a quicklist and on an ArrayList. */
class QuicklistModelTest {

  /**
   * Small nodes and large, compressed and not, with plain ones and without; few elements, where all
   * is looked at after each step, and many.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 3, 0, 1073741824, 20, 800",
    "2, 1, 0, 1073741824, 20, 600",
    "3, 4, 1, 1073741824, 40, 800",
    "4, 5, 2, 25, 40, 800",
    "5, 2, 3, 10, 30, 800",
    "6, -1, 0, 1073741824, 900, 1100",
    "7, -1, 1, 2000, 900, 1100",
    "8, -2, 0, 100, 300, 1500",
    "9, -5, 1, 1073741824, 2000, 300",
    "10, 20, 1, 1073741824, 300, 1500",
    "11, 1, 0, 1073741824, 700, 1100",
    "12, 2, 5, 12, 900, 1100",
  })
  void operations_agreeWithArrayList(
      long seed, int fill, int depth, int plainBytes, int elements, int steps) {
    int runs = ModelRun.LONG ? 30 : 1;
    for (int run = 0; run < runs; run++) {
      ModelRun.run(
          ModelRun.seed(seed) + 1000L * run,
          steps,
          () -> new ListPair(fill, depth, plainBytes, elements));
    }
  }

  /** A quicklist beside an ArrayList; it grows and shrinks in turns. */
  private static final class ListPair implements ModelRun.Pair {
    private final Arena arena = new Arena();
    private final ListLimits limits;
    private Quicklist list;
    private final QuicklistCursor cursor = new QuicklistCursor();
    private final List<byte[]> model = new ArrayList<>();
    private final int fill;
    private final int plainBytes;
    private final int elements;
    private ChunkWatch watch;
    private int drawn;

    /** Nodes that came as they are, which no limit binds. */
    private boolean limited = true;

    ListPair(int fill, int depth, int plainBytes, int elements) {
      this.fill = fill;
      this.plainBytes = plainBytes;
      this.elements = elements;
      limits = new ListLimits(fill, plainBytes);
      list = new Quicklist(arena, limits, depth, new NodeCompressor());
      watch = new ChunkWatch(list);
    }

    @Override
    public String draw(Random random) {
      boolean growing = drawn++ / elements % 2 == 0;
      String index = " " + random.nextInt(1_000_000);
      // Few that differ, lest none be found again.
      String element =
          " " + (random.nextInt(3) == 0 ? "x3." + random.nextInt(3) : Elements.draw(random));
      if (random.nextInt(10) < (growing ? 6 : 2)) {
        return switch (random.nextInt(9)) {
          case 0, 1 -> "pushFirst" + element;
          case 2, 3, 4 -> "pushLast" + element;
          case 5, 6 -> "insertBefore" + index + element;
          case 7 -> "insertAfter" + index + element;
          default ->
              random.nextInt(12) == 0 ? "append 0 " + random.nextInt(30) : "pushLast" + element;
        };
      }
      return switch (random.nextInt(growing ? 12 : 14)) {
        case 0, 1 -> "replace" + index + element;
        case 2 -> "positions " + (random.nextInt(7) - 3) + element;
        case 3 -> "insertBefore" + index + element;
        case 4 -> "insertAt" + index + element;
        case 5, 6 -> "removeAt" + index + " 0";
        case 7 -> "removeFirst 0";
        case 8 -> "removeLast 0";
        case 9 -> "removeEqual " + (random.nextInt(5) - 2) + element;
        case 10 -> "walk" + index + " 0";
        case 11 -> "removeRange" + index + " " + random.nextInt(4);
        case 12 -> "removeRange" + index + " " + random.nextInt(elements / 5 + 1);
        default ->
            random.nextInt(40) == 0
                ? "copy 0 " + (1 + random.nextInt(9))
                : "removeAt" + index + " 0";
      };
    }

    @Override
    public void apply(String[] words) {
      String last = words[words.length - 1];
      int number = words.length > 2 ? Integer.parseInt(words[1]) : 0;
      int index = model.isEmpty() ? 0 : Math.floorMod(number, model.size());
      if (model.isEmpty() && words[0].matches("insert.*|replace|remove(At|First|Last)|walk")) {
        return;
      }
      watch.start();
      switch (words[0]) {
        case "pushFirst", "pushLast" -> push(words[0].equals("pushFirst"), Elements.bytes(last));
        case "insertBefore", "insertAfter", "insertAt" ->
            insert(words[0], index, Elements.bytes(last));
        case "replace" -> replace(index, Elements.bytes(last));
        case "removeAt" -> removeAt(index);
        case "removeFirst" -> {
          list.removeFirst();
          model.remove(0);
        }
        case "removeLast" -> {
          list.removeLast();
          model.remove(model.size() - 1);
        }
        case "removeRange" -> removeRange(index, Integer.parseInt(last));
        case "removeEqual" -> removeEqual(number, Elements.bytes(last));
        case "positions" -> positions(number, Elements.bytes(last));
        case "append" -> append(Integer.parseInt(last));
        case "walk" -> walk(index);
        case "copy" -> copy(Integer.parseInt(last));
        default -> throw new IllegalArgumentException(words[0]);
      }
      watch.check();
      check();
    }

    /** An element among other bytes. */
    private static byte[] among(byte[] element) {
      byte[] among = new byte[element.length + 5];
      Arrays.fill(among, (byte) '7');
      System.arraycopy(element, 0, among, 2, element.length);
      return among;
    }

    private void push(boolean first, byte[] element) {
      if (first) {
        list.pushFirst(among(element), 2, element.length);
        model.add(0, element);
      } else {
        list.pushLast(among(element), 2, element.length);
        model.add(element);
      }
    }

    /** Where the cursor seeks by index, or finds an element equal to the one with that index. */
    private void insert(String how, int index, byte[] element) {
      int at = index;
      if (how.equals("insertAt")) {
        byte[] pivot = model.get(index);
        for (at = 0; !Arrays.equals(model.get(at), pivot); ) {
          at++;
        }
        assertThat(cursor.seek(list, 0)).isTrue();
        assertThat(cursor.find(among(pivot), 2, pivot.length)).isTrue();
      } else {
        assertThat(cursor.seek(list, index)).isTrue();
      }
      if (how.equals("insertAfter")) {
        list.insertAfter(cursor, among(element), 2, element.length);
        model.add(at + 1, element);
      } else {
        list.insertBefore(cursor, among(element), 2, element.length);
        model.add(at, element);
      }
    }

    private void replace(int index, byte[] element) {
      assertThat(cursor.seek(list, index - model.size())).isTrue();
      list.replace(cursor, among(element), 2, element.length);
      model.set(index, element);
    }

    private void removeAt(int index) {
      assertThat(cursor.seek(list, index)).isTrue();
      list.remove(cursor);
      model.remove(index);
    }

    private void removeRange(int index, int count) {
      list.removeRange(index, count);
      model.subList(index, Math.min(index + count, model.size())).clear();
    }

    private void removeEqual(int count, byte[] element) {
      long expected = 0;
      long most = count == 0 ? Long.MAX_VALUE : Math.abs(count);
      for (int i = 0; i < model.size() && expected < most; ) {
        int at = count < 0 ? model.size() - 1 - i : i;
        if (Arrays.equals(model.get(at), element)) {
          model.remove(at);
          expected++;
        } else {
          i++;
        }
      }
      long removed = list.removeEqual(cursor, count, among(element), 2, element.length);
      assertThat(removed).isEqualTo(expected);
    }

    private void positions(int rank, byte[] element) {
      long from = rank == 0 ? 1 : rank;
      for (int count = 0; count < 4; count++) {
        for (int maxLength : new int[] {0, 1, model.size() / 2, model.size(), model.size() + 1}) {
          List<Long> expected = new ArrayList<>();
          int looked = maxLength == 0 ? model.size() : Math.min(maxLength, model.size());
          long matches = 0;
          for (int i = 0; i < looked && (count == 0 || expected.size() < count); i++) {
            int at = from < 0 ? model.size() - 1 - i : i;
            if (Arrays.equals(model.get(at), element) && ++matches >= Math.abs(from)) {
              expected.add((long) at);
            }
          }
          List<Long> found = new ArrayList<>();
          long reported =
              list.positions(
                  cursor, among(element), 2, element.length, from, count, maxLength, found::add);
          assertThat(found).isEqualTo(expected);
          assertThat(reported).isEqualTo(expected.size());
        }
      }
    }

    /** As a stored list is read: nodes as they come, whatever their size. */
    private void append(int count) {
      List<byte[]> added = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        added.add(Elements.bytes(i % 3 == 0 ? "x30." + i : Integer.toString(i * 1000)));
      }
      if (count > 0) {
        byte[] listpack = Elements.listpack(added);
        byte[] among = among(listpack);
        list.appendListpack(among, 2);
        limited = limited && (count == 1 || listpack.length < 4000 && (fill < 0 || count <= fill));
      } else {
        byte[] plain = Elements.bytes("x" + plainBytes % 1000 + ".7");
        added.add(plain);
        list.appendPlain(among(plain), 2, plain.length);
      }
      model.addAll(added);
    }

    /** From an element in both directions to the ends. */
    private void walk(int index) {
      int at = index;
      for (boolean more = cursor.seek(list, at); more; more = cursor.next()) {
        assertThat(element(cursor)).isEqualTo(model.get(at++));
      }
      assertThat(at).isEqualTo(model.size());
      at = index;
      for (boolean more = cursor.seek(list, at - model.size()); more; more = cursor.prev()) {
        assertThat(element(cursor)).isEqualTo(model.get(at--));
      }
      assertThat(at).isEqualTo(-1);
    }

    /** The list goes on as a copy of itself, and what it was is given back. */
    private void copy(int budget) {
      Quicklist old = list;
      list = old.copyTo(arena);
      assertThat(contents(list)).isEqualTo(contents(old));
      watch = new ChunkWatch(list);
      while (old.size() > 0) {
        int nodes = old.nodeCount();
        assertThat(old.release(budget)).isEqualTo(Math.min(nodes, budget));
        old.checkInvariants();
        ArenaAudit audit = arena.audit();
        list.forEachBlock(audit::reached);
        old.forEachBlock(audit::reached);
        audit.finish();
      }
      assertThat(old.release(budget)).isZero();
      assertThat(old.bytes()).isZero();
      assertThat(old.firstChunk()).isEqualTo(Chunked.NO_CHUNK);
    }

    private static List<String> contents(Quicklist of) {
      ChunkWatch each = new ChunkWatch(of);
      each.start();
      return each.unchanged.stream().map(c -> c.substring(c.indexOf(' '))).toList();
    }

    private void check() {
      list.checkInvariants();
      checkArena();
      assertThat(list.size()).isEqualTo(model.size());
      assertThat(cursor.seek(list, model.size())).isFalse();
      assertThat(cursor.seek(list, -1L - model.size())).isFalse();
      if (limited) {
        checkLimits();
      }
      int step = 1 + model.size() / 20;
      for (int i = model.size() % step; i < model.size(); i += step) {
        assertThat(cursor.seek(list, i)).isTrue();
        assertThat(cursor.equals(model.get(i), 0, model.get(i).length)).isTrue();
      }
      int at = 0;
      for (boolean more = cursor.seek(list, 0); more; more = cursor.next()) {
        byte[] expected = model.get(at++);
        assertThat(Arrays.equals(element(cursor), expected)).isTrue();
      }
      assertThat(at).isEqualTo(model.size());
    }

    private void checkLimits() {
      for (long node = list.firstChunk(); node != Chunked.NO_CHUNK; node = list.nextChunk(node)) {
        boolean one = list.count(node) == 1;
        assertThat(one || limits.allowsNode(list.rawBytes(node), list.count(node))).isTrue();
      }
    }

    private void checkArena() {
      arena.checkInvariants();
      ArenaAudit audit = arena.audit();
      list.forEachBlock(audit::reached);
      audit.finish();
    }
  }

  /** The element's bytes, put together from what the cursor says of it. */
  private static byte[] element(QuicklistCursor cursor) {
    byte[] text = new byte[cursor.textLength()];
    assertThat(cursor.copyText(text, 0)).isEqualTo(text.length);
    if (cursor.isInteger()) {
      assertThat(Long.toString(cursor.integer())).isEqualTo(new String(text, ISO_8859_1));
    } else {
      int from = cursor.offset();
      int to = from + cursor.length();
      assertThat(Arrays.equals(cursor.bytes(), from, to, text, 0, text.length)).isTrue();
    }
    return text;
  }

  /**
   * Watches the chunks: none changes without the listener being told while it is still as it was,
   * and a version not above an earlier one of the list says that the chunk is as it was then.
   */
  private static final class ChunkWatch {
    private final Quicklist list;
    private final QuicklistCursor cursor = new QuicklistCursor();
    private final List<String> unchanged = new ArrayList<>();
    private long version;

    ChunkWatch(Quicklist list) {
      this.list = list;
      list.setChangeListener((structure, chunk) -> told(structure, (int) chunk));
    }

    private void told(Chunked structure, int chunk) {
      assertThat(structure).isSameAs(list);
      if (list.version(chunk) <= version) {
        assertThat(unchanged.remove(content(chunk))).as("as it was").isTrue();
      }
    }

    void start() {
      version = list.version();
      unchanged.clear();
      for (long chunk = list.firstChunk();
          chunk != Chunked.NO_CHUNK;
          chunk = list.nextChunk(chunk)) {
        unchanged.add(content((int) chunk));
      }
    }

    void check() {
      List<String> after = new ArrayList<>();
      for (long chunk = list.firstChunk();
          chunk != Chunked.NO_CHUNK;
          chunk = list.nextChunk(chunk)) {
        assertThat(list.version(chunk)).isLessThanOrEqualTo(list.version());
        if (list.version(chunk) <= version) {
          after.add(content((int) chunk));
        }
      }
      // Two halves share a version, and may be the same.
      assertThat(after).containsExactlyInAnyOrderElementsOf(unchanged);
    }

    private String content(int chunk) {
      StringBuilder content = new StringBuilder().append(list.version(chunk));
      cursor.enter(list, chunk);
      do {
        byte[] element = element(cursor);
        content.append(' ').append(element.length).append(':').append(Arrays.hashCode(element));
      } while (cursor.nextInNode());
      return content.toString();
    }
  }
}
