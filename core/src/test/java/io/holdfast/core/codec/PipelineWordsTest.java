package io.holdfast.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PipelineWordsTest {
  private static final String GET = "*2\r\n$3\r\nGET\r\n$5\r\nhello\r\n";
  private static final String SET = "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$12\r\nsome\r\nvalue!\r\n";
  private final PipelineWords words = new PipelineWords(4);

  @Test
  void firstArguments_areFoundAcrossRequests() {
    assertThat(scan(GET + SET + GET)).isEqualTo((GET + SET + GET).length());
    assertThat(found(GET + SET + GET)).containsExactly("hello", "key", "hello");
  }

  @Test
  void scan_stopsWhenItHasEnough() {
    assertThat(scan(GET.repeat(6))).isEqualTo(4 * GET.length());
    assertThat(words.count()).isEqualTo(4);
  }

  @Test
  void scan_stopsWhenItHasAsManyAsWereAskedFor() {
    byte[] input = bytes(SET + GET);
    assertThat(words.scan(input, 0, input.length, 1)).isEqualTo(SET.length());
    assertThat(words.count()).isEqualTo(1);
  }

  @Test
  void secondAndLastArguments_areFoundToo() {
    String zadd = "*4\r\n$4\r\nZADD\r\n$1\r\nz\r\n$1\r\n5\r\n$3\r\ntom\r\n";
    byte[] input = bytes(GET + SET + zadd);
    words.scan(input, 0, input.length, 4);
    assertThat(text(words.seconds())).containsExactly("", "some\r\nvalue!", "5");
    assertThat(text(words.lasts())).containsExactly("hello", "some\r\nvalue!", "tom");
  }

  @Test
  void firstArguments_areEqualOrNot() {
    String other = GET.replace("hello", "hallo");
    String longer = "*2\r\n$3\r\nGET\r\n$6\r\nhello!\r\n";
    assertThat(areFirstsEqual(GET)).isTrue();
    assertThat(areFirstsEqual(GET + GET + GET)).isTrue();
    assertThat(areFirstsEqual(GET + GET + other)).isFalse();
    assertThat(areFirstsEqual(GET + longer)).isFalse();
    assertThat(areFirstsEqual(longer + GET)).isFalse();
  }

  @Test
  void scan_stopsAtWhatIsCutOff() {
    for (int cut = 1; cut < SET.length(); cut++) {
      String input = GET + SET.substring(0, cut);
      assertThat(scan(input)).as("cut=%s", cut).isEqualTo(GET.length());
      assertThat(words.count()).isEqualTo(1);
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
      assertThat(
              words.firsts().offset(words.count() - 1) + words.firsts().length(words.count() - 1))
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
      int end = words.scan(noise, 0, to, 4);
      assertThat(end).as("seed=%s", seed).isBetween(0, to);
      for (ByteRanges each : List.of(words.firsts(), words.seconds(), words.lasts())) {
        for (int i = 0; i < words.count(); i++) {
          assertThat(each.offset(i) + each.length(i)).as("seed=%s", seed).isLessThanOrEqualTo(to);
        }
      }
    }
  }

  private int scan(String input) {
    byte[] bytes = bytes(input);
    return words.scan(bytes, 0, bytes.length, 4);
  }

  private boolean areFirstsEqual(String input) {
    scan(input);
    return words.areFirstsEqual();
  }

  private List<String> found(String input) {
    scan(input);
    return text(words.firsts());
  }

  private static List<String> text(ByteRanges found) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < found.count(); i++) {
      texts.add(new String(found.copy(i), StandardCharsets.ISO_8859_1));
    }
    return texts;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
