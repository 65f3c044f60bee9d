package io.holdfast.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of {@link ConnectionFuzz}: what clients might send, from a seed. */
@Timeout(600)
class ConnectionFuzzTest {
  private static final long SEED = Long.getLong("holdfast.seed", 41);
  private static final int ROUNDS = Boolean.getBoolean("holdfast.long") ? 300_000 : 500;

  @Test
  void whateverIsSent_repliesComeBack_othersAreServed_andNothingIsLeft() throws Exception {
    try (HostileServer server = new HostileServer()) {
      Random random = new Random(SEED);
      HostileRequests requests = new HostileRequests(random, server.commandNames());
      for (int round = 0; round < ROUNDS; round++) {
        byte[] bytes = requests.next();
        boolean isEncrypted = random.nextInt(30) == 0;
        try {
          server.send(bytes, 0, isEncrypted, random.nextLong());
        } catch (AssertionError e) {
          throw new AssertionError(
              "repeat with -Dholdfast.seed=" + SEED + ", round " + round + ": " + shown(bytes), e);
        }
      }
    }
  }

  private static String shown(byte[] bytes) {
    return bytes.length > 4_000
        ? bytes.length + " bytes"
        : new String(bytes, ISO_8859_1) + " = " + HexFormat.of().formatHex(bytes);
  }

  @Test
  void replyFrames_areTold_fromWhatIsNone() {
    ReplyFrames.check(
        "+OK\r\n$3\r\na\nb\r\n*2\r\n:1\r\n$-1\r\n-ERR x\r\n%1\r\n$10\r\nab".getBytes(ISO_8859_1));
    for (String wrong :
        new String[] {"-ERR a\nb\r\n+", "-ERR a\rb\r\n", "+OK\r\nx\r\n", "$1\r\nabc\r\n"}) {
      assertThatThrownBy(() -> ReplyFrames.check(wrong.getBytes(ISO_8859_1)))
          .isInstanceOf(AssertionError.class);
    }
  }
}
