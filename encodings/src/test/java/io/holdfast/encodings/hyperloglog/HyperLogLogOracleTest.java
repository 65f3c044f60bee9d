package io.holdfast.encodings.hyperloglog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.RedisOracle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same additions and merges here and on a redis-server end in the same bytes and counts. */
@Tag("oracle")
class HyperLogLogOracleTest {
  private static RedisOracle redis;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    redis = RedisOracle.start(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    if (redis != null) {
      redis.close();
    }
  }

  /** One element a time, comparing bytes and counts on the way from sparse to dense. */
  @ParameterizedTest
  @CsvSource({"1, 3000, 3000", "2, 100, 200", "3, 18, 20", "4, 0, 5", "5, 6000, 2500"})
  void add_leavesTheSameBytes(long seed, int sparseMaxBytes, int elements) throws IOException {
    redis.run("FLUSHALL");
    redis.run("CONFIG", "SET", "hll-sparse-max-bytes", Integer.toString(sparseMaxBytes));
    Random random = new Random(seed);
    HyperLogLogBlock ours = new HyperLogLogBlock(sparseMaxBytes);
    List<String[]> script = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < elements; i++) {
      String element = "e" + random.nextInt(elements * 3);
      script.add(new String[] {"PFADD", "k", element});
      boolean created = i == 0;
      expected.add(add(ours, element) || created ? "1" : "0");
      script.add(new String[] {"GET", "k"});
      expected.add(text(ours));
      if (random.nextInt(10) == 0) {
        script.add(new String[] {"PFCOUNT", "k"});
        expected.add(Long.toString(countAndCache(ours)));
        script.add(new String[] {"GET", "k"});
        expected.add(text(ours));
      }
    }
    assertThat(redis.runAll(script)).isEqualTo(expected);
    assertThat(ours.isSparse()).as("reached the threshold").isEqualTo(sparseMaxBytes == 6000);
  }

  /** Elements found by search whose registers cross what a VAL can say. */
  @Test
  void add_aLargeRegister_convertsAtTheSameElement() throws IOException {
    redis.run("FLUSHALL");
    redis.run("CONFIG", "SET", "hll-sparse-max-bytes", "3000");
    HyperLogLogBlock ours = new HyperLogLogBlock(3000);
    // The text's hash has 31, 32 and 33 in its register, by the same arithmetic run backwards.
    for (int value = 30; value <= 34; value++) {
      byte[] element = elementWith(1L << (value - 1 + HyperLogLog.INDEX_BITS) | value);
      redis.run("PFADD".getBytes(ISO_8859_1), "k".getBytes(ISO_8859_1), element);
      ours.add(HyperLogLog.hash(element, 0, element.length));
      assertThat(ours.register(value)).isEqualTo(value);
      assertThat(redis.run("GET", "k")).isEqualTo(text(ours));
      assertThat(ours.isSparse()).isEqualTo(value <= 32);
    }
  }

  /** Neighbours with few values, so that opcodes are split and joined in every way there is. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void add_neighbouringRegisters_leavesTheSameBytes(long seed) throws IOException {
    redis.run("CONFIG", "SET", "hll-sparse-max-bytes", "3000");
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      redis.run("FLUSHALL");
      HyperLogLogBlock ours = new HyperLogLogBlock(3000);
      List<String[]> script = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      int first = random.nextInt(3) == 0 ? 0 : random.nextInt(HyperLogLog.REGISTERS - 40);
      int registers = 8 + random.nextInt(32);
      for (int i = 0; i < 100; i++) {
        long rest = random.nextLong() << 1 | 1;
        long value = random.nextInt(i / 40 + 1);
        byte[] element =
            elementWith(rest << value + HyperLogLog.INDEX_BITS | first + random.nextInt(registers));
        script.add(new String[] {"PFADD", "k", new String(element, ISO_8859_1)});
        expected.add(ours.add(HyperLogLog.hash(element, 0, 8)) ? "1" : "0");
        script.add(new String[] {"GET", "k"});
        expected.add(text(ours));
      }
      assertThat(redis.runAll(script)).as("seed=%s round=%s", seed, round).isEqualTo(expected);
    }
  }

  /** The eight bytes that MurmurHash64A maps to this hash: each of its steps can be undone. */
  private static byte[] elementWith(long hash) {
    long multiplier = 0xc6a4a7935bd1e995L;
    long inverse = 1;
    for (int i = 0; i < 6; i++) {
      inverse *= 2 - multiplier * inverse;
    }
    long h = hash ^ hash >>> 47;
    h *= inverse;
    h ^= h >>> 47;
    h *= inverse;
    h ^= 0xadc83b19L ^ 8 * multiplier;
    h *= inverse;
    h ^= h >>> 47;
    h *= inverse;
    byte[] element = new byte[8];
    for (int i = 0; i < 8; i++) {
      element[i] = (byte) (h >>> 8 * i);
    }
    assertThat(HyperLogLog.hash(element, 0, 8)).isEqualTo(hash);
    return element;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 1_000, 20_000, 100_000, 1_000_000})
  void count_isTheSameToTheDigit(int elements) throws IOException {
    redis.run("FLUSHALL");
    redis.run("CONFIG", "SET", "hll-sparse-max-bytes", "3000");
    byte[] registers = new byte[HyperLogLog.REGISTERS];
    Random random = new Random(elements);
    for (int i = 0; i < elements; i++) {
      long hash = random.nextLong();
      int index = (int) hash & (HyperLogLog.REGISTERS - 1);
      int value = Long.numberOfTrailingZeros(hash >>> HyperLogLog.INDEX_BITS | 1L << 50) + 1;
      registers[index] = (byte) Math.max(registers[index], value);
    }
    assertCounts(registers);
    // Registers as no set of elements would have them, full ones among them.
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < registers.length; i++) {
        registers[i] = (byte) (round % 2 == 0 ? random.nextInt(52) : 51 - random.nextInt(12));
      }
      assertCounts(registers);
    }
  }

  private static void assertCounts(byte[] registers) throws IOException {
    HyperLogLogBlock ours = new HyperLogLogBlock(3000);
    ours.merge(registers);
    redis.run(bytes("SET"), bytes("k"), ours.bytes());
    assertThat(ours.count()).isEqualTo(HyperLogLog.count(registers));
    assertThat(redis.run("PFCOUNT", "k")).isEqualTo(Long.toString(ours.count()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void merge_leavesTheSameBytes_andCountsOfUnionsAgree(long seed) throws IOException {
    Random random = new Random(seed);
    redis.run("CONFIG", "SET", "hll-sparse-max-bytes", "3000");
    for (int round = 0; round < 40; round++) {
      redis.run("FLUSHALL");
      HyperLogLogBlock[] ours = new HyperLogLogBlock[3];
      byte[] union = new byte[HyperLogLog.REGISTERS];
      for (int key = 0; key < 3; key++) {
        ours[key] = new HyperLogLogBlock(3000);
        List<String[]> script = new ArrayList<>();
        int elements = 1 + random.nextInt(random.nextInt(4) == 0 ? 3_000 : 700);
        for (int i = 0; i < elements; i++) {
          String element = Integer.toString(random.nextInt(3_000));
          script.add(new String[] {"PFADD", "k" + key, element});
          add(ours[key], element);
        }
        redis.runAll(script);
        HyperLogLog.mergeInto(union, ours[key].array(), ours[key].at(), ours[key].bytes().length);
      }
      assertThat(redis.run("PFCOUNT", "k0", "k1", "k2"))
          .isEqualTo(Long.toString(HyperLogLog.count(union)));
      redis.run("PFMERGE", "k0", "k1", "k2");
      if (ours[0].isSparse() && (!ours[1].isSparse() || !ours[2].isSparse())) {
        ours[0].toDense();
      }
      ours[0].merge(union);
      assertThat(redis.run("GET", "k0"))
          .as("seed=%s round=%s", seed, round)
          .isEqualTo(text(ours[0]));
      if (ours[0].isSparse()) {
        assertThat(redis.run("PFDEBUG", "DECODE", "k0")).isEqualTo(ours[0].sparseText());
      }
    }
  }

  /** Redis refuses what we refuse; what it counts, we count. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void damagedBytes_areRefusedTogether(long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 1_000; round++) {
      HyperLogLogBlock block = new HyperLogLogBlock(3000);
      for (int i = random.nextInt(8); i >= 0; i--) {
        block.add(random.nextLong());
      }
      byte[] bytes = block.bytes();
      int end = random.nextInt(3) == 0 ? bytes.length - 1 : bytes.length;
      byte[] damaged = Arrays.copyOf(bytes, end);
      damaged[16 + random.nextInt(end - 16)] ^= (byte) (1 << random.nextInt(8));
      redis.run(bytes("SET"), bytes("k"), damaged);
      String theirs = redis.run("PFCOUNT", "k");
      String ours;
      try {
        ours = Long.toString(HyperLogLog.count(damaged, 0, end));
      } catch (DamagedBytesException e) {
        if (e.offset() == end - 1) {
          continue; // half an opcode, which Redis completes with the byte behind the string
        }
        ours = "-INVALIDOBJ Corrupted HLL object detected";
      }
      assertThat(ours).as("seed=%s round=%s", seed, round).isEqualTo(theirs);
    }
  }

  private static boolean add(HyperLogLogBlock block, String element) {
    byte[] bytes = bytes(element);
    return block.add(HyperLogLog.hash(bytes, 0, bytes.length));
  }

  private static long countAndCache(HyperLogLogBlock block) {
    long count = block.count();
    HyperLogLog.cacheCount(block.array(), block.at(), count);
    return count;
  }

  private static String text(HyperLogLogBlock block) {
    return new String(block.bytes(), ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
