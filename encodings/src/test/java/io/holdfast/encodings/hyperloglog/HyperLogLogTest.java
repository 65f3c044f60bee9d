package io.holdfast.encodings.hyperloglog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.DamagedBytesException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HyperLogLogTest {
  @Test
  void writeEmpty_isEighteenBytes_andCountsZero() {
    HyperLogLogBlock block = new HyperLogLogBlock(3000);
    assertThat(block.bytes())
        .isEqualTo("HYLL\1\0\0\0\0\0\0\0\0\0\0\0\u007f\u00ff".getBytes(ISO_8859_1));
    assertThat(block.count()).isZero();
    assertThat(block.sparseText()).isEqualTo("Z:16384");
  }

  /** Registers against a plain array, for every limit: the encoding must not matter. */
  @ParameterizedTest
  @CsvSource({"1, 0", "2, 18", "3, 100", "4, 3000", "5, 3000", "6, 20000"})
  void model_registersAreThoseOfAnArray(long seed, int sparseMaxBytes) {
    Random random = new Random(seed);
    byte[] model = new byte[HyperLogLog.REGISTERS];
    HyperLogLogBlock block = new HyperLogLogBlock(sparseMaxBytes);
    int registersInPlay = random.nextBoolean() ? 40 : HyperLogLog.REGISTERS;
    for (int step = 0; step < 6_000; step++) {
      long hash = hash(random, random.nextInt(registersInPlay), random.nextInt(step / 200 + 2));
      int index = (int) hash & (HyperLogLog.REGISTERS - 1);
      int value = Long.numberOfTrailingZeros(hash >>> HyperLogLog.INDEX_BITS | 1L << 50) + 1;
      boolean raised = value > model[index];
      model[index] = (byte) Math.max(value, model[index]);
      assertThat(block.add(hash)).as("seed=%s step=%s", seed, step).isEqualTo(raised);
      assertThat(block.register(index)).as("seed=%s step=%s", seed, step).isEqualTo(model[index]);
      if (step % 197 == 0) {
        assertThat(block.registers()).as("seed=%s step=%s", seed, step).isEqualTo(model);
        assertThat(block.count()).isEqualTo(HyperLogLog.count(model));
      }
    }
    assertThat(block.registers()).isEqualTo(model);
  }

  private static long hash(Random random, int index, int zeros) {
    return (random.nextLong() << zeros + 1 | 1L << zeros) << HyperLogLog.INDEX_BITS | index;
  }

  @Test
  void add_aHashWhoseRestIsZero_is51() {
    HyperLogLogBlock block = new HyperLogLogBlock(3000);
    assertThat(block.add(7)).isTrue();
    assertThat(block.isSparse()).isFalse();
    assertThat(block.register(7)).isEqualTo(51);
    assertThat(block.add(7)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {31, 32, 33})
  void add_aValueAbove32_makesItDense(int value) {
    HyperLogLogBlock block = new HyperLogLogBlock(3000);
    assertThat(block.add(1L << (value - 1 + HyperLogLog.INDEX_BITS) | 99)).isTrue();
    assertThat(block.register(99)).isEqualTo(value);
    assertThat(block.isSparse()).isEqualTo(value <= 32);
  }

  @Test
  void add_staysWithinTheLimit_andKeepsWhatLiesBehind() {
    Random random = new Random(5);
    for (int limit = 18; limit < 80; limit++) {
      HyperLogLogBlock block = new HyperLogLogBlock(limit);
      while (block.isSparse()) {
        assertThat(block.bytes().length).isLessThanOrEqualTo(limit);
        block.add(random.nextLong());
      }
    }
  }

  /** One walk over the opcodes must leave the bytes that raising one by one leaves. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void merge_leavesTheBytesOfRaisingOneByOne(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      int limit = random.nextInt(4) == 0 ? 60 + random.nextInt(900) : 3_000;
      int registersInPlay = 1 << 3 + random.nextInt(12);
      HyperLogLogBlock one = new HyperLogLogBlock(limit);
      for (int i = random.nextInt(900); i > 0; i--) {
        one.add(hash(random, random.nextInt(registersInPlay), random.nextInt(4)));
      }
      HyperLogLogBlock all = one.copy();
      byte[] registers = new byte[HyperLogLog.REGISTERS];
      for (int i = random.nextInt(900); i > 0; i--) {
        registers[random.nextInt(registersInPlay)] = (byte) (1 + random.nextInt(4));
      }
      all.merge(registers);
      HyperLogLog.invalidateCachedCount(one.array(), one.at());
      for (int i = 0; i < HyperLogLog.REGISTERS; i++) {
        if (registers[i] > 0) {
          one.add(1L << registers[i] - 1 + HyperLogLog.INDEX_BITS | i);
        }
      }
      assertThat(all.bytes()).as("seed=%s round=%s", seed, round).isEqualTo(one.bytes());
    }
  }

  @Test
  void count_isWithinThreePercent() {
    Random random = new Random(9);
    HyperLogLogBlock block = new HyperLogLogBlock(3000);
    for (int added = 1; added <= 1_000_000; added++) {
      block.add(random.nextLong());
      if (Integer.bitCount(added) == 1) {
        assertThat((double) block.count()).isBetween(added * 0.97, added * 1.03);
      }
    }
  }

  @Test
  void count_answersTheCachedOneUntilARegisterChanges() {
    HyperLogLogBlock block = new HyperLogLogBlock(3000);
    block.add(1);
    assertThat(HyperLogLog.isCachedCountStale(block.array(), block.at())).isTrue();
    HyperLogLog.cacheCount(block.array(), block.at(), 77);
    assertThat(block.count()).isEqualTo(77);
    block.add(1);
    assertThat(block.count()).isEqualTo(77);
    block.add(2);
    assertThat(block.count()).isEqualTo(2);
  }

  @Test
  void isHyperLogLog_refusesOtherStrings() {
    byte[] empty = new HyperLogLogBlock(3000).bytes();
    assertThat(HyperLogLog.isHyperLogLog(empty, 0, 18)).isTrue();
    assertThat(HyperLogLog.isHyperLogLog(empty, 0, 15)).isFalse();
    byte[] magic = empty.clone();
    magic[3] = 'l';
    assertThat(HyperLogLog.isHyperLogLog(magic, 0, 18)).isFalse();
    byte[] encoding = empty.clone();
    encoding[4] = 2;
    assertThat(HyperLogLog.isHyperLogLog(encoding, 0, 18)).isFalse();
    byte[] dense = Arrays.copyOf(empty, HyperLogLog.DENSE_BYTES + 1);
    dense[4] = 0;
    assertThat(HyperLogLog.isHyperLogLog(dense, 0, HyperLogLog.DENSE_BYTES)).isTrue();
    assertThat(HyperLogLog.isHyperLogLog(dense, 0, HyperLogLog.DENSE_BYTES - 1)).isFalse();
    assertThat(HyperLogLog.isHyperLogLog(dense, 0, HyperLogLog.DENSE_BYTES + 1)).isFalse();
  }

  @Test
  void validate_namesTheOffset() {
    assertCorrupt("no HYLL", 0);
    assertCorrupt(header(), 16);
    assertCorrupt(header() + "\u007f", 16);
    assertCorrupt(header() + "\u007f\u00fe", 18);
    assertCorrupt(header() + "\u0080\u007f\u00ff", 17);
    assertCorrupt(header() + "\u007f\u00ff\0", 18);
  }

  private static String header() {
    return "HYLL\1\0\0\0\0\0\0\0\0\0\0\u0080";
  }

  private static void assertCorrupt(String text, int offset) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    assertThatThrownBy(() -> HyperLogLog.validate(bytes, 0, bytes.length))
        .isInstanceOfSatisfying(
            DamagedBytesException.class, e -> assertThat(e.offset()).isEqualTo(offset));
  }

  /** Whatever the bytes are: an answer or the one exception, and nothing outside the range. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomBytes_neverLeadOutside(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 1_000; round++) {
      byte[] tail = new byte[random.nextInt(12)];
      random.nextBytes(tail);
      HyperLogLogFuzz.run(
          (header() + new String(tail, ISO_8859_1)).getBytes(ISO_8859_1), random.nextLong());
    }
  }
}
