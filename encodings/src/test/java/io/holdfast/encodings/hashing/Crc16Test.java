package io.holdfast.encodings.hashing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.RedisOracle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Crc16Test {
  @Test
  void of_checkValue() {
    assertThat(Crc16.of("123456789".getBytes(US_ASCII), 0, 9)).isEqualTo(0x31c3);
    assertThat(Crc16.of("x123456789x".getBytes(US_ASCII), 1, 9)).isEqualTo(0x31c3);
    assertThat(Crc16.of(new byte[0], 0, 0)).isZero();
  }

  @Test
  void of_outsideArray_isRefused() {
    assertThatThrownBy(() -> Crc16.of(new byte[8], 1, 8))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void oracle_sameSlots(@TempDir Path directory) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    try (RedisOracle redis = RedisOracle.start(directory, "--cluster-enabled", "yes")) {
      for (int i = 0; i < 200; i++) {
        byte[] key = new byte[1 + random.nextInt(40)];
        random.nextBytes(key);
        // Braces would leave only what they enclose to be hashed.
        String text = new String(key, ISO_8859_1).replace('{', '.');
        int slot = Crc16.of(text.getBytes(ISO_8859_1), 0, text.length()) % 16384;
        assertThat(redis.run("CLUSTER", "KEYSLOT", text)).isEqualTo(Integer.toString(slot));
      }
    }
  }
}
