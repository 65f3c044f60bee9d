package io.holdfast.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PipelineKeysTest {
  private static final String GET = "*2\r\n$3\r\nGET\r\n$5\r\nhello\r\n";
  private static final String SET = "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$12\r\nsome\r\nvalue!\r\n";
  private final PipelineKeys keys = new PipelineKeys(4);

  @Test
  void firstArguments_areFoundAcrossRequests() {
    assertThat(scan(GET + SET + GET)).isEqualTo((GET + SET + GET).length());
    assertThat(found(GET + SET + GET)).containsExactly("hello", "key", "hello");
  }

  @Test
  void scan_stopsWhenItHasEnough() {
    assertThat(scan(GET.repeat(6))).isEqualTo(4 * GET.length());
    assertThat(keys.count()).isEqualTo(4);
  }

  @Test
  void scan_stopsAtWhatIsCutOff() {
    for (int cut = 1; cut < SET.length(); cut++) {
      String input = GET + SET.substring(0, cut);
      assertThat(scan(input)).as("cut=%s", cut).isEqualTo(GET.length());
      assertThat(keys.count()).isEqualTo(1);
    }
  }

  @Test
  void scan_stopsAtWhatIsNotPlain() {
    for (String strange :
        List.of(
            "PING\r\n",
            "\r\n",
            "*1\r\n$4\r\nPING\r\n",
            "*9\r\n" + "$1\r\na\r\n".repeat(9),
            "*-1\r\n",
            "*2\r\n$-1\r\n$1\r\na\r\n",
            "*2\r\n$3\r\nGET\r\n:5\r\n",
            "*2\r\n$3\r\nGET\r\n$9999999999\r\nx\r\n",
            "*2\r\n$\r\nGET\r\n$1\r\nx\r\n$")) {
      scan(GET + strange + GET);
      assertThat(found(GET + strange + GET)).as(strange).startsWith("hello");
      assertThat(keys.offset(keys.count() - 1) + keys.length(keys.count() - 1))
          .isLessThanOrEqualTo((GET + strange + GET).length());
    }
    assertThat(scan("*2\r\n$3\r\nGET\r\n:5\r\n" + GET)).isZero();
  }

  @Test
  void noise_isNeverReadBeyondItsEnd() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] noise = bytes((GET + SET).repeat(2));
      for (int i = random.nextInt(6); i > 0; i--) {
        noise[random.nextInt(noise.length)] = (byte) "$*\r\n019A".charAt(random.nextInt(8));
      }
      int to = random.nextInt(noise.length + 1);
      int end = keys.scan(noise, 0, to);
      assertThat(end).as("seed=%s", seed).isBetween(0, to);
      for (int i = 0; i < keys.count(); i++) {
        assertThat(keys.offset(i) + keys.length(i)).as("seed=%s", seed).isLessThanOrEqualTo(to);
      }
    }
  }

  private int scan(String input) {
    byte[] bytes = bytes(input);
    return keys.scan(bytes, 0, bytes.length);
  }

  private List<String> found(String input) {
    byte[] bytes = bytes(input);
    keys.scan(bytes, 0, bytes.length);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < keys.count(); i++) {
      found.add(new String(bytes, keys.offset(i), keys.length(i), StandardCharsets.ISO_8859_1));
    }
    return found;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
