package io.holdfast.encodings.glob;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.RedisOracle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobPatternTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");

  /** Stands behind each key in the oracle's answer, and in no key. */
  private static final char END = '\n';

  private static final String LIST_KEYS =
      """
      local keys = redis.call('KEYS', ARGV[1])
      for i, key in ipairs(keys) do keys[i] = key .. '\\n' end
      return table.concat(keys)
      """;

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          "",       "",      true
          "",       a,       false
          *,        "",      false
          *,        a,       true
          *,        abc,     true
          a*,       a,       true
          a**,      a,       true
          a*,       ba,      false
          *a,       ba,      true
          *a*,      bab,     true
          a*b*c,    abc,     true
          a*b*c,    aXbXbXc, true
          a*b*c,    aXbXbX,  false
          ?,        a,       true
          ?,        ab,      false
          ??,       ab,      true
          h[ae]llo, hello,   true
          h[ae]llo, hillo,   false
          h[^e]llo, hallo,   true
          h[^e]llo, hello,   false
          h[a-b]llo, hbllo,  true
          h[b-a]llo, hallo,  true
          h[a-b]llo, hcllo,  false
          a\\*,     a*,      true
          a\\*,     ab,      false
          \\\\,     \\,      true
          a\\,      a\\,     true
          [],       a,       false
          []],      ],       false
          [\\]],    ],       true
          [^],      a,       true
          [^]],     a],      true
          [a,       a,       true
          [a,       ab,      false
          [,        [,       false
          [^,       x,       true
          [a-,      -,       true
          [a-],     ^,       true
          [a-],     b,       false
          [-a],     -,       true
          [a\\-c],  b,       false
          [a\\-c],  -,       true
          [a-\\],   \\,      true
          [!a],     a,       true
          A,        a,       false
          """)
  void rules_andCorners(String pattern, String text, boolean matches) {
    assertThat(matches(pattern, text)).isEqualTo(matches);
  }

  @Test
  void ranges_countInSignedBytes() {
    assertThat(matches("[\u0080-\u00ff]", "\u00e9")).isTrue();
    assertThat(matches("[a-\u00ff]", "\u00e9")).isFalse();
    assertThat(matches("[a-\u00ff]", "\u0000")).isTrue();
    assertThat(matches("[\u0000-\u007f]", "\u00e9")).isFalse();
    assertThat(matches("\u0000?", "\u0000\u00ff")).isTrue();
  }

  @Test
  void range_isTakenFromTheMiddleOfArrays() {
    byte[] bytes = "xxa*bxx-aBBbxx".getBytes(ISO_8859_1);
    assertThat(GlobPattern.compile(bytes, 2, 3).matches(bytes, 8, 4)).isTrue();
    assertThat(GlobPattern.compile(bytes, 2, 3).matches(bytes, 8, 5)).isFalse();
  }

  @Test
  void loneStar_isOneStarAndNothingElse() {
    assertThat(GlobPattern.compile(bytes("*")).isLoneStar()).isTrue();
    assertThat(GlobPattern.compile(bytes("**")).isLoneStar()).isFalse();
    assertThat(GlobPattern.compile(bytes("\\*")).isLoneStar()).isFalse();
    assertThat(GlobPattern.compile(bytes("")).isLoneStar()).isFalse();
  }

  @Test
  void manyStars_takeNoLongerThanTheirProduct() {
    String pattern = "*a".repeat(1000) + "b";
    assertThat(matches(pattern, "a".repeat(20_000))).isFalse();
    assertThat(matches("*[^b]".repeat(500) + "*b", "a".repeat(20_000) + "b")).isTrue();
  }

  /** Patterns and keys made of the characters that mean something, against the real KEYS. */
  @Test
  void oracle_randomPatternsMatchTheSameKeys(@TempDir Path directory) throws IOException {
    long seed = Long.getLong("holdfast.seed", LONG ? System.nanoTime() : 1);
    try (RedisOracle redis = RedisOracle.start(directory)) {
      for (int round = 0; round < (LONG ? 200 : 5); round++) {
        compare(redis, seed + round);
      }
    }
  }

  private static void compare(RedisOracle redis, long seed) throws IOException {
    Random random = new Random(seed);
    TreeSet<String> keys = new TreeSet<>();
    for (int i = 0; i < 300; i++) {
      keys.add(text(random, random.nextInt(6)));
    }
    List<String> patterns = new ArrayList<>();
    List<String[]> commands = new ArrayList<>();
    commands.add(new String[] {"FLUSHALL"});
    keys.forEach(key -> commands.add(new String[] {"SET", key, ""}));
    for (int i = 0; i < 2000; i++) {
      patterns.add(text(random, 1 + random.nextInt(9)));
      commands.add(new String[] {"EVAL", LIST_KEYS, "0", patterns.get(i)});
    }
    List<@Nullable String> replies = redis.runAll(commands);
    for (int i = 0; i < patterns.size(); i++) {
      String pattern = patterns.get(i);
      TreeSet<String> ours = new TreeSet<>();
      for (String key : keys) {
        if (pattern.equals("*") || matches(pattern, key)) {
          ours.add(key + END);
        }
      }
      TreeSet<String> theirs = new TreeSet<>();
      String reply = Objects.requireNonNull(replies.get(1 + keys.size() + i));
      for (int from = 0; from < reply.length(); ) {
        int to = reply.indexOf(END, from) + 1;
        theirs.add(reply.substring(from, to));
        from = to;
      }
      assertThat(ours).as("repeat with -Dholdfast.seed=%d: %s", seed, pattern).isEqualTo(theirs);
    }
  }

  private static String text(Random random, int length) {
    String letters = random.nextInt(4) == 0 ? "ab*?[]^-\\\u0000\u00ff\u0080" : "abc*?[]^-\\";
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }

  private static boolean matches(String pattern, String text) {
    byte[] bytes = bytes(text);
    return GlobPattern.compile(bytes(pattern)).matches(bytes, 0, bytes.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
