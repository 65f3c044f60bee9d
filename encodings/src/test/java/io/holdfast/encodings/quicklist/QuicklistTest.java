package io.holdfast.encodings.quicklist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.AllocatedBytes;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.compress.Lzf;
import io.holdfast.encodings.listpack.Elements;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuicklistTest {
  private final Arena arena = new Arena();
  private final QuicklistCursor cursor = new QuicklistCursor();

  // ---- which encoding --------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    // size, listpack bytes, count, added bytes, added count
    "-1, 4000, 9, 96, 1, false",
    "-1, 4000, 9, 97, 1, true",
    "-2, 8000, 9, 192, 100000, false",
    "-2, 8000, 9, 193, 1, true",
    "-3, 16000, 9, 384, 1, false",
    "-3, 16000, 9, 385, 1, true",
    "-4, 32000, 9, 768, 1, false",
    "-4, 32000, 9, 769, 1, true",
    "-5, 65000, 9, 536, 1, false",
    "-5, 65000, 9, 537, 1, true",
    "-77, 65000, 9, 537, 1, true",
    "-77, 65000, 9, 536, 1, false",
    "10, 100, 9, 16, 1, false",
    "10, 100, 9, 16, 2, true",
    "10, 8000, 9, 192, 1, false",
    "10, 8000, 9, 193, 1, true",
    "1, 7, 0, 1, 1, false",
    "1, 10, 1, 1, 1, true",
    "0, 7, 0, 1, 1, false",
    "0, 10, 1, 1, 1, true",
    "100000, 100, 32767, 1, 0, false",
    "100000, 100, 32767, 1, 1, true",
    "-2, 7, 0, 5000000000, 1, true",
  })
  void needsQuicklist_beyondOneNode(
      int size, int listpackBytes, long count, long addedBytes, long addedCount, boolean needs) {
    ListLimits limits = new ListLimits(size);
    assertThat(limits.needsQuicklist(listpackBytes, count, addedBytes, addedCount))
        .isEqualTo(needs);
  }

  /** Entries of text with 16 bytes take 18: 227 of them and the frame are 4093 bytes. */
  @ParameterizedTest
  @CsvSource({
    "-2, 227, true, true",
    "-2, 228, false, true",
    "-2, 454, false, true",
    "-2, 455, false, false",
    "-1, 113, true, true",
    "-1, 114, false, true",
    "10, 5, true, true",
    "10, 6, false, true",
    "10, 11, false, false",
    "11, 5, true, true",
    "11, 6, false, true",
    "1, 1, false, true",
  })
  void fitsListpackAgain_atHalfTheLimit(int size, int count, boolean again, boolean fits) {
    List<byte[]> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(Elements.bytes("x16." + i));
    }
    Quicklist list = list(-5, 0);
    list.appendListpack(Elements.listpack(elements), 0);
    assertThat(new ListLimits(size).fitsListpackAgain(list)).isEqualTo(again);
    assertThat(new ListLimits(size).fitsListpack(list)).isEqualTo(fits);
  }

  @Test
  void fitsListpack_notTwoNodes_notAPlainOne_notNone() {
    ListLimits limits = new ListLimits(-2);
    Quicklist list = list(1, 0);
    assertThat(limits.fitsListpack(list)).isFalse();
    pushLast(list, "a");
    assertThat(limits.fitsListpackAgain(list)).isTrue();
    pushLast(list, "b");
    assertThat(limits.fitsListpack(list)).isFalse();
    list.removeFirst();
    assertThat(limits.fitsListpackAgain(list)).isTrue();
    Quicklist plain = new Quicklist(arena, new ListLimits(-2, 3), 0, new NodeCompressor());
    pushLast(plain, "abc");
    assertThat(limits.fitsListpack(plain)).isFalse();
  }

  // ---- nodes -----------------------------------------------------------------------------------

  @Test
  void elements_ofAnyLength_areKept() {
    for (int depth = 0; depth < 2; depth++) {
      Quicklist list = list(-2, depth);
      List<byte[]> expected = new ArrayList<>();
      for (int length : new int[] {0, 1, 63, 64, 4095, 4096, 8161, 8192, 65_536, 70_000, 1 << 20}) {
        byte[] element = Elements.bytes("x" + length + ".1");
        list.pushLast(element, 0, length);
        list.pushFirst(element, 0, length);
        cursor.seek(list, expected.size());
        list.insertAfter(cursor, element, 0, length);
        expected.add(expected.size() / 2, element);
        Collections.addAll(expected, element, element);
        list.checkInvariants();
      }
      assertThat(list.size()).isEqualTo(expected.size());
      // Replaced by short ones, the room for the long ones is given back.
      for (int i = 0; i < expected.size(); i++) {
        cursor.seek(list, i);
        list.replace(cursor, new byte[] {'a'}, 0, 1);
        list.checkInvariants();
      }
      assertThat(arena.allocatedBytes()).isLessThan(20 * 1024);
      release(list);
    }
  }

  /** A node may come with more entries than its header can count. */
  @Test
  void nodes_withMoreThan65535Elements() {
    List<byte[]> elements = new ArrayList<>();
    for (int i = 0; i < 70_000; i++) {
      elements.add(Integer.toString(i).getBytes(ISO_8859_1));
    }
    Quicklist list = list(-2, 0);
    list.appendListpack(Elements.listpack(elements), 0);
    assertThat(list.size()).isEqualTo(70_000);
    list.removeFirst();
    list.removeLast();
    assertThat(text(list, 66_000)).isEqualTo("66001");
    cursor.seek(list, 67_000);
    list.insertBefore(cursor, "x".getBytes(ISO_8859_1), 0, 1);
    list.checkInvariants();
    assertThat(text(list, 67_000)).isEqualTo("x");
    assertThat(text(list, -1)).isEqualTo("69998");
    list.removeRange(10, 69_000);
    list.checkInvariants();
    assertThat(text(list, 10)).isEqualTo("69010");
    assertThat(list.size()).isEqualTo(999);
    assertThat(arena.allocatedBytes()).as("the room was given back").isLessThan(20_000);
  }

  /** Where Redis keeps what is left of each node, sparse neighbours become one. */
  @Test
  void sparseNodes_areMerged() {
    Quicklist list = list(-1, 1);
    for (int i = 0; i < 40_000; i++) {
      pushLast(list, i % 50 == 0 ? "stays" : "goes");
    }
    int before = list.nodeCount();
    byte[] goes = "goes".getBytes(ISO_8859_1);
    assertThat(list.removeEqual(cursor, 0, goes, 0, 4)).isEqualTo(39_200);
    list.checkInvariants();
    assertThat(list.size()).isEqualTo(800);
    assertThat(list.nodeCount()).isLessThan(before / 12);
    for (int i = 0; i < 20_000; i++) {
      pushLast(list, "stays");
    }
    before = list.nodeCount();
    for (long i = list.size() - 1; i >= 0; i--) {
      if (i % 20 != 0) {
        cursor.seek(list, i);
        list.remove(cursor);
      }
    }
    list.checkInvariants();
    assertThat(list.nodeCount()).isLessThan(before / 5);
  }

  /** They would become a listpack where Redis's list is a quicklist still. */
  @Test
  void twoSparseNodes_areNotMerged() {
    Quicklist list = list(4, 0);
    for (int i = 0; i < 8; i++) {
      pushLast(list, "e" + i);
    }
    for (long index : new long[] {5, 5, 5, 1, 1, 1}) {
      cursor.seek(list, index);
      list.remove(cursor);
    }
    assertThat(list.size()).isEqualTo(2);
    assertThat(list.nodeCount()).isEqualTo(2);
    assertThat(new ListLimits(4).fitsListpackAgain(list)).isFalse();
  }

  @Test
  void insertionIntoAFullNode_mergesWhatFits() {
    Quicklist list = list(4, 0);
    for (int i = 0; i < 8; i++) {
      pushLast(list, "e" + i);
    }
    list.removeRange(0, 2);
    // Nodes of 2 and 4: the second is cut in 1 and 3, and its first part joins the 2.
    cursor.seek(list, 3);
    list.insertBefore(cursor, new byte[] {'x'}, 0, 1);
    list.checkInvariants();
    assertThat(list.nodeCount()).isEqualTo(2);
    assertThat(list.count(list.firstChunk())).isEqualTo(4);
    assertThat(text(list, 3)).isEqualTo("x");
  }

  // ---- compression -----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7})
  void compressDepth_leavesTheEndsRaw(int depth) {
    Quicklist list = list(-1, depth);
    for (int i = 0; i < 4000; i++) {
      pushLast(list, "an element like all others");
    }
    assertThat(list.nodeCount()).isGreaterThan(20);
    int ordinal = 0;
    for (long node = list.firstChunk(); node != Chunked.NO_CHUNK; node = list.nextChunk(node)) {
      boolean inner = ordinal >= depth && list.nodeCount() - 1 - ordinal >= depth;
      assertThat(list.isCompressed(node)).isEqualTo(depth > 0 && inner);
      assertThat(list.storedBytes(node) < list.rawBytes(node)).isEqualTo(list.isCompressed(node));
      ordinal++;
    }
    long raw = 4000 * 28;
    if (depth > 0) {
      assertThat(arena.allocatedBytes()).isLessThan((2L * depth + 1) * 4096 + raw / 10);
    }
    // What an operation had to decompress is compressed again.
    for (long index : new long[] {0, 1, 500, 1999, 3500, 3999}) {
      cursor.seek(list, index);
      list.replace(cursor, new byte[] {'a'}, 0, 1);
      list.checkInvariants();
      assertThat(text(list, index)).isEqualTo("a");
    }
    release(list);
  }

  @Test
  void compression_leavesRaw_whatIsShortOrSavesTooLittle() {
    Quicklist list = list(1, 1);
    pushLast(list, "head");
    String[] inner = {
      "a".repeat(38), "a".repeat(39), new String(Elements.bytes("x3000.1"), ISO_8859_1)
    };
    for (String element : inner) {
      pushLast(list, element);
    }
    pushLast(list, "tail");
    // With frame, encoding and back-length 47 and 48 bytes.
    assertThat(forms(list)).isEqualTo("raw raw compressed raw raw");
    list.checkInvariants();
    Quicklist plain = new Quicklist(arena, new ListLimits(-2, 100), 1, new NodeCompressor());
    for (int i = 0; i < 5; i++) {
      pushLast(plain, "a".repeat(100));
    }
    assertThat(forms(plain)).isEqualTo("plain plain plain plain plain");
  }

  /** Texts that repeat their start, one byte longer each, until one saves what it must. */
  @Test
  void compression_mustSaveEightBytes() {
    Lzf lzf = new Lzf();
    boolean barely = false;
    for (int i = 0; i < 600; i++) {
      int length = 70 + i / 20;
      int repeated = 3 + i % 20;
      byte[] element = Elements.bytes("x" + length + ".1");
      System.arraycopy(element, 1, element, length - repeated, repeated);
      byte[] node = Elements.listpack(List.of(element));
      int compressed = lzf.compress(node, 0, node.length, new byte[200], 0, 200);
      Quicklist list = list(1, 1);
      pushLast(list, "head");
      list.pushLast(element, 0, length);
      pushLast(list, "tail");
      int saved = node.length - compressed;
      assertThat(forms(list)).isEqualTo(saved < 8 ? "raw raw raw" : "raw compressed raw");
      barely |= saved == 7;
    }
    assertThat(barely).isTrue();
  }

  private static String forms(Quicklist list) {
    List<String> forms = new ArrayList<>();
    for (long node = list.firstChunk(); node != Chunked.NO_CHUNK; node = list.nextChunk(node)) {
      forms.add(list.isPlain(node) ? "plain" : list.isCompressed(node) ? "compressed" : "raw");
    }
    return String.join(" ", forms);
  }

  // ---- cost ------------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({"-2, 0", "-1, 1", "5, 0", "1, 0"})
  void steadyState_allocatesNothing(int size, int depth) {
    Quicklist list = list(size, depth);
    byte[][] elements = new byte[64][];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (i % 4 == 0 ? "" + i * 12_345 : "element number " + i).getBytes(ISO_8859_1);
    }
    for (int i = 0; i < 5_000; i++) {
      list.pushLast(elements[i & 63], 0, elements[i & 63].length);
    }
    Random random = new Random(1);
    long[] sum = {0};
    Runnable round =
        () -> {
          for (int i = 0; i < 3_000; i++) {
            byte[] element = elements[i & 63];
            list.pushLast(element, 0, element.length);
            list.removeFirst();
          }
          for (int i = 0; i < 3_000; i++) {
            byte[] element = elements[i & 63];
            list.pushFirst(element, 0, element.length);
            list.removeLast();
          }
          for (int i = 0; i < 100; i++) {
            cursor.seek(list, random.nextInt(5_000));
            for (int j = 0; j < 20 && cursor.next(); j++) {
              sum[0] += cursor.isInteger() ? cursor.integer() : cursor.length();
            }
          }
          sum[0] += cursor.seek(list, 0) && cursor.find(elements[1], 0, 1) ? 1 : 0;
        };
    assertThat(AllocatedBytes.leastOf(40, round)).isLessThan(AllocatedBytes.OF_COUNTING);
    list.checkInvariants();
  }

  /** A list of nodes of one element each has the longest index: even that is never copied. */
  @Test
  void insertsAndRemovals_inTheMiddle_allocateNoMoreThanAChunk() {
    Quicklist list = list(1, 0);
    int size = 300_000;
    for (int i = 0; i < size; i++) {
      pushLast(list, "x");
    }
    Random random = new Random(2);
    byte[] element = {'y'};
    long most = 0;
    for (int i = 0; i < 20_000; i++) {
      long before = AllocatedBytes.now();
      cursor.seek(list, i % 3 == 0 ? size / 3 : random.nextInt(size));
      if (i % 2 == 0) {
        list.insertBefore(cursor, element, 0, 1);
      } else {
        list.remove(cursor);
      }
      most = Math.max(most, AllocatedBytes.now() - before);
    }
    list.checkInvariants();
    // The directory's 2,400 chunks are 36 KB; a page of the arena is 16.
    assertThat(most).isLessThan(100_000);
    release(list);
  }

  @Test
  void bytes_areThoseOfTheIndex() {
    Quicklist list = list(1, 0);
    assertThat(list.bytes()).isZero();
    for (int i = 0; i < 100_000; i++) {
      pushLast(list, "x");
    }
    // 16 bytes a node, at most twice that, and a directory.
    assertThat(list.bytes()).isBetween(1_600_000L, 1_700_000L);
  }

  // ---- misuse ----------------------------------------------------------------------------------

  @Test
  void cursor_atNoElement_saysSo() {
    assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
    Quicklist list = list(-2, 0);
    assertThat(cursor.seek(list, 0)).isFalse();
    pushLast(list, "a");
    assertThat(cursor.seek(list, 0)).isTrue();
    assertThat(cursor.next()).isFalse();
    assertThatThrownBy(cursor::textLength).isInstanceOf(IllegalStateException.class);
    cursor.seek(list, 0);
    pushLast(list, "b");
    assertThatThrownBy(cursor::next).isInstanceOf(AssertionError.class);
    cursor.seek(list, 0);
    list.remove(cursor);
    assertThatThrownBy(cursor::isInteger).isInstanceOf(IllegalStateException.class);
  }

  // ---- help ------------------------------------------------------------------------------------

  private Quicklist list(int size, int depth) {
    return new Quicklist(arena, new ListLimits(size), depth, new NodeCompressor());
  }

  private void release(Quicklist list) {
    ArenaAudit audit = arena.audit();
    list.forEachBlock(audit::reached);
    audit.finish();
    list.release(2);
    list.checkInvariants();
    while (list.release(1000) > 0) {
      assertThat(list.size()).isGreaterThanOrEqualTo(list.nodeCount());
    }
    assertThat(arena.allocatedBytes()).isZero();
  }

  private static void pushLast(Quicklist list, String element) {
    byte[] bytes = element.getBytes(ISO_8859_1);
    list.pushLast(bytes, 0, bytes.length);
  }

  private String text(Quicklist list, long index) {
    assertThat(cursor.seek(list, index)).isTrue();
    byte[] text = new byte[cursor.textLength()];
    cursor.copyText(text, 0);
    return new String(text, ISO_8859_1);
  }
}
