package io.holdfast.oracle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Payloads of DUMP, both ways: what the oracle gives is taken and shows the same value, and what
 * Holdfast gives is taken by the oracle; where the order of elements is defined, the payloads are
 * the same bytes.
 */
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DumpOracleTest {
  private Peers peers;
  private Connection oracle;
  private Connection ours;

  @BeforeAll
  void connect() throws IOException {
    peers = Peers.start();
    oracle = new Connection(peers.oracle());
    ours = new Connection(peers.ours());
    ours.call("CONFIG SET rdb-version 10");
  }

  @AfterAll
  void disconnect() {
    if (peers != null) {
      peers.close();
    }
  }

  record Value(String name, String read, boolean isOrdered, List<List<byte[]>> commands) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Value> values() {
    Random random = new Random(7);
    List<Value> values = new ArrayList<>();
    for (String text :
        new String[] {
          "",
          "a",
          "0",
          "-1",
          "127",
          "128",
          "-128",
          "-129",
          "32767",
          "32768",
          "2147483647",
          "2147483648",
          "-2147483648",
          "-2147483649",
          "9223372036854775807",
          "007",
          "12345678901"
        }) {
      values.add(string(text));
    }
    for (int length : new int[] {19, 20, 21, 44, 45, 63, 64, 1000, 16383, 16384, 70000}) {
      values.add(string("x".repeat(length)));
      values.add(string(noise(random, length)));
    }
    for (int size : new int[] {1, 2, 128, 512, 513, 2000}) {
      values.add(hash(random, size));
      values.add(list(random, size));
      values.add(sortedSet(random, size));
      values.add(set(random, size, false));
      values.add(set(random, size, true));
    }
    values.add(
        new Value(
            "hash of a long field",
            "HGETALL k",
            true,
            List.of(words("HSET", "k", "f".repeat(65), "v"))));
    return values;
  }

  private static Value string(String text) {
    String name =
        "string of " + text.length() + ": " + text.substring(0, Math.min(12, text.length()));
    return new Value(name, "GET k", true, List.of(words("SET", "k", text)));
  }

  private static Value hash(Random random, int size) {
    List<List<byte[]>> commands = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      commands.add(words("HSET", "k", "field:" + i, element(random)));
    }
    return new Value("hash of " + size, "HGETALL k", size <= 512, commands);
  }

  private static Value set(Random random, int size, boolean isOfIntegers) {
    List<List<byte[]>> commands = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String member =
          isOfIntegers ? Long.toString(random.nextLong() >> (i % 3 * 20)) : i + element(random);
      commands.add(words("SADD", "k", member));
    }
    String name = isOfIntegers ? "set of integers: " : "set of ";
    return new Value(name + size, "SMEMBERS k", isOfIntegers && size <= 512, commands);
  }

  private static Value sortedSet(Random random, int size) {
    List<List<byte[]>> commands = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      String score =
          switch (random.nextInt(5)) {
            case 0 -> "inf";
            case 1 -> "-inf";
            case 2 -> Integer.toString(random.nextInt());
            case 3 -> "-0.0";
            // 7.0 prints others with more digits than 7.2.
            default -> Double.toString(random.nextInt(1 << 20) / 64.0);
          };
      commands.add(words("ZADD", "k", score, i + element(random)));
    }
    return new Value("sorted set of " + size, "ZRANGE k 0 -1 WITHSCORES", true, commands);
  }

  private static Value list(Random random, int size) {
    List<List<byte[]>> commands = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      commands.add(words(random.nextInt(3) == 0 ? "LPUSH" : "RPUSH", "k", element(random)));
    }
    return new Value("list of " + size, "LRANGE k 0 -1", true, commands);
  }

  private static String element(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 1 -> "";
      case 2 -> "x".repeat(random.nextInt(60));
      default -> noise(random, random.nextInt(20));
    };
  }

  private static String noise(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new String(bytes, ISO_8859_1);
  }

  private static List<byte[]> words(String... words) {
    return words(List.of(words));
  }

  private static List<byte[]> words(List<String> words) {
    return words.stream().map(word -> word.getBytes(ISO_8859_1)).toList();
  }

  @ParameterizedTest
  @MethodSource("values")
  void payload_isTakenByEither(Value value) {
    oracle.call("FLUSHALL");
    ours.call("FLUSHALL");
    for (List<byte[]> command : value.commands()) {
      oracle.call(command);
      ours.call(command);
    }
    byte[] theirPayload = payload(oracle);
    byte[] ourPayload = payload(ours);
    Reply expected = oracle.call(value.read());
    if (value.isOrdered()) {
      // The same but for LZF, of which there is more than one for the same text.
      assertThat(ourPayload).hasSizeLessThan(theirPayload.length * 51 / 50 + 8);
    }
    restore(ours, theirPayload);
    restore(oracle, ourPayload);
    assertThat(shown(ours.call(value.read()))).isEqualTo(shown(expected));
    assertThat(shown(oracle.call(value.read()))).isEqualTo(shown(expected));
    assertThat(ours.call("OBJECT ENCODING k").string())
        .isIn(oracle.call("OBJECT ENCODING k").string(), "listpack");
  }

  static Stream<List<String>> streams() {
    List<String> log = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 1; i <= 250; i++) {
      String fields = random.nextInt(5) == 0 ? "other " + i : "f " + i + " g v" + i % 7;
      log.add("XADD k " + i * 1000L * i + "-" + random.nextInt(3) + " " + fields);
    }
    List<String> trimmed = new ArrayList<>(log);
    trimmed.addAll(List.of("XTRIM k MAXLEN 77", "XDEL k 40000000-0 40000000-1 62500000-0"));
    List<String> grouped = new ArrayList<>(trimmed);
    grouped.addAll(
        List.of(
            "XGROUP CREATE k empty $",
            "XGROUP CREATE k g 0",
            "XGROUP CREATE k other 18446744073709551615-18446744073709551615 ENTRIESREAD 7",
            "XREADGROUP GROUP g bob COUNT 40 STREAMS k >",
            "XREADGROUP GROUP g alice COUNT 9 STREAMS k >",
            "XGROUP CREATECONSUMER k g idle",
            "XADD k 18446744073709551615-18446744073709551614 f v"));
    return Stream.of(
        log,
        trimmed,
        grouped,
        List.of("XGROUP CREATE k g $ MKSTREAM"),
        List.of("XADD k 1-1 f v", "XDEL k 1-1", "XSETID k 5 ENTRIESADDED 300"));
  }

  /** The times of consumers are in the payload, so one side's stream is shown to the other. */
  @ParameterizedTest
  @MethodSource("streams")
  void payloadOfAStream_comesBackAsItWas(List<String> commands) {
    byte[] theirPayload = streamOfOracle(commands, "no", 20);
    restore(ours, theirPayload);
    restore(oracle, payload(ours));
    assertThat(payload(oracle)).isEqualTo(theirPayload);
  }

  /** Nodes of one entry are too short to be compressed. */
  @ParameterizedTest
  @MethodSource("streams")
  void payloadOfAStream_isTheSameBytes(List<String> commands) {
    byte[] theirPayload = streamOfOracle(commands, "yes", 1);
    restore(ours, theirPayload);
    assertThat(payload(ours)).isEqualTo(theirPayload);
  }

  private byte[] streamOfOracle(List<String> commands, String compression, int nodeEntries) {
    oracle.call("FLUSHALL");
    ours.call("FLUSHALL");
    oracle.call("CONFIG SET rdbcompression " + compression);
    oracle.call("CONFIG SET stream-node-max-entries " + nodeEntries);
    commands.forEach(oracle::call);
    return payload(oracle);
  }

  private static byte[] payload(Connection peer) {
    return Objects.requireNonNull(peer.call("DUMP k").string()).getBytes(ISO_8859_1);
  }

  private static void restore(Connection peer, byte[] payload) {
    List<byte[]> command = new ArrayList<>(words("RESTORE", "k", "0"));
    command.add(payload);
    command.addAll(words("REPLACE"));
    assertThat(peer.call(command).notation()).isEqualTo("+OK");
  }

  /** Elements in the order of their bytes. */
  private static String shown(Reply reply) {
    List<Reply> elements = reply.elements();
    return elements == null
        ? reply.notation()
        : String.join("\n", elements.stream().map(Reply::notation).sorted().toList());
  }
}
