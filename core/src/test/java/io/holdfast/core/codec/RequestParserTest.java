package io.holdfast.core.codec;

import static io.holdfast.core.codec.Connection.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.AllocatedBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The timeout is there for loops that do not end and for work that is not linear. */
@Timeout(120)
class RequestParserTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");

  static Stream<Map.Entry<String, String>> cases() {
    return RequestCases.ALL.entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parse_inOnePiece_isAsListed(Map.Entry<String, String> listed) {
    assertThat(Connection.of(bytes(listed.getKey())).outcome()).isEqualTo(listed.getValue());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parse_cutAnywhere_isTheSame(Map.Entry<String, String> listed) {
    byte[] request = bytes(listed.getKey());
    int step = Math.max(1, request.length / 50);
    for (int cut = 1; cut < request.length; cut += step) {
      Connection connection = new Connection();
      connection.receive(request, 0, cut).receive(request, cut, request.length);
      assertThat(connection.outcome()).as("cut at %d", cut).isEqualTo(listed.getValue());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parse_byteByByte_isTheSame(Map.Entry<String, String> listed) {
    byte[] request = bytes(listed.getKey());
    int step = request.length > 1000 ? 997 : 1;
    Connection connection = new Connection();
    for (int at = 0; at < request.length; at += step) {
      connection.receive(request, at, Math.min(at + step, request.length));
    }
    assertThat(connection.outcome()).isEqualTo(listed.getValue());
  }

  @Test
  void parse_everyLengthUpToSevenDigits_isRead() {
    for (int length :
        new int[] {
          0, 1, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 16_384, 16_385, 99_999, 100_000, 999_999,
          1_000_000, 1_048_577
        }) {
      String request = "*2\r\n$4\r\nECHO\r\n$" + length + "\r\n" + "v".repeat(length) + "\r\n";
      Connection connection = Connection.of(bytes(request));
      assertThat(connection.commands).as("length %d", length).hasSize(1);
      assertThat(connection.commands.get(0)[1]).hasSize(length);
    }
  }

  @Test
  void parse_randomPipelines_inRandomPieces() {
    int rounds = LONG ? 200_000 : 2_000;
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    for (int round = 0; round < rounds; round++) {
      long roundSeed = seed + round;
      Random random = new Random(roundSeed);
      List<byte[][]> sent = new ArrayList<>();
      StringBuilder wire = new StringBuilder();
      for (int i = 0; i < 1 + random.nextInt(8); i++) {
        sent.add(Requests.random(random, wire));
      }
      byte[] input = bytes(wire.toString());
      Connection connection = new Connection();
      int at = 0;
      while (at < input.length) {
        int next = Math.min(input.length, at + 1 + random.nextInt(1 + random.nextInt(40)));
        connection.receive(input, at, next);
        at = next;
      }
      String repeat = "repeat with -Dholdfast.seed=" + roundSeed + ": " + wire;
      assertThat(connection.failure).as(repeat).isEmpty();
      assertThat(connection.unreadBytes()).as(repeat).isZero();
      assertThat(connection.commands.toArray(new byte[0][][]))
          .as(repeat)
          .isDeepEqualTo(sent.toArray(new byte[0][][]));
    }
  }

  @Test
  void parse_mutatedPipelines_neverLeakAnotherException() {
    int rounds = LONG ? 500_000 : 5_000;
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    for (int round = 0; round < rounds; round++) {
      try {
        RequestFuzz.fuzzerTestOneInput(Requests.mutated(new Random(seed + round)));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("repeat with -Dholdfast.seed=" + (seed + round), e);
      }
    }
  }

  @Test
  void needed_afterAHeader_isTheWholeArgument() {
    byte[] request = bytes("*2\r\n$4\r\nECHO\r\n$1000000\r\nabc");
    RequestParser parser = new RequestParser(new RequestLimits());
    CommandArgs args = new CommandArgs();
    assertThat(parser.parse(request, 0, request.length, args)).isEqualTo(RequestParser.NEED_MORE);
    assertThat(parser.needed()).isEqualTo(request.length - 3 + 1_000_000 + 2);
    assertThat(parser.isMidRequest()).isTrue();
    assertThat(parser.heldBytes()).isBetween(8L, 1024L);
  }

  @Test
  void needed_announcedMoreThanAnArrayHolds_saysSo() {
    RequestLimits limits = new RequestLimits();
    limits.maxBulkBytes(Long.MAX_VALUE);
    Connection connection = new Connection(limits);
    connection.receive(bytes("*1\r\n$9223372036854775807\r\nabc"));
    assertThat(connection.outcome()).isEqualTo("more");
    assertThat(connection.parser.needed()).isGreaterThan(Integer.MAX_VALUE);
  }

  @Test
  void parse_announcedCountsAndLengths_allocateNothing() {
    Connection connection = new Connection();
    connection.receive(bytes("*2147483647\r\n$1\r\na\r\n$536870912\r\n"));
    assertThat(connection.outcome()).isEqualTo("more");
    assertThat(connection.parser.heldBytes()).isLessThan(1024);
  }

  @Test
  void parse_manyArgumentsInSmallPieces_isLinear() {
    int count = LONG ? 1_000_000 : 200_000;
    byte[] header = bytes("*" + count + "\r\n");
    byte[] argument = bytes("$2\r\nab\r\n");
    byte[] request = new byte[header.length + count * argument.length];
    System.arraycopy(header, 0, request, 0, header.length);
    for (int i = 0; i < count; i++) {
      System.arraycopy(argument, 0, request, header.length + i * argument.length, argument.length);
    }
    RequestParser parser = new RequestParser(new RequestLimits());
    CommandArgs args = new CommandArgs();
    for (int to = 1; to < request.length; to += 7) {
      if (parser.parse(request, 0, to, args) != RequestParser.NEED_MORE) {
        throw new AssertionError("complete after " + to + " of " + request.length);
      }
    }
    assertThat(parser.parse(request, 0, request.length, args)).isEqualTo(request.length);
    assertThat(args.count()).isEqualTo(count);
    assertThat(args.string(count - 1)).isEqualTo("ab");
  }

  @Test
  void parse_unauthenticated_takesLittle() {
    record Case(String request, String outcome) {}
    List<Case> cases =
        List.of(
            new Case("*10\r\n" + "$1\r\na\r\n".repeat(10), "\"a\"" + " \"a\"".repeat(9) + "; end"),
            new Case("*11\r\n", "unauthenticated multibulk length"),
            new Case("*3000000000\r\n", "invalid multibulk length"),
            new Case("*1\r\n$16384\r\n", "more"),
            new Case("*1\r\n$16385\r\n", "unauthenticated bulk length"),
            new Case("*1\r\n$536870913\r\n", "invalid bulk length"),
            new Case("a" + " a".repeat(19) + "\r\n", "\"a\"" + " \"a\"".repeat(19) + "; end"));
    for (Case listed : cases) {
      Connection connection = new Connection();
      connection.parser.authenticated(false);
      connection.receive(bytes(listed.request));
      assertThat(connection.outcome()).as(listed.request).isEqualTo(listed.outcome);
    }
  }

  @Test
  void parse_afterAuthentication_takesAll() {
    Connection connection = new Connection();
    connection.parser.authenticated(false);
    connection.receive(bytes("AUTH pw\r\n"));
    connection.parser.authenticated(true);
    connection.receive(bytes("*11\r\n" + "$1\r\na\r\n".repeat(11)));
    assertThat(connection.commands).hasSize(2);
  }

  @Test
  void parse_lowerMaximum_refusesLongerBulks() {
    RequestLimits limits = new RequestLimits();
    limits.maxBulkBytes(RequestLimits.MIN_MAX_BULK_BYTES);
    assertThat(new Connection(limits).receive(bytes("*1\r\n$1048576\r\n")).outcome())
        .isEqualTo("more");
    assertThat(new Connection(limits).receive(bytes("*1\r\n$1048577\r\n")).outcome())
        .isEqualTo("invalid bulk length");
    assertThatThrownBy(() -> limits.maxBulkBytes(1024))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void failure_hasOffsetAndReplyText() {
    Connection connection = Connection.of(bytes("PING\r\n*2\r\n$4\r\nECHO\r\n$x\r\n"));
    assertThat(connection.failureOffset).isEqualTo(15);
    byte[] text = new ProtocolException("expected '$', got '\u00e9'", 0).replyText();
    assertThat(new String(text, StandardCharsets.ISO_8859_1))
        .isEqualTo("ERR Protocol error: expected '$', got '\u00e9'");
  }

  @Test
  void failure_thenReset_parsesAgain() {
    RequestParser parser = new RequestParser(new RequestLimits());
    CommandArgs args = new CommandArgs();
    byte[] wrong = bytes("*2\r\n$4\r\nECHO\r\n$x\r\n");
    assertThatThrownBy(() -> parser.parse(wrong, 0, wrong.length, args))
        .isInstanceOf(ProtocolException.class);
    byte[] right = bytes("PING\r\n");
    assertThat(parser.parse(right, 0, right.length, args)).isEqualTo(6);
    assertThat(args.string(0)).isEqualTo("PING");
  }

  @Test
  void parse_wholeRequests_allocatesNothing() {
    byte[] pipeline =
        bytes("*3\r\n$3\r\nSET\r\n$16\r\nkey:000000000001\r\n$3\r\nxxx\r\n".repeat(100));
    RequestParser parser = new RequestParser(new RequestLimits());
    CommandArgs args = new CommandArgs();
    long least =
        AllocatedBytes.leastOf(
            200,
            () -> {
              int at = 0;
              while (at < pipeline.length) {
                at += parser.parse(pipeline, at, pipeline.length, args);
              }
            });
    // The measuring itself boxes a number or two.
    assertThat(least).isLessThan(100);
  }
}
