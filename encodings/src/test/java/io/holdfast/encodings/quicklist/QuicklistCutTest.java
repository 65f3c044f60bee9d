package io.holdfast.encodings.quicklist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.chunk.ChangeListener;
import io.holdfast.encodings.chunk.Chunked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cutting long ranges off a quicklist, to be released later, against an ArrayList. */
class QuicklistCutTest {
  private final Arena arena = new Arena();

  private Quicklist list(int size, int depth, int elements, List<Integer> model) {
    Quicklist list = new Quicklist(arena, new ListLimits(size), depth, new NodeCompressor());
    for (int i = 0; i < elements; i++) {
      push(list, i);
      model.add(i);
    }
    return list;
  }

  private static void push(Quicklist list, int element) {
    byte[] bytes = text(element).getBytes(US_ASCII);
    list.pushLast(bytes, 0, bytes.length);
  }

  private static String text(int element) {
    return "element element element element " + element;
  }

  private static void assertElements(Quicklist list, List<Integer> model) {
    assertThat(list.size()).isEqualTo(model.size());
    QuicklistCursor cursor = new QuicklistCursor();
    boolean more = cursor.seek(list, 0);
    for (int element : model) {
      assertThat(more).isTrue();
      String found = new String(cursor.bytes(), cursor.offset(), cursor.length(), US_ASCII);
      assertThat(found).isEqualTo(text(element));
      more = cursor.next();
    }
    assertThat(more).isFalse();
    list.checkInvariants();
  }

  /** Proves that every block is one of these lists'. */
  private void assertBlocks(List<Quicklist> lists) {
    arena.checkInvariants();
    ArenaAudit audit = arena.audit();
    lists.forEach(list -> list.forEachBlock(audit::reached));
    audit.finish();
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, 2", "3, 0", "3, 1", "16, 1", "-1, 0"})
  void anyRange_isGone_andItsBlocksAreInWhatWasCut(int size, int depth) {
    for (int seed = 1; seed <= 12; seed++) {
      Random random = new Random(seed);
      List<Integer> model = new ArrayList<>();
      Quicklist list = list(size, depth, 8_000 + random.nextInt(4_000), model);
      List<Quicklist> held = new ArrayList<>(List.of(list));
      while (!model.isEmpty()) {
        int from = random.nextInt(3) == 0 ? 0 : random.nextInt(model.size());
        int most = random.nextInt(3) == 0 ? model.size() : random.nextInt(model.size()) + 1;
        int count = Math.min(most, model.size() - from);
        Quicklist cut = list.cutRange(from, most);
        model.subList(from, from + count).clear();
        if (cut != null) {
          assertThat(cut.size()).isBetween(1L, (long) count);
          held.add(cut);
        }
        for (int i = 0; i < 3; i++) {
          push(list, i);
          model.add(i);
        }
        assertElements(list, model);
        assertBlocks(held);
        if (model.size() < 20) {
          break;
        }
      }
      for (Quicklist each : held) {
        while (each.release(100) > 0) {}
      }
      assertBlocks(List.of());
    }
  }

  @Test
  void muchIsCut_littleIsRemovedAtOnce() {
    List<Integer> model = new ArrayList<>();
    Quicklist list = list(1, 0, 5_000, model);
    assertThat(list.cutRange(0, 100)).isNull();
    assertThat(list.size()).isEqualTo(4_900);
    Quicklist cut = list.cutRange(100, 4_700);
    assertThat(cut).isNotNull();
    assertThat(cut.size()).isEqualTo(4_700);
    assertElements(list, joined(model.subList(100, 200), model.subList(4_900, 5_000)));
  }

  private static List<Integer> joined(List<Integer> first, List<Integer> second) {
    List<Integer> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whoListens_isToldBeforeNodesGo_andTheyGoAsTheyAre(int size) {
    Quicklist list = list(size, 0, 3_000, new ArrayList<>());
    ListWatch watch = new ListWatch(list);
    Quicklist cut = list.cutRange(10, 2_000);
    assertThat(cut).isNotNull();
    assertThat(cut.changeListener()).isSameAs(watch);
    watch.assertImage();
    watch.assertCopied(0, 4);
    cut.setChangeListener(null);
    push(list, 1);
    watch.assertImage();
  }

  /** Takes an image at the first sign of a change, as a snapshot does, and keeps what changes. */
  private static final class ListWatch implements ChangeListener {
    private final Quicklist list;
    private final long version;
    private final List<String> before = new ArrayList<>();
    private final Map<Integer, String> copies = new HashMap<>();
    private @Nullable QuicklistImage image;

    ListWatch(Quicklist list) {
      this.list = list;
      version = list.version();
      QuicklistImage now = new QuicklistImage(list);
      for (int i = 0; i < now.count(); i++) {
        before.add(text(now, i));
      }
      list.setChangeListener(this);
    }

    @Override
    public void beforeChange(Chunked structure) {
      if (image == null) {
        image = new QuicklistImage(list);
      }
    }

    @Override
    public void beforeChange(Chunked structure, long chunk) {
      beforeChange(structure);
      if (list.version(chunk) <= version) {
        int ordinal = image.ordinalOf(chunk);
        copies.put(ordinal, text(image, ordinal));
        image.drop(ordinal);
      }
    }

    void assertImage() {
      assertThat(image.count()).isEqualTo(before.size());
      for (int i = 0; i < before.size(); i++) {
        String now = image.isDropped(i) ? copies.get(i) : text(image, i);
        assertThat(now).as("node %d", i).isEqualTo(before.get(i));
      }
    }

    void assertCopied(int from, int to) {
      assertThat(copies).hasSizeBetween(from, to);
    }

    private static String text(QuicklistImage image, int ordinal) {
      int offset = image.offset(ordinal);
      int end = offset + image.storedBytes(ordinal);
      return Arrays.toString(Arrays.copyOfRange(image.page(ordinal), offset, end));
    }
  }

  @Test
  void cutting_isAChange() {
    Quicklist list = list(1, 0, 5_000, new ArrayList<>());
    long before = list.version();
    assertThat(list.cutRange(1_000, 3_000)).isNotNull();
    assertThat(list.version()).isGreaterThan(before);
  }
}
