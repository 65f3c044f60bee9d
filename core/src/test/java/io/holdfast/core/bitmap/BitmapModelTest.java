package io.holdfast.core.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.BitFieldType;
import io.holdfast.BitOperation;
import io.holdfast.core.codec.ByteRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Scanning, combining and packing bits, compared with doing it bit by bit. */
class BitmapModelTest {
  private static final List<BitOperation> OPERATIONS = List.of(BitOperation.values());

  private static final int ROUNDS = Boolean.getBoolean("holdfast.long") ? 200_000 : 5_000;
  private static final int MARGIN = 9;

  private final long seed = Long.getLong("holdfast.seed", 20261121);
  private final Random random = new Random(seed);

  @Test
  void countAndFind_areThoseOfTheModel() {
    for (int round = 0; round < ROUNDS; round++) {
      int length = random.nextInt(80);
      byte[] bytes = bytes(length);
      int at = random.nextInt(MARGIN);
      byte[] padded = padded(bytes, at);
      long from = random.nextInt(8 * length + 1);
      long to = random.nextInt(8 * length + 1);
      long count = 0;
      long[] first = {BitScan.NOT_FOUND, BitScan.NOT_FOUND};
      for (long i = to - 1; i >= from; i--) {
        int bit = bit(bytes, i);
        count += bit;
        first[bit] = i;
      }
      String what = "seed=" + seed + " round=" + round;
      assertThat(BitScan.count(padded, at, from, to)).as(what).isEqualTo(count);
      assertThat(BitScan.find(padded, at, from, to, false)).as(what).isEqualTo(first[0]);
      assertThat(BitScan.find(padded, at, from, to, true)).as(what).isEqualTo(first[1]);
    }
  }

  @Test
  void combinations_areThoseOfTheModel() {
    for (int round = 0; round < ROUNDS; round++) {
      BitOperation operation = OPERATIONS.get(round % OPERATIONS.size());
      // Now and then longer than a chunk.
      int most = random.nextInt(200) == 0 ? 20_000 : 60;
      combine(operation, most, "seed=" + seed + " round=" + round + " operation=" + operation);
    }
  }

  private void combine(BitOperation operation, int most, String what) {
    int count = operation == BitOperation.NOT ? 1 : 1 + random.nextInt(4);
    List<byte[]> sources = new ArrayList<>();
    List<ByteRange> ranges = new ArrayList<>();
    int length = 0;
    for (int i = 0; i < count; i++) {
      byte[] bytes = bytes(random.nextInt(most));
      int at = random.nextInt(MARGIN);
      sources.add(bytes);
      ranges.add(ByteRange.of(padded(bytes, at), at, bytes.length));
      length = Math.max(length, bytes.length);
    }
    int at = random.nextInt(MARGIN);
    byte[] result = padded(bytes(length), at);
    byte[] expected = result.clone();
    for (int i = 0; i < length; i++) {
      expected[at + i] = (byte) combined(operation, sources, i);
    }
    BitCombination.write(operation, ranges, result, at, length);
    assertThat(Arrays.equals(result, expected)).as(what).isTrue();
  }

  private static int combined(BitOperation operation, List<byte[]> sources, int index) {
    int first = at(sources.get(0), index);
    int all = first;
    int some = 0;
    int odd = first;
    int one = 0;
    for (int s = 1; s < sources.size(); s++) {
      int value = at(sources.get(s), index);
      all &= value;
      some |= value;
      odd ^= value;
    }
    for (int bit = 1; bit < 256; bit <<= 1) {
      int mask = bit;
      long times = sources.stream().filter(source -> (at(source, index) & mask) != 0).count();
      one |= times == 1 ? bit : 0;
    }
    return switch (operation) {
      case AND -> all;
      case OR -> first | some;
      case XOR -> odd;
      case NOT -> ~first;
      case DIFF -> first & ~some;
      case DIFF1 -> some & ~first;
      case ANDOR -> first & some;
      case ONE -> one;
    };
  }

  @Test
  void packedIntegers_areThoseOfTheModel() {
    for (int round = 0; round < ROUNDS; round++) {
      boolean isSigned = random.nextBoolean();
      BitFieldType type = new BitFieldType(isSigned, 1 + random.nextInt(isSigned ? 64 : 63));
      byte[] bytes = bytes(20);
      int at = random.nextInt(MARGIN);
      byte[] padded = padded(bytes, at);
      long offset = random.nextInt(200);
      long expected = 0;
      for (int i = 0; i < type.bits(); i++) {
        expected = expected << 1 | bit(bytes, offset + i);
      }
      if (isSigned && bit(bytes, offset) == 1) {
        expected |= type.min();
      }
      String what = "seed=" + seed + " round=" + round + " type=" + type + " offset=" + offset;
      assertThat(PackedIntegers.get(padded, at, bytes.length, offset, type))
          .as(what)
          .isEqualTo(expected);
      if (offset + type.bits() <= 8L * bytes.length) {
        long number = random.nextLong();
        PackedIntegers.put(padded, at, offset, type.bits(), number);
        for (int i = 0; i < 8 * bytes.length; i++) {
          boolean isInside = i >= offset && i < offset + type.bits();
          long shift = offset + type.bits() - 1 - i;
          int bit = isInside ? (int) (number >>> shift) & 1 : bit(bytes, i);
          assertThat(bit(padded, 8L * at + i)).as(what).isEqualTo(bit);
        }
        long wrapped = PackedIntegers.wrapped(number, type);
        assertThat(PackedIntegers.get(padded, at, bytes.length, offset, type)).isEqualTo(wrapped);
      }
    }
  }

  /** Random bytes, mostly of one kind, so that runs are long enough for whole words. */
  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    if (random.nextInt(3) == 0) {
      random.nextBytes(bytes);
    } else {
      Arrays.fill(bytes, (byte) (random.nextBoolean() ? 0 : -1));
      for (int i = random.nextInt(3); i > 0 && length > 0; i--) {
        bytes[random.nextInt(length)] = (byte) random.nextInt();
      }
    }
    return bytes;
  }

  /** The bytes in the middle of others. */
  private byte[] padded(byte[] bytes, int at) {
    byte[] padded = new byte[at + bytes.length + MARGIN];
    random.nextBytes(padded);
    System.arraycopy(bytes, 0, padded, at, bytes.length);
    return padded;
  }

  private static int at(byte[] bytes, int index) {
    return index < bytes.length ? bytes[index] & 0xff : 0;
  }

  private static int bit(byte[] bytes, long index) {
    return at(bytes, (int) (index >>> 3)) >>> (7 - (index & 7)) & 1;
  }
}
