package io.holdfast.encodings.listpack;

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
import org.junit.jupiter.params.provider.ValueSource;

/** The same edits here and of a list on a redis-server end in the same bytes. */
@Tag("oracle")
class ListpackOracleTest {
  private static final int TYPE_LIST = 18;
  private static final int NODE_OF_LISTPACK = 2;

  private static RedisOracle redis;

  private byte[] bytes = new byte[Listpack.EMPTY_BYTES];
  private final List<String[]> commands = new ArrayList<>();

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    // A list of one node: 64 KiB, or a single element.
    redis =
        RedisOracle.start(directory, "--rdbcompression", "no", "--list-max-listpack-size", "-5");
  }

  @AfterAll
  static void stop() throws IOException {
    if (redis != null) {
      redis.close();
    }
  }

  /** Lengths at which the encoding or the back-length takes another byte, Redis's trap included. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 62, 63, 64, 65, 125, 126, 127, 128, 4094, 4095, 4096, 4097, 16_377, 16_378, 16_379,
        2_097_145, 2_097_146, 2_097_147
      })
  void strings_ofEveryForm_haveRedissBytes(int length) throws IOException {
    Listpack.create(bytes, 0);
    push("RPUSH", Elements.bytes("x" + length + ".1"));
    compare();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 127, 4095, Short.MAX_VALUE, (1 << 23) - 1, Integer.MAX_VALUE})
  void integers_ofEveryForm_haveRedissBytes(long edge) throws IOException {
    Listpack.create(bytes, 0);
    for (long value = edge - 2; value <= edge + 2; value++) {
      push("RPUSH", Long.toString(value).getBytes(ISO_8859_1));
      push("LPUSH", Long.toString(-value).getBytes(ISO_8859_1));
    }
    for (String almost : new String[] {"-0", "00", "+1", " 1", "1 ", "1.0", "-", ""}) {
      push("RPUSH", almost.getBytes(ISO_8859_1));
    }
    push("RPUSH", Long.toString(Long.MIN_VALUE).getBytes(ISO_8859_1));
    push("RPUSH", Long.toString(Long.MAX_VALUE).getBytes(ISO_8859_1));
    push("RPUSH", "9223372036854775808".getBytes(ISO_8859_1));
    compare();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void edits_leaveRedissBytes(long seed) throws IOException {
    Random random = new Random(seed);
    Listpack.create(bytes, 0);
    for (int i = 0; i < 400; i++) {
      byte[] element = Elements.bytes(Elements.draw(random));
      int count = Listpack.count(bytes, 0);
      if (count < 5 || random.nextInt(3) == 0 && Listpack.bytes(bytes, 0) < 30_000) {
        push(random.nextBoolean() ? "LPUSH" : "RPUSH", element);
        continue;
      }
      int index = random.nextInt(count);
      int position = Listpack.seek(bytes, 0, index);
      if (random.nextBoolean()) {
        commands.add(command("LSET", Integer.toString(index), text(element)));
        int needed = Listpack.bytesAfterReplace(bytes, 0, position, element, 0, element.length);
        bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length));
        Listpack.replace(bytes, 0, position, element, 0, element.length);
      } else {
        commands.add(command("LSET", Integer.toString(index), "to be removed"));
        commands.add(command("LREM", "1", "to be removed"));
        Listpack.remove(bytes, 0, position);
      }
    }
    compare();
  }

  private void push(String how, byte[] element) {
    commands.add(command(how, text(element)));
    bytes =
        Arrays.copyOf(
            bytes,
            Math.max(
                Listpack.bytesAfterInsert(bytes, 0, element, 0, element.length), bytes.length));
    if (how.equals("LPUSH")) {
      Listpack.prepend(bytes, 0, element, 0, element.length);
    } else {
      Listpack.append(bytes, 0, element, 0, element.length);
    }
  }

  /** Our bytes with those of the list's only node; and the list we make with what it should be. */
  private void compare() throws IOException {
    byte[] ours = Arrays.copyOf(bytes, Listpack.bytes(bytes, 0));
    redis.run("DEL", "k");
    redis.runAll(commands);
    byte[] dump = redis.run("DUMP".getBytes(ISO_8859_1), "k".getBytes(ISO_8859_1));
    assertThat(dump).isNotNull();
    ByteBuffer in = ByteBuffer.wrap(dump);
    assertThat(in.get()).isEqualTo((byte) TYPE_LIST);
    assertThat(DumpBytes.number(in)).as("nodes").isEqualTo(1);
    assertThat(DumpBytes.number(in)).isEqualTo(NODE_OF_LISTPACK);
    assertThat(DumpBytes.string(in)).isEqualTo(ours);

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(TYPE_LIST);
    DumpBytes.putNumber(out, 1);
    DumpBytes.putNumber(out, NODE_OF_LISTPACK);
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
    assertThat(redis.runFlat("LRANGE", "restored", "0", "-1"))
        .isEqualTo(redis.runFlat("LRANGE", "k", "0", "-1"));
  }

  private static String[] command(String name, String... arguments) {
    List<String> words = new ArrayList<>(List.of(name, "k"));
    words.addAll(List.of(arguments));
    return words.toArray(String[]::new);
  }

  private static String text(byte[] element) {
    return new String(element, ISO_8859_1);
  }
}
