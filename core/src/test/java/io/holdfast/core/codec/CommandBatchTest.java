package io.holdfast.core.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandBatchTest {
  private static final int OFFSET = 7;

  private final CommandArgs view = new CommandArgs();

  static Stream<Map.Entry<String, String>> cases() {
    return RequestCases.ALL.entrySet().stream();
  }

  /** What a batch gives, as {@link Connection#outcome} writes it, piece by piece. */
  private String outcome(byte[] request, CommandBatch batch, int most, boolean isKept) {
    RequestParser parser = new RequestParser(new RequestLimits());
    List<String> told = new ArrayList<>();
    byte[] left = request;
    while (true) {
      batch.clear();
      byte[] buffer = new byte[OFFSET + left.length];
      System.arraycopy(left, 0, buffer, OFFSET, left.length);
      int done = batch.parse(parser, buffer, OFFSET, buffer.length, most, view);
      if (isKept) {
        batch.keep(buffer);
        Arrays.fill(buffer, (byte) '?'); // somebody else's by now
      } else {
        batch.adopt(buffer);
      }
      CommandArgs args = new CommandArgs();
      while (batch.next(args)) {
        assertThat(batch.nextAt()).isBetween(args.offset(0), batch.end());
        told.add(args.toString());
      }
      if (batch.failure() != null) {
        told.add(batch.failure().getMessage());
        return String.join("\n", told);
      }
      if (done == 0) {
        return String.join("\n", told);
      }
      left = Arrays.copyOfRange(left, done, left.length);
    }
  }

  /** The same, by the parser alone. */
  private String expected(byte[] request) {
    RequestParser parser = new RequestParser(new RequestLimits());
    List<String> told = new ArrayList<>();
    CommandArgs args = new CommandArgs();
    try {
      for (int at = 0; at < request.length; ) {
        int taken = parser.parse(request, at, request.length, args);
        if (taken == RequestParser.NEED_MORE) {
          break;
        }
        if (args.count() > 0) {
          told.add(args.toString());
        }
        at += taken;
      }
    } catch (ProtocolException malformed) {
      told.add(malformed.getMessage());
    }
    return String.join("\n", told);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void batch_givesTheCommandsAndTheFailure_ofTheParser(Map.Entry<String, String> listed) {
    byte[] request = Connection.bytes(listed.getKey());
    CommandBatch batch = new CommandBatch();
    for (int most : new int[] {1, 2, Integer.MAX_VALUE}) {
      assertThat(outcome(request, batch, most, true)).isEqualTo(expected(request));
      assertThat(outcome(request, batch, most, false)).isEqualTo(expected(request));
    }
  }

  @Test
  void batch_isUsedAgain_forShortAndLong() {
    Random random = new Random(7);
    CommandBatch batch = new CommandBatch();
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      int commands = random.nextInt(1 << random.nextInt(9));
      for (int i = 0; i < commands; i++) {
        int count = 1 + random.nextInt(random.nextInt(20) == 0 ? 500 : 4);
        text.append('*').append(count).append("\r\n");
        for (int argument = 0; argument < count; argument++) {
          String value = "v".repeat(random.nextInt(1 << random.nextInt(8)));
          text.append('$').append(value.length()).append("\r\n").append(value).append("\r\n");
        }
        if (random.nextInt(5) == 0) {
          text.append("ECHO \"a b\"\r\n\r\n");
        }
      }
      byte[] request = text.toString().getBytes(ISO_8859_1);
      assertThat(outcome(request, batch, Integer.MAX_VALUE, random.nextBoolean()))
          .as("round %d", round)
          .isEqualTo(expected(request));
    }
  }

  @Test
  void emptyLines_areNoCommands() {
    CommandBatch batch = new CommandBatch();
    byte[] lines = "\r\n\r\n*0\r\n".getBytes(ISO_8859_1);
    RequestParser parser = new RequestParser(new RequestLimits());
    assertThat(batch.parse(parser, lines, 0, lines.length, 1, view)).isEqualTo(lines.length);
    assertThat(batch.isEmpty()).isTrue();
  }
}
