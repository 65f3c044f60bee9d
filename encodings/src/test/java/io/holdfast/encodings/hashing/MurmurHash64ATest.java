package io.holdfast.encodings.hashing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.RedisOracle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MurmurHash64ATest {
  private static final long HYPERLOGLOG_SEED = 0xadc83b19L;
  private static final int REGISTER_BITS = 14;

  @Test
  void hash_registerOfHello() {
    long hash = MurmurHash64A.hash("hello".getBytes(US_ASCII), 0, 5, HYPERLOGLOG_SEED);
    assertThat(hash & 0x3fff).isEqualTo(9216);
  }

  @Test
  void hash_dependsOnItsBytesAlone() {
    byte[] among = "xx0123456789abcdefghxx".getBytes(US_ASCII);
    for (int length = 0; length <= 18; length++) {
      byte[] alone = new byte[length];
      System.arraycopy(among, 2, alone, 0, length);
      assertThat(MurmurHash64A.hash(among, 2, length, 1))
          .isEqualTo(MurmurHash64A.hash(alone, 0, length, 1))
          .isNotEqualTo(MurmurHash64A.hash(alone, 0, length, 2));
    }
  }

  @Test
  void hash_outsideArray_isRefused() {
    assertThatThrownBy(() -> MurmurHash64A.hash(new byte[8], 1, 8, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void oracle_sameRegisters(@TempDir Path directory) throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    try (RedisOracle redis = RedisOracle.start(directory)) {
      for (int i = 0; i < 200; i++) {
        byte[] element = new byte[random.nextInt(40)];
        random.nextBytes(element);
        redis.run("DEL", "k");
        redis.run("PFADD", "k", new String(element, ISO_8859_1));
        byte[] registers = Objects.requireNonNull(redis.run("GET", "k")).getBytes(ISO_8859_1);
        long hash = MurmurHash64A.hash(element, 0, element.length, HYPERLOGLOG_SEED);
        int index = (int) hash & ((1 << REGISTER_BITS) - 1);
        long above = (hash >>> REGISTER_BITS) | (1L << (64 - REGISTER_BITS));
        assertThat(onlyRegister(registers))
            .containsExactly(index, Long.numberOfTrailingZeros(above) + 1);
      }
    }
  }

  /** Index and value of the one register set in a sparse HyperLogLog. */
  private static int[] onlyRegister(byte[] sparse) {
    int index = 0;
    for (int at = 16; at < sparse.length; at++) {
      int opcode = sparse[at] & 0xff;
      if (opcode >= 0x80) {
        return new int[] {index, ((opcode >> 2) & 0x1f) + 1};
      }
      index += opcode < 0x40 ? opcode + 1 : (((opcode & 0x3f) << 8) | (sparse[++at] & 0xff)) + 1;
    }
    throw new AssertionError("no register is set");
  }
}
