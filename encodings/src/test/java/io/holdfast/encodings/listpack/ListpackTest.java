package io.holdfast.encodings.listpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.AllocatedBytes;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.FuzzInputs;
import io.holdfast.encodings.arena.LittleEndian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListpackTest {
  /** An integer, and its entry in hexadecimal: around each limit of each encoding. */
  @ParameterizedTest
  @CsvSource({
    "0, 00 01",
    "1, 01 01",
    "127, 7f 01",
    "128, c080 02",
    "-1, dfff 02",
    "4095, cfff 02",
    "-4096, d000 02",
    "4096, f10010 03",
    "-4097, f1ffef 03",
    "32767, f1ff7f 03",
    "-32768, f10080 03",
    "32768, f2008000 04",
    "-32769, f2ff7fff 04",
    "8388607, f2ffff7f 04",
    "-8388608, f2000080 04",
    "8388608, f300008000 05",
    "-8388609, f3ffff7fff 05",
    "2147483647, f3ffffff7f 05",
    "-2147483648, f300000080 05",
    "2147483648, f40000008000000000 09",
    "-2147483649, f4ffffff7fffffffff 09",
    "9223372036854775807, f4ffffffffffffff7f 09",
    "-9223372036854775808, f40000000000000080 09"
  })
  void integer_hasItsEntry(long value, String entry) {
    byte[] text = Long.toString(value).getBytes(ISO_8859_1);
    byte[] expected = HexFormat.of().parseHex(entry.replace(" ", ""));
    for (byte[] listpack : List.of(ofLongs(value), of(text))) {
      assertThat(Arrays.copyOfRange(listpack, 6, listpack.length - 1)).isEqualTo(expected);
      assertThat(Listpack.isInteger(listpack, 0, 6)).isTrue();
      assertThat(Listpack.integer(listpack, 0, 6)).isEqualTo(value);
      assertThat(textOf(listpack, 6)).isEqualTo(Long.toString(value));
      assertThat(Listpack.equals(listpack, 0, 6, text, 0, text.length)).isTrue();
      assertThat(ListpackCheck.entries(listpack, 0, listpack.length)).isEqualTo(1);
    }
  }

  /** A string's length, how its entry starts, and its back-length: around each limit. */
  @ParameterizedTest
  @CsvSource({
    "0, 80, 01",
    "1, 81, 02",
    "63, bf, 40",
    "64, e040, 42",
    "125, e07d, 7f",
    "126, e07e, 0180",
    "4095, efff, 2081",
    "4096, f000100000, 2085",
    "16377, f0f93f0000, 7ffe",
    "16378, f0fa3f0000, 00ffff",
    "16379, f0fb3f0000, 018080",
    "2097145, f0f9ff1f00, 7ffffe",
    "2097146, f0faff1f00, 00ffffff",
    "2097147, f0fbff1f00, 01808080"
  })
  void string_hasItsEntry(int length, String header, String backLength) {
    byte[] element = new byte[length];
    Arrays.fill(element, (byte) 'z');
    byte[] listpack = of(element);
    int last = listpack.length - 1;
    HexFormat hex = HexFormat.of();
    assertThat(hex.formatHex(listpack, 6, 6 + header.length() / 2)).isEqualTo(header);
    assertThat(hex.formatHex(listpack, last - backLength.length() / 2, last)).isEqualTo(backLength);
    assertThat(listpack).hasSize(7 + header.length() / 2 + length + backLength.length() / 2);
    assertThat(Listpack.isInteger(listpack, 0, 6)).isFalse();
    assertThat(Listpack.stringOffset(listpack, 0, 6)).isEqualTo(6 + header.length() / 2);
    assertThat(Listpack.stringLength(listpack, 0, 6)).isEqualTo(length);
    assertThat(Listpack.equals(listpack, 0, 6, element, 0, length)).isTrue();
    assertThat(Listpack.last(listpack, 0)).isEqualTo(6);
    assertThat(Listpack.find(listpack, 0, 6, 0, element, 0, length)).isEqualTo(6);
    assertThat(ListpackCheck.entries(listpack, 0, listpack.length)).isEqualTo(1);
  }

  /** A back-length by itself: the longest ones without a quarter of a gigabyte before them. */
  @ParameterizedTest
  @CsvSource({
    "127, 7f",
    "128, 0180",
    "16382, 7ffe",
    "16383, 00ffff",
    "2097150, 7ffffe",
    "2097151, 00ffffff",
    "268435454, 7ffffffe",
    "268435455, 00ffffffff",
    "268435456, 0180808080",
    "2147483647, 07ffffffff"
  })
  void backLength_isReadFromTheRight(int length, String hex) {
    byte[] bytes = new byte[7];
    ListpackEntry.putBackLength(bytes, 1, length);
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo((("00" + hex) + "0".repeat(12)).substring(0, 14));
    assertThat(ListpackEntry.isBackLength(bytes, 1, length)).isTrue();
    int backLengthBytes = hex.length() / 2;
    assertThat(ListpackEntry.backLengthBytes(length)).isEqualTo(backLengthBytes);
    if (length < Integer.MAX_VALUE - 5) {
      assertThat(ListpackEntry.bytesBefore(bytes, 1 + backLengthBytes))
          .isEqualTo(length + backLengthBytes);
    }
    for (int bit = 0; bit < 8 * backLengthBytes; bit++) {
      byte[] flipped = bytes.clone();
      flipped[1 + bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(ListpackEntry.isBackLength(flipped, 1, length)).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void empty_isSevenBytes() {
    byte[] bytes = of();
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("070000000000ff");
    assertThat(Listpack.first(bytes, 0)).isEqualTo(Listpack.NONE);
    assertThat(Listpack.last(bytes, 0)).isEqualTo(Listpack.NONE);
    assertThat(Listpack.seek(bytes, 0, 0)).isEqualTo(Listpack.NONE);
    assertThat(Listpack.seek(bytes, 0, -1)).isEqualTo(Listpack.NONE);
    assertThat(Listpack.find(bytes, 0, Listpack.NONE, 0, bytes, 0, 1)).isEqualTo(Listpack.NONE);
    assertThat(Listpack.remove(bytes, 0, Listpack.NONE, 3)).isZero();
    assertThat(ListpackCheck.entries(bytes, 0, 7)).isZero();
  }

  /** What looks like a number and is none stays a string; so nothing is lost. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-0",
        "+1",
        "01",
        "1.0",
        "1e3",
        " 1",
        "1 ",
        "0x10",
        "-",
        "--1",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551615",
        "00",
        "1\0"
      })
  void almostInteger_isAString(String text) {
    byte[] listpack = of(text.getBytes(ISO_8859_1));
    assertThat(Listpack.isInteger(listpack, 0, 6)).isFalse();
    assertThat(textOf(listpack, 6)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {65_533, 65_534, 65_535, 65_536, 70_000})
  void count_beyondTheHeader_isCounted(int count) {
    byte[] bytes = new byte[7 + 2 * count + 2];
    Listpack.create(bytes, 0);
    for (int i = 0; i < count; i++) {
      Listpack.append(bytes, 0, i % 100);
    }
    int marked = (bytes[4] & 0xFF) | (bytes[5] & 0xFF) << 8;
    assertThat(marked).isEqualTo(Math.min(count, 65_535));
    assertThat(Listpack.count(bytes, 0)).isEqualTo(count);
    assertThat(ListpackCheck.entries(bytes, 0, Listpack.bytes(bytes, 0))).isEqualTo(count);
    for (int index : new int[] {0, 1, count / 2, count - 1}) {
      int position = 6 + 2 * index;
      assertThat(Listpack.seek(bytes, 0, index)).isEqualTo(position);
      assertThat(Listpack.seek(bytes, 0, index - count)).isEqualTo(position);
    }
    assertThat(Listpack.seek(bytes, 0, count)).isEqualTo(Listpack.NONE);
    assertThat(Listpack.seek(bytes, 0, count + 1)).isEqualTo(Listpack.NONE);
    assertThat(Listpack.seek(bytes, 0, -count - 1)).isEqualTo(Listpack.NONE);
    assertThat(Listpack.seek(bytes, 0, -count - 2)).isEqualTo(Listpack.NONE);
    assertThat(Listpack.seek(bytes, 0, Integer.MIN_VALUE)).isEqualTo(Listpack.NONE);
    Listpack.remove(bytes, 0, 6);
    assertThat(Listpack.count(bytes, 0)).isEqualTo(count - 1);
    Listpack.prepend(bytes, 0, 5);
    assertThat(Listpack.count(bytes, 0)).isEqualTo(count);
  }

  @Test
  void merge_ofMoreThanTheHeaderCounts_isCounted() {
    byte[] half = ofLongs(new long[40_000]);
    byte[] both = Arrays.copyOf(half, Listpack.bytesAfterMerge(half, 0, half, 0));
    byte[] other = half.clone();
    Listpack.appendAll(both, 0, other, 0);
    assertThat(Listpack.count(both, 0)).isEqualTo(80_000);
    byte[] more = Arrays.copyOf(other, Listpack.bytesAfterMerge(other, 0, both, 0));
    Listpack.prependAll(more, 0, both, 0);
    assertThat(Listpack.count(more, 0)).isEqualTo(120_000);
  }

  @Test
  void compare_isTheOrderOfTheTexts() {
    Random random = new Random(5);
    List<byte[]> texts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      texts.add(Elements.bytes(Elements.draw(random)));
    }
    for (String text : List.of("", "-", "-5", "5", "55", "54", "5x", "-54", "10", "100", "1000")) {
      texts.add(text.getBytes(ISO_8859_1));
    }
    for (byte[] own : texts) {
      byte[] listpack = of(own);
      for (byte[] other : texts) {
        assertThat(Integer.signum(Listpack.compare(listpack, 0, 6, other, 0, other.length)))
            .as("%s to %s", new String(own, ISO_8859_1), new String(other, ISO_8859_1))
            .isEqualTo(Integer.signum(Arrays.compareUnsigned(own, other)));
        assertThat(Listpack.equals(listpack, 0, 6, other, 0, other.length))
            .isEqualTo(Arrays.equals(own, other));
      }
    }
  }

  /** Where eight bytes cannot be read at once, since the array ends with the listpack. */
  @Test
  void find_upToTheLastByteOfTheArray() {
    for (int length = 0; length < 20; length++) {
      for (int entries = 1; entries < 12; entries++) {
        byte[] last = Elements.bytes("x" + length + ".7");
        byte[][] elements = new byte[entries][];
        Arrays.fill(elements, Elements.bytes("x" + length + ".8"));
        elements[entries - 1] = last;
        byte[] listpack = of(elements);
        int found = Listpack.find(listpack, 0, 6, 0, last, 0, length);
        assertThat(found).isEqualTo(length < 2 ? 6 : Listpack.last(listpack, 0));
        byte[] absent = Elements.bytes("x" + length + ".9");
        found = Listpack.find(listpack, 0, 6, 0, absent, 0, length);
        assertThat(found).isEqualTo(length < 2 ? 6 : Listpack.NONE);
      }
    }
  }

  /** An integer that another writer stored in more bytes than it takes is the same element. */
  @ParameterizedTest
  @ValueSource(
      strings = {"c00502", "f1050003", "f205000004", "f30500000005", "f4050000000000000009"})
  void wideInteger_isFound(String entry) {
    byte[] listpack = raw(1, entry);
    assertThat(ListpackCheck.entries(listpack, 0, listpack.length)).isEqualTo(1);
    assertThat(Listpack.find(listpack, 0, 6, 0, new byte[] {'5'}, 0, 1)).isEqualTo(6);
    assertThat(textOf(listpack, 6)).isEqualTo("5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"813502", "e0013503", "f0010000003506"})
  void integerHeldAsString_isFound(String entry) {
    byte[] listpack = raw(1, entry);
    assertThat(ListpackCheck.entries(listpack, 0, listpack.length)).isEqualTo(1);
    assertThat(Listpack.find(listpack, 0, 6, 0, new byte[] {'5'}, 0, 1)).isEqualTo(6);
  }

  @Test
  void insert_ofTooMuch_isRefused() {
    byte[] bytes = of();
    LittleEndian.put32(bytes, 0, Listpack.MAX_BYTES - 10);
    assertThat(Listpack.bytesAfterInsert(bytes, 0, new byte[8], 0, 8))
        .isEqualTo(Listpack.MAX_BYTES);
    assertThatThrownBy(() -> Listpack.bytesAfterInsert(bytes, 0, new byte[9], 0, 9))
        .isInstanceOf(ListpackFullException.class)
        .hasMessageContaining("bytes=" + (Listpack.MAX_BYTES + 1));
    assertThatThrownBy(() -> Listpack.bytesAfterMerge(bytes, 0, bytes, 0))
        .isInstanceOf(ListpackFullException.class);
  }

  @Test
  void everyday_allocatesNothing() {
    byte[] bytes = Arrays.copyOf(ofLongs(1, 20_000, 300_000, -4), 100);
    byte[] text = Elements.bytes("x15.1");
    byte[] number = Elements.bytes("1234567");
    long allocated =
        AllocatedBytes.leastOf(
            50,
            () -> {
              for (int i = 0; i < 1_000; i++) {
                Listpack.append(bytes, 0, text, 0, text.length);
                Listpack.prepend(bytes, 0, number, 0, number.length);
                int found = Listpack.find(bytes, 0, 6, 0, text, 0, text.length);
                Listpack.replace(bytes, 0, found, i);
                Listpack.remove(bytes, 0, Listpack.seek(bytes, 0, -1));
                Listpack.remove(bytes, 0, Listpack.find(bytes, 0, 6, 1, number, 0, 7));
                Listpack.copyText(bytes, 0, 6, text, 0);
              }
            });
    assertThat(allocated).isLessThanOrEqualTo(AllocatedBytes.OF_COUNTING);
  }

  // ---- damaged bytes ---------------------------------------------------------------------------

  /** What is wrong, where, and the bytes: header and end are those of a proper listpack. */
  @ParameterizedTest
  @CsvSource({
    "unknown encoding, 6, 1, f506",
    "unknown encoding, 6, 1, fe01",
    "unknown encoding, 8, 2, 0101ff01",
    "entry is longer than the listpack, 6, 1, 01",
    "entry is longer than the listpack, 6, 1, 8261",
    "entry is longer than the listpack, 6, 1, c0",
    "entry is longer than the listpack, 6, 1, e0",
    "entry is longer than the listpack, 6, 1, efff61",
    "entry is longer than the listpack, 6, 1, f0010000",
    "entry is longer than the listpack, 6, 1, f001000000",
    "entry is longer than the listpack, 6, 1, f0ffffff7f05",
    "entry is longer than the listpack, 6, 1, f0faffff7f05",
    "entry is longer than the listpack, 6, 1, f0fbffff7f05",
    "entry is longer than the listpack, 6, 1, f0ffffffff04",
    "entry is longer than the listpack, 6, 1, f0fcffffff0101",
    "entry is longer than the listpack, 6, 1, f00000008005",
    "entry is longer than the listpack, 6, 1, f4010203040506",
    "back-length is not the entry's length, 7, 1, 0102",
    "back-length is not the entry's length, 7, 1, 0181",
    "back-length is not the entry's length, 7, 1, 0100",
    "count is not the number of entries, 4, 0, 0101",
    "count is not the number of entries, 4, 2, 0101",
    "count is not the number of entries, 4, 1, ''"
  })
  void damagedEntries_areRefused(String what, int position, int count, String entries) {
    byte[] bytes = raw(count, entries);
    assertThatThrownBy(() -> ListpackCheck.entries(bytes, 0, bytes.length))
        .isInstanceOf(DamagedBytesException.class)
        .hasMessage("damaged listpack: " + what + " at byte " + position);
  }

  @ParameterizedTest
  @CsvSource({
    "too short, 0, ''",
    "too short, 6, 060000000000",
    "total bytes is not the length, 0, 080000000000ff",
    "total bytes is not the length, 0, 060000000000ff",
    "total bytes is not the length, 0, 070000800000ff",
    "no end mark, 6, 070000000000fe"
  })
  void damagedHeader_isRefused(String what, int position, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    for (boolean deep : new boolean[] {false, true}) {
      assertThatThrownBy(
              () -> {
                if (deep) {
                  ListpackCheck.entries(bytes, 0, bytes.length);
                } else {
                  ListpackCheck.header(bytes, 0, bytes.length);
                }
              })
          .isInstanceOf(DamagedBytesException.class)
          .hasMessage("damaged listpack: " + what + " at byte " + position);
    }
  }

  /** A back-length of two bytes must not be taken for one of three with a zero in front. */
  @Test
  void backLength_withSuperfluousByte_isRefused() {
    byte[] listpack = of(new byte[200]);
    assertThat(listpack[listpack.length - 3]).isEqualTo((byte) 1);
    listpack[listpack.length - 3] |= (byte) 0x80;
    assertThatThrownBy(() -> ListpackCheck.entries(listpack, 0, listpack.length))
        .isInstanceOf(DamagedBytesException.class);
  }

  @Test
  void anyBytes_areAListpackOrRefused() {
    byte[] mixed = of(Elements.bytes("x5.1"), Elements.bytes("x70.1"), Elements.bytes("x4096.1"));
    byte[] numbers = ofLongs(0, 127, -1, 5_000, 1_000_000, 100_000_000, 1L << 40);
    FuzzInputs.feed(
        ListpackFuzz::fuzzerTestOneInput,
        List.of(of(), of(new byte[0]), mixed, numbers, of(new byte[130]), ofLongs(1, 2, 3)),
        6,
        2_000);
  }

  // ---- making them -----------------------------------------------------------------------------

  private static byte[] raw(int count, String entries) {
    int length = 7 + entries.length() / 2;
    return HexFormat.of().parseHex(String.format("%02x000000%02x00%sff", length, count, entries));
  }

  private static byte[] of(byte[]... elements) {
    byte[] bytes = new byte[7];
    Listpack.create(bytes, 0);
    for (byte[] element : elements) {
      bytes = Arrays.copyOf(bytes, Listpack.bytesAfterInsert(bytes, 0, element, 0, element.length));
      Listpack.append(bytes, 0, element, 0, element.length);
    }
    return bytes;
  }

  private static byte[] ofLongs(long... elements) {
    byte[] bytes = new byte[7 + 10 * elements.length];
    Listpack.create(bytes, 0);
    for (long element : elements) {
      Listpack.append(bytes, 0, element);
    }
    return Arrays.copyOf(bytes, Listpack.bytes(bytes, 0));
  }

  private static String textOf(byte[] bytes, int position) {
    byte[] text = new byte[Listpack.textLength(bytes, 0, position)];
    Listpack.copyText(bytes, 0, position, text, 0);
    return new String(text, ISO_8859_1);
  }
}
