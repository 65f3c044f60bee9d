package io.holdfast.encodings.intset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.AllocatedBytes;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.FuzzInputs;
import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.arena.LittleEndian;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntsetTest {
  private static final int AT = 5;
  private static final int BEHIND = 9;
  private static final byte GUARD = 0x5A;

  /** Values in the order they are added, and the bytes of the intset. */
  @ParameterizedTest
  @CsvSource({
    "'', 02000000 00000000",
    "5, 02000000 01000000 0500",
    "5 3 4, 02000000 03000000 0300 0400 0500",
    "-1 1, 02000000 02000000 ffff 0100",
    "32767 -32768, 02000000 02000000 0080 ff7f",
    "32768, 04000000 01000000 00800000",
    "7 32768, 04000000 02000000 07000000 00800000",
    "7 -32769, 04000000 02000000 ff7fffff 07000000",
    "2147483647 -2147483648, 04000000 02000000 00000080 ffffff7f",
    "1 2147483648, 08000000 02000000 0100000000000000 0000008000000000",
    "1 -2147483649, 08000000 02000000 ffffff7fffffffff 0100000000000000",
    "1 70000 -9223372036854775808, 08000000 03000000 0000000000000080 0100000000000000 7011010000000000"
  })
  void values_haveTheirBytes(String values, String hex) {
    long[] added = longs(values);
    byte[] intset = of(added);
    assertThat(HexFormat.of().formatHex(intset)).isEqualTo(hex.replace(" ", ""));
    assertThat(IntsetCheck.elements(intset, 0, intset.length)).isEqualTo(added.length);
  }

  @Test
  void width_staysWhenTheWidestIsRemoved() {
    byte[] intset = of(1, 2, 1L << 40);
    assertThat(Intset.remove(intset, 0, 1L << 40)).isTrue();
    assertThat(Intset.width(intset, 0)).isEqualTo(8);
    assertThat(Intset.bytes(intset, 0)).isEqualTo(8 + 2 * 8);
    assertThat(Intset.max(intset, 0)).isEqualTo(2);
  }

  @Test
  void elementOutside_isRefused() {
    byte[] intset = of(1, 2);
    assertThatThrownBy(() -> Intset.get(intset, 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("index=2, count=2");
    assertThatThrownBy(() -> Intset.get(intset, 0, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Intset.min(of(), 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Intset.max(of(), 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void add_ofTooMuch_isRefused() {
    byte[] intset = of(70_000);
    int most = (Intset.MAX_BYTES - 8) / 4;
    LittleEndian.put32(intset, 4, most - 1);
    // Wider, so that nothing is searched.
    assertThatThrownBy(() -> Intset.bytesAfterAdd(intset, 0, 1L << 40))
        .isInstanceOf(IntsetFullException.class)
        .hasMessage("intset would be too long: bytes=" + (8 + 8L * most));
  }

  // ---- model -----------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void edits_agreeWithATreeSet(long seed) {
    int runs = ModelRun.LONG ? 300 : 1;
    for (int run = 0; run < runs; run++) {
      ModelRun.run(ModelRun.seed(seed) + 100L * run, 4_000, SetAndIntset::new);
    }
  }

  /** An intset among other bytes, as long as it must be and no longer. */
  private static final class SetAndIntset implements ModelRun.Pair {
    private final TreeSet<Long> model = new TreeSet<>();
    private byte[] bytes = new byte[AT + Intset.EMPTY_BYTES + BEHIND];
    private int width = 2;
    private int drawn;

    SetAndIntset() {
      Arrays.fill(bytes, GUARD);
      Intset.create(bytes, AT);
    }

    @Override
    public String draw(Random random) {
      // Wide ones late, so that all widths are met with many elements.
      int bits = ++drawn < 1_000 ? 16 : drawn < 2_000 ? 32 : 64;
      long value = random.nextLong() >> (64 - 1 - random.nextInt(bits));
      if (random.nextInt(20) == 0) {
        value = (1L << (bits - 1)) - random.nextInt(3) + 1;
        value = random.nextBoolean() ? value : -value;
      }
      return switch (random.nextInt(7)) {
        case 0 -> "remove " + value;
        case 1, 2 -> "removeAt " + random.nextInt(1_000);
        case 3 -> random.nextInt(8) == 0 ? "removeMany " + random.nextInt(1_000) : "find " + value;
        default -> "add " + value;
      };
    }

    @Override
    public void apply(String[] words) {
      long value = Long.parseLong(words[1]);
      switch (words[0]) {
        case "add" -> add(value);
        case "remove" -> remove(value);
        case "removeAt" -> {
          if (!model.isEmpty()) {
            remove(Intset.get(bytes, AT, (int) value % model.size()));
          }
        }
        case "removeMany" -> {
          int from = (int) value % (model.size() + 1);
          int count = (model.size() - from) / 3;
          List<Long> gone = model.stream().skip(from).limit(count).toList();
          Intset.removeRange(bytes, AT, from, count);
          gone.forEach(model::remove);
          resize(Intset.bytes(bytes, AT));
        }
        default -> find(value);
      }
      check();
    }

    private void add(long value) {
      resize(Intset.bytesAfterAdd(bytes, AT, value));
      boolean absent = model.add(value);
      assertThat(Intset.add(bytes, AT, value)).isEqualTo(absent);
      width = Math.max(width, value == (short) value ? 2 : value == (int) value ? 4 : 8);
    }

    private void remove(long value) {
      assertThat(Intset.remove(bytes, AT, value)).isEqualTo(model.remove(value));
      resize(Intset.bytes(bytes, AT));
    }

    private void find(long value) {
      int index = model.headSet(value).size();
      boolean present = model.contains(value);
      assertThat(Intset.contains(bytes, AT, value)).isEqualTo(present);
      assertThat(Intset.indexOf(bytes, AT, value)).isEqualTo(present ? index : -index - 1);
    }

    private void resize(int length) {
      byte[] resized = new byte[AT + length + BEHIND];
      Arrays.fill(resized, GUARD);
      System.arraycopy(bytes, 0, resized, 0, Math.min(bytes.length, resized.length) - BEHIND);
      bytes = resized;
    }

    private void check() {
      ByteBuffer expected =
          ByteBuffer.allocate(8 + width * model.size()).order(ByteOrder.LITTLE_ENDIAN);
      expected.putInt(width).putInt(model.size());
      for (long value : model) {
        switch (width) {
          case 2 -> expected.putShort((short) value);
          case 4 -> expected.putInt((int) value);
          default -> expected.putLong(value);
        }
      }
      int length = expected.capacity();
      assertThat(Intset.bytes(bytes, AT)).isEqualTo(length);
      assertThat(Arrays.copyOfRange(bytes, AT, AT + length)).isEqualTo(expected.array());
      assertThat(IntsetCheck.elements(bytes, AT, length)).isEqualTo(model.size());
      for (int i = 0; i < BEHIND; i++) {
        assertThat(bytes[AT + length + i]).isEqualTo(GUARD);
        assertThat(bytes[Math.min(i, AT - 1)]).isEqualTo(GUARD);
      }
      if (!model.isEmpty()) {
        assertThat(Intset.min(bytes, AT)).isEqualTo(model.first());
        assertThat(Intset.max(bytes, AT)).isEqualTo(model.last());
        find(Intset.get(bytes, AT, model.size() / 2));
      }
    }
  }

  // ---- bytes from outside ----------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "too short, 0, ''",
    "too short, 7, 02000000 000000",
    "unknown width, 0, 00000000 00000000",
    "unknown width, 0, 03000000 01000000 000000",
    "unknown width, 0, 02000001 00000000",
    "unknown width, 0, 10000000 00000000",
    "count does not make up the length, 4, 02000000 01000000",
    "count does not make up the length, 4, 02000000 01000000 00",
    "count does not make up the length, 4, 02000000 00000000 0000",
    "count does not make up the length, 4, 02000000 00000080",
    "count does not make up the length, 4, 08000000 00000020",
    "count does not make up the length, 4, 04000000 ffffffff 00000000"
  })
  void damagedHeader_isRefused(String what, int offset, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThatThrownBy(() -> IntsetCheck.header(bytes, 0, bytes.length))
        .isInstanceOf(DamagedBytesException.class)
        .hasMessage("damaged intset: " + what + " at byte " + offset);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 02000000 02000000 0100 0100",
    "10, 02000000 02000000 0100 ffff",
    "12, 02000000 03000000 0100 0200 0200",
    "12, 04000000 02000000 00000000 00000080"
  })
  void disorder_isRefused(int offset, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    IntsetCheck.header(bytes, 0, bytes.length);
    assertThatThrownBy(() -> IntsetCheck.elements(bytes, 0, bytes.length))
        .isInstanceOf(DamagedBytesException.class)
        .hasMessage("damaged intset: elements do not ascend at byte " + offset);
  }

  @Test
  void anyBytes_areAnIntsetOrRefused() {
    FuzzInputs.feed(
        IntsetFuzz::fuzzerTestOneInput,
        List.of(of(), of(1), of(-3, 5, 9, 300), of(1, 2, 70_000, -70_000), of(4, 5, 6, 1L << 50)),
        8,
        200);
  }

  @Test
  void everyday_allocatesNothing() {
    byte[] bytes = Arrays.copyOf(of(1, 5, 70_000, 9), 100);
    long allocated =
        AllocatedBytes.leastOf(
            50,
            () -> {
              for (int i = 0; i < 1_000; i++) {
                Intset.add(bytes, 0, 100 + i);
                Intset.remove(bytes, 0, 100 + i);
              }
            });
    assertThat(allocated).isLessThanOrEqualTo(AllocatedBytes.OF_COUNTING);
  }

  private static long[] longs(String text) {
    return text.isEmpty()
        ? new long[0]
        : Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private static byte[] of(long... values) {
    byte[] bytes = new byte[8];
    Intset.create(bytes, 0);
    for (long value : values) {
      bytes = Arrays.copyOf(bytes, Intset.bytesAfterAdd(bytes, 0, value));
      Intset.add(bytes, 0, value);
    }
    return bytes;
  }
}
