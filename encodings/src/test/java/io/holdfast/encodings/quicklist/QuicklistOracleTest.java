package io.holdfast.encodings.quicklist;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.DumpBytes;
import io.holdfast.encodings.RedisOracle;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.compress.Lzf;
import io.holdfast.encodings.listpack.Elements;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nodes against a real server's, by DUMP and RESTORE.
 *
 * <pre>
 *  | 18 | node count | node ... | RDB version, 2 | CRC-64, 8 |
 *
 *  node  | 1 plain, 2 listpack | length | bytes |   or   | ... | C3 | LZF length | length | LZF |
 * </pre>
 */
@Tag("oracle")
class QuicklistOracleTest {
  private static final int TYPE = 18;
  private static final int PLAIN = 1;
  private static final int LISTPACK = 2;
  private static final int LZF_STRING = 0xC3;

  private static RedisOracle redis;

  private final QuicklistCursor cursor = new QuicklistCursor();

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    redis = RedisOracle.start(directory, "--rdbcompression", "no", "--enable-debug-command", "yes");
  }

  @AfterAll
  static void stop() throws IOException {
    if (redis != null) {
      redis.close();
    }
  }

  /** Elements of every length about the limits of an encoding, pushed at the tail. */
  @ParameterizedTest
  @ValueSource(ints = {-1, -2, -3, -4, -5, -6, 0, 1, 2, 3, 100, 1000, 40_000})
  void nodes_areThoseOfRedis_byLength(int size) throws IOException {
    for (int length : new int[] {0, 1, 2, 5, 16, 62, 63, 64, 100, 1000, 4000, 4090, 5000, 8200}) {
      List<String> pushes = new ArrayList<>();
      for (int i = 0; i < (length < 64 ? 1300 : 40); i++) {
        pushes.add("RPUSH x" + length + "." + i);
      }
      compare(size, 0, ListLimits.DEFAULT_PLAIN_BYTES, pushes);
    }
  }

  /** Integers, whose text is longer than their entry, and all else; pops between. */
  @ParameterizedTest
  @CsvSource({"-1, 1", "-2, 2", "-3, 3", "-5, 4", "1, 5", "3, 6", "128, 7", "5000, 8"})
  void nodes_areThoseOfRedis_byRandomPushesAndPops(int size, long seed) throws IOException {
    Random random = new Random(seed);
    for (int round = 0; round < 4; round++) {
      List<String> operations = new ArrayList<>();
      int elements = 0;
      for (int i = 0; i < 1200; i++) {
        boolean push = elements == 0 || random.nextInt(4) > 0;
        boolean head = random.nextInt(round + 2) == 0;
        elements += push ? 1 : -1;
        operations.add((head ? "L" : "R") + (push ? "PUSH " + Elements.draw(random) : "POP"));
      }
      compare(size, 0, ListLimits.DEFAULT_PLAIN_BYTES, operations);
    }
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, 60", "-2, 2, 20", "3, 1, 100"})
  void plainNodes_areThoseOfRedis(int size, long seed, int plainBytes) throws IOException {
    Random random = new Random(seed);
    List<String> operations = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      operations.add((i % 3 == 0 ? "L" : "R") + "PUSH " + Elements.draw(random));
    }
    compare(size, 0, plainBytes, operations);
  }

  /** Which nodes are compressed; the LZF bytes may differ, what they stand for may not. */
  @ParameterizedTest
  @CsvSource({"-1, 1", "-1, 2", "-2, 3", "4, 1", "2, 5", "-1, 100"})
  void compressedNodes_areThoseOfRedis(int size, int depth) throws IOException {
    Random random = new Random(depth);
    List<String> operations = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      // Half of the nodes compress well, half do not.
      boolean text = i / 400 % 2 == 0;
      String element = text ? Integer.toString(1_000_000 + i) : "x40." + random.nextInt();
      operations.add((i % 5 == 0 ? "L" : "R") + (i % 7 == 6 ? "POP" : "PUSH " + element));
    }
    compare(size, depth, ListLimits.DEFAULT_PLAIN_BYTES, operations);
  }

  /** What Redis takes for its own is read as the same list. */
  @Test
  void restore_takesOurNodes() throws IOException {
    Random random = new Random(9);
    for (int depth = 0; depth < 3; depth++) {
      Quicklist list =
          new Quicklist(new Arena(), new ListLimits(-1, 3_000), depth, new NodeCompressor());
      List<@Nullable String> expected = new ArrayList<>();
      for (int i = 0; i < 3_000; i++) {
        byte[] element = Elements.bytes(i % 3 == 0 ? Elements.draw(random) : "x20.1");
        int at = expected.isEmpty() ? 0 : random.nextInt(expected.size());
        if (i % 4 != 0 && cursor.seek(list, at)) {
          list.insertAfter(cursor, element, 0, element.length);
          expected.add(at + 1, new String(element, ISO_8859_1));
        } else {
          list.pushLast(element, 0, element.length);
          expected.add(new String(element, ISO_8859_1));
        }
      }
      byte[] key = "restored".getBytes(ISO_8859_1);
      byte[] zero = {'0'};
      byte[] reply =
          redis.run(
              "RESTORE".getBytes(ISO_8859_1),
              key,
              zero,
              payload(list),
              "REPLACE".getBytes(ISO_8859_1));
      assertThat(reply).asString(ISO_8859_1).isEqualTo("OK");
      assertThat(redis.runFlat("LRANGE", "restored", "0", "-1")).isEqualTo(expected);
    }
  }

  // ---- help ------------------------------------------------------------------------------------

  private static void compare(int size, int depth, int plainBytes, List<String> operations)
      throws IOException {
    redis.run("CONFIG", "SET", "list-max-listpack-size", "" + size);
    redis.run("CONFIG", "SET", "list-compress-depth", "" + depth);
    String threshold = plainBytes == ListLimits.DEFAULT_PLAIN_BYTES ? "0" : plainBytes + "b";
    assertThat(redis.run("DEBUG", "QUICKLIST-PACKED-THRESHOLD", threshold)).isEqualTo("OK");
    redis.run("DEL", "k");
    Arena arena = new Arena();
    ListLimits limits = new ListLimits(size, plainBytes);
    Quicklist list = new Quicklist(arena, limits, depth, new NodeCompressor());
    List<String[]> commands = new ArrayList<>();
    for (String operation : operations) {
      String[] words = operation.split(" ", -1);
      if (words.length == 1) {
        commands.add(new String[] {words[0], "k"});
        if (words[0].equals("LPOP")) {
          list.removeFirst();
        } else {
          list.removeLast();
        }
        continue;
      }
      byte[] element = Elements.bytes(words[1]);
      commands.add(new String[] {words[0], "k", new String(element, ISO_8859_1)});
      if (words[0].equals("LPUSH")) {
        list.pushFirst(element, 0, element.length);
      } else {
        list.pushLast(element, 0, element.length);
      }
    }
    redis.runAll(commands);
    byte[] dump = redis.run("DUMP".getBytes(ISO_8859_1), "k".getBytes(ISO_8859_1));
    list.checkInvariants();
    assertThat(dump).isNotNull();
    assertThat(nodes(payload(list))).isEqualTo(nodes(dump));
  }

  /** The payload of one of ours. */
  private static byte[] payload(Quicklist list) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(TYPE);
    DumpBytes.putNumber(out, list.nodeCount());
    for (long node = list.firstChunk(); node != Chunked.NO_CHUNK; node = list.nextChunk(node)) {
      DumpBytes.putNumber(out, list.isPlain(node) ? PLAIN : LISTPACK);
      if (list.isCompressed(node)) {
        out.write(LZF_STRING);
        DumpBytes.putNumber(out, list.storedBytes(node));
      }
      DumpBytes.putNumber(out, list.rawBytes(node));
      out.write(list.page(node), list.offset(node), list.storedBytes(node));
    }
    return DumpBytes.sealed(out);
  }

  /** The nodes of a payload as text to compare. */
  private static List<String> nodes(byte[] payload) {
    ByteBuffer in = ByteBuffer.wrap(payload);
    assertThat(in.get()).isEqualTo((byte) TYPE);
    List<String> nodes = new ArrayList<>();
    for (long left = DumpBytes.number(in); left > 0; left--) {
      String node = DumpBytes.number(in) == PLAIN ? "plain " : "listpack ";
      byte[] bytes;
      if ((in.get(in.position()) & 0xFF) == LZF_STRING) {
        in.get();
        byte[] lzf = new byte[(int) DumpBytes.number(in)];
        bytes = new byte[(int) DumpBytes.number(in)];
        in.get(lzf);
        assertThat(Lzf.decompress(lzf, 0, lzf.length, bytes, 0, bytes.length)).isTrue();
        node += "compressed ";
      } else {
        bytes = DumpBytes.string(in);
      }
      nodes.add(node + HexFormat.of().formatHex(bytes));
    }
    return nodes;
  }
}
