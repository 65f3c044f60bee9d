package io.holdfast.core.codec;

import static io.holdfast.core.codec.Connection.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same bytes to our parser and to a real redis-server.
 *
 * <p>What our parser understood is answered as redis-server answers PING, ECHO and unknown
 * commands, whose error names every argument; so equal replies mean equal commands.
 */
@Tag("oracle")
@Timeout(120)
class CodecOracleTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static RedisServer open;
  private static RedisServer guarded;

  @BeforeAll
  static void start() {
    open = RedisServer.startOrSkip("--enable-debug-command", "yes");
    guarded = RedisServer.startOrSkip("--requirepass", "pw");
  }

  @AfterAll
  static void stop() {
    for (RedisServer server : new RedisServer[] {open, guarded}) {
      if (server != null) {
        server.close();
      }
    }
  }

  static Stream<Map.Entry<String, String>> cases() {
    return RequestCases.ALL.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void request_isAnsweredAsByRedis(Map.Entry<String, String> listed) {
    byte[] request = bytes(listed.getKey());
    Connection connection = Connection.of(request);
    assertThat(connection.outcome()).isEqualTo(listed.getValue());
    assertThat(latin1(open.exchange(request))).isEqualTo(latin1(answer(connection)));
  }

  @Test
  void mutatedRequests_areAnsweredAsByRedis() {
    int rounds = LONG ? 300_000 : 3_000;
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    for (int round = 0; round < rounds; round++) {
      byte[] request = Requests.mutated(new Random(seed + round));
      assertThat(quoted(open.exchange(request)))
          .as("repeat with -Dholdfast.seed=%d: %s", seed + round, quoted(request))
          .isEqualTo(quoted(answer(Connection.of(request))));
    }
  }

  @Test
  void unauthenticatedRequests_areRefusedAsByRedis() {
    for (String request :
        List.of(
            "*11\r\n",
            "*10\r\n",
            "*3000000000\r\n",
            "*1\r\n$16385\r\n",
            "*1\r\n$16384\r\n",
            "*1\r\n$536870913\r\n",
            "*11\r\n*2\r\n$4\r\nAUTH\r\n$2\r\npw\r\n")) {
      Connection connection = new Connection();
      connection.parser.authenticated(false);
      connection.receive(bytes(request));
      assertThat(latin1(guarded.exchange(bytes(request))))
          .as(request)
          .isEqualTo(latin1(answer(connection)));
    }
  }

  @Test
  void integers_areReadAsByRedis() {
    for (String text : Numbers.INTEGERS) {
      CommandArgs args = CommandArgs.of(bytes(text));
      byte[] requests = bytes(run("DEL", "k") + run("INCRBY", "k", text));
      assertThat(ReplyReader.decodeAll(open.exchange(requests)).get(1))
          .as(text)
          .isEqualTo(
              args.isLong(0)
                  ? new Reply.IntegerReply(args.longAt(0))
                  : new Reply.ErrorReply("ERR value is not an integer or out of range"));
    }
  }

  @Test
  void doubles_areReadAsByRedis() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    Stream<String> generated =
        Stream.generate(() -> Numbers.randomDouble(random)).limit(LONG ? 100_000 : 1_000);
    Stream.concat(Numbers.DOUBLES.stream(), generated)
        .forEach(
            text -> {
              String described = "seed " + seed + ": " + text;
              byte[] requests =
                  bytes(run("DEL", "z") + run("ZADD", "z", text, "m") + run("ZSCORE", "z", "m"));
              List<Reply> replies = ReplyReader.decodeAll(open.exchange(requests));
              CommandArgs args = CommandArgs.of(bytes(text));
              if (args.isDouble(0)) {
                assertThat(replies.get(1)).as(described).isEqualTo(new Reply.IntegerReply(1));
                String score = ((Reply.Bulk) replies.get(2)).text();
                // Redis prints -0 as 0.
                assertThat(args.doubleAt(0) + 0.0)
                    .as(described)
                    .isEqualTo(new Reply.DoubleReply(score).value() + 0.0);
              } else {
                assertThat(replies.get(1))
                    .as(described)
                    .isEqualTo(new Reply.ErrorReply("ERR value is not a valid float"));
              }
            });
  }

  @Test
  void replyTypes_areWrittenAsByRedis() {
    for (boolean resp3 : new boolean[] {false, true}) {
      for (Map.Entry<String, Consumer<ReplyWriter>> type :
          Map.<String, Consumer<ReplyWriter>>of(
                  "string", w -> w.bulk("Hello World"),
                  "integer", w -> w.integer(12345),
                  "double", w -> w.doubleValue(bytes("3.141"), 0, 5),
                  "null", ReplyWriter::nullBulk,
                  "array", w -> integers(w, '*'),
                  "set", w -> integers(w, '~'),
                  "true", w -> w.bool(true),
                  "false", w -> w.bool(false))
              .entrySet()) {
        ReplyWriter writer = new ReplyWriter(new ChunkPool());
        writer.resp3(resp3);
        type.getValue().accept(writer);
        String reply = latin1(debugProtocol(resp3, type.getKey()));
        assertThat(reply).as(type.getKey()).endsWith("--\r\n" + latin1(writer.toByteArray()));
      }
      checkMap(resp3);
      checkText(resp3);
    }
    ReplyWriter push = new ReplyWriter(new ChunkPool());
    push.resp3(true);
    push.pushHeader(2);
    push.bulk("server-cpu-usage");
    push.integer(42);
    assertThat(latin1(debugProtocol(true, "push"))).contains(latin1(push.toByteArray()));
  }

  private static void integers(ReplyWriter writer, char type) {
    if (type == '*') {
      writer.arrayHeader(3);
    } else {
      writer.setHeader(3);
    }
    writer.integer(0);
    writer.integer(1);
    writer.integer(2);
  }

  private static void checkMap(boolean resp3) {
    ReplyWriter writer = new ReplyWriter(new ChunkPool());
    writer.resp3(resp3);
    writer.mapHeader(3);
    for (int i = 0; i < 3; i++) {
      writer.integer(i);
      writer.bool(i == 1);
    }
    assertThat(latin1(debugProtocol(resp3, "map")))
        .endsWith("--\r\n" + latin1(writer.toByteArray()));
  }

  private static void checkText(boolean resp3) {
    ReplyWriter writer = new ReplyWriter(new ChunkPool());
    writer.resp3(resp3);
    byte[] text = bytes("This is a verbatim\nstring");
    writer.verbatim("txt", text, 0, text.length);
    assertThat(latin1(debugProtocol(resp3, "verbatim")))
        .endsWith("--\r\n" + latin1(writer.toByteArray()));
    writer.reset();
    byte[] digits = bytes("1234567999999999999999999999999999999");
    writer.bigNumber(digits, 0, digits.length);
    assertThat(latin1(debugProtocol(resp3, "bignum")))
        .endsWith("--\r\n" + latin1(writer.toByteArray()));
  }

  @Test
  void everyReplyType_isReadBack() {
    for (String type :
        List.of(
            "string",
            "integer",
            "double",
            "null",
            "array",
            "set",
            "map",
            "attrib",
            "push",
            "verbatim",
            "true",
            "false",
            "bignum")) {
      for (boolean resp3 : new boolean[] {false, true}) {
        byte[] reply = debugProtocol(resp3, type);
        assertThat(ReplyReader.decodeAll(reply)).as(type).hasSizeGreaterThanOrEqualTo(3);
      }
    }
    byte[] docs =
        open.exchange(bytes("HELLO 3\r\nCOMMAND DOCS get set\r\nCOMMAND INFO get set\r\n"));
    assertThat(ReplyReader.decodeAll(docs)).hasSize(3);
  }

  private static byte[] debugProtocol(boolean resp3, String type) {
    return open.exchange(
        bytes("HELLO " + (resp3 ? 3 : 2) + "\r\nECHO --\r\nDEBUG PROTOCOL " + type + "\r\n"));
  }

  private static String run(String... words) {
    StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      request.append("$").append(word.length()).append("\r\n").append(word).append("\r\n");
    }
    return request.toString();
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String quoted(byte[] bytes) {
    return Quoted.text(bytes, 0, bytes.length);
  }

  // ---- what redis-server answers ---------------------------------------------------------------

  private static byte[] answer(Connection connection) {
    ReplyWriter reply = new ReplyWriter(new ChunkPool());
    for (byte[][] command : connection.commands) {
      CommandArgs args = CommandArgs.of(command);
      String name = untilNul(args.bytes(0), 128).toLowerCase(Locale.ROOT);
      if (args.equalsIgnoreCase(0, "PING") && args.count() <= 2) {
        if (args.count() == 1) {
          reply.pong();
        } else {
          reply.bulk(args.buffer(), args.offset(1), args.length(1));
        }
      } else if (args.equalsIgnoreCase(0, "ECHO") && args.count() == 2) {
        reply.bulk(args.buffer(), args.offset(1), args.length(1));
      } else if (args.equalsIgnoreCase(0, "ECHO") || args.equalsIgnoreCase(0, "PING")) {
        reply.error("ERR wrong number of arguments for '" + name + "' command");
      } else {
        byte[] text = bytes(unknown(args));
        reply.error(text, 0, text.length);
      }
    }
    if (!connection.failure.isEmpty()) {
      reply.error(new ProtocolException(connection.failure, 0));
    }
    return reply.toByteArray();
  }

  private static String unknown(CommandArgs args) {
    StringBuilder shown = new StringBuilder();
    for (int i = 1; i < args.count() && shown.length() < 128; i++) {
      int room = 128 - shown.length();
      shown.append('\'').append(untilNul(args.bytes(i), room)).append("' ");
    }
    return "ERR unknown command '"
        + untilNul(args.bytes(0), 128)
        + "', with args beginning with: "
        + shown;
  }

  /** What C prints of a string. */
  private static String untilNul(byte[] bytes, int max) {
    String text = latin1(bytes);
    int end = text.indexOf(0);
    return text.substring(0, Math.min(max, end < 0 ? text.length() : end));
  }
}
