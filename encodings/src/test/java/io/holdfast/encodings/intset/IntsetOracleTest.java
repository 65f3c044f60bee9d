package io.holdfast.encodings.intset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.DumpBytes;
import io.holdfast.encodings.RedisOracle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same additions and removals here and on a redis-server end in the same bytes. */
@Tag("oracle")
class IntsetOracleTest {
  private static final int TYPE_INTSET = 11;

  private static RedisOracle redis;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    redis = RedisOracle.start(directory, "--rdbcompression", "no");
  }

  @AfterAll
  static void stop() throws IOException {
    if (redis != null) {
      redis.close();
    }
  }

  /** Integers of at most so many bits: of one width, about the limits of it, and of all. */
  @ParameterizedTest
  @CsvSource({
    "1, 10", "2, 15", "3, 16", "4, 17", "5, 31", "6, 32", "7, 33", "8, 63", "9, 64", "10, 64"
  })
  void edits_leaveRedissBytes(long seed, int bits) throws IOException {
    Random random = new Random(seed);
    byte[] ours = new byte[Intset.HEADER_BYTES + 512 * Long.BYTES];
    Intset.create(ours, 0);
    List<String[]> commands = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      // Wider ones come later, and some are met again.
      int width = Math.max(4, i < 200 ? bits / 2 : bits);
      long value = random.nextLong() >> (Long.SIZE - width) >> random.nextInt(width);
      boolean add = Intset.count(ours, 0) == 0 || random.nextInt(3) > 0;
      commands.add(new String[] {add ? "SADD" : "SREM", "k", Long.toString(value)});
      if (Intset.count(ours, 0) == 1 && !add && Intset.contains(ours, 0, value)) {
        // Redis would forget the key, and its width.
        commands.remove(commands.size() - 1);
        continue;
      }
      expected.add((add ? Intset.add(ours, 0, value) : Intset.remove(ours, 0, value)) ? "1" : "0");
    }
    redis.run("DEL", "k");
    assertThat(redis.runAll(commands)).isEqualTo(expected);
    byte[] wanted = Arrays.copyOf(ours, Intset.bytes(ours, 0));
    byte[] dump = redis.run("DUMP".getBytes(ISO_8859_1), "k".getBytes(ISO_8859_1));
    assertThat(dump).isNotNull();
    ByteBuffer in = ByteBuffer.wrap(dump);
    assertThat(in.get()).isEqualTo((byte) TYPE_INTSET);
    assertThat(DumpBytes.string(in)).isEqualTo(wanted);
    restore(wanted);
  }

  private static void restore(byte[] ours) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(TYPE_INTSET);
    DumpBytes.putNumber(out, ours.length);
    out.writeBytes(ours);
    redis.run("DEL", "restored");
    byte[] reply =
        redis.run(
            "RESTORE".getBytes(ISO_8859_1),
            "restored".getBytes(ISO_8859_1),
            new byte[] {'0'},
            DumpBytes.sealed(out));
    assertThat(reply).asString(ISO_8859_1).isEqualTo("OK");
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < Intset.count(ours, 0); i++) {
      elements.add(Long.toString(Intset.get(ours, 0, i)));
    }
    assertThat(redis.runFlat("SMEMBERS", "restored")).isEqualTo(elements);
    assertThat(redis.run("OBJECT", "ENCODING", "restored")).isEqualTo("intset");
  }
}
