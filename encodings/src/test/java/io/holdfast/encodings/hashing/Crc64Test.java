package io.holdfast.encodings.hashing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.RedisOracle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Crc64Test {
  @Test
  void of_checkValue() {
    assertThat(Crc64.of("123456789".getBytes(US_ASCII), 0, 9)).isEqualTo(0xe9c6d914c4b8d9caL);
    assertThat(Crc64.of(new byte[0], 0, 0)).isZero();
  }

  @Test
  void of_everyLengthAndPlace_equalsBitByBit() {
    SplittableRandom random = new SplittableRandom(3);
    byte[] bytes = new byte[80];
    random.nextBytes(bytes);
    for (int offset = 0; offset < 10; offset++) {
      for (int length = 0; length <= 70; length++) {
        long expected = bitByBit(0, bytes, offset, length);
        assertThat(Crc64.of(bytes, offset, length)).isEqualTo(expected);
        int cut = random.nextInt(length + 1);
        long first = Crc64.of(bytes, offset, cut);
        assertThat(Crc64.update(first, bytes, offset + cut, length - cut)).isEqualTo(expected);
      }
    }
  }

  @Test
  void of_lanes_equalsBitByBit() {
    SplittableRandom random = new SplittableRandom(5);
    byte[] bytes = new byte[5 * 4096 + 64];
    random.nextBytes(bytes);
    for (int lanes = 1; lanes <= 5; lanes++) {
      for (int more = -9; more <= 9; more++) {
        int offset = 16 + random.nextInt(16);
        int length = lanes * 4096 + more;
        long start = random.nextLong();
        assertThat(Crc64.update(start, bytes, offset, length))
            .as("start %d, offset %d, length %d", start, offset, length)
            .isEqualTo(bitByBit(start, bytes, offset, length));
      }
    }
  }

  @Test
  void of_outsideArray_isRefused() {
    assertThatThrownBy(() -> Crc64.of(new byte[8], 1, 8))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Crc64.of(new byte[8], 0, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void oracle_dumpEndsWithThisChecksum(@TempDir Path directory) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    try (RedisOracle redis = RedisOracle.start(directory)) {
      for (int length : new int[] {0, 1, 7, 8, 9, 100, 1000, 100_000}) {
        byte[] value = new byte[length];
        random.nextBytes(value);
        byte[] key = {'k'};
        redis.run("SET".getBytes(US_ASCII), key, value);
        byte[] dump = Objects.requireNonNull(redis.run("DUMP".getBytes(US_ASCII), key));
        byte[] footer = Arrays.copyOfRange(dump, dump.length - 8, dump.length);
        assertThat(Crc64.of(dump, 0, dump.length - 8))
            .isEqualTo(ByteBuffer.wrap(footer).order(ByteOrder.LITTLE_ENDIAN).getLong());
      }
    }
  }

  /** Division of polynomials, one bit at a time, highest power in the lowest bit. */
  private static long bitByBit(long start, byte[] bytes, int offset, int length) {
    long polynomial = Long.reverse(0xad93d23594c935a9L);
    long crc = start;
    for (int i = offset; i < offset + length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        long out = (crc ^ (bytes[i] >> bit)) & 1;
        crc = (crc >>> 1) ^ (out * polynomial);
      }
    }
    return crc;
  }
}
