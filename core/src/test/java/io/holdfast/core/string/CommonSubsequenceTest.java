package io.holdfast.core.string;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.CommandException;
import io.holdfast.LcsMatches;
import io.holdfast.core.AllocatedBytes;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.string.CommonSubsequence.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The search against the textbook's, which keeps the whole table; and what it may take. */
class CommonSubsequenceTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");

  // ---- against the textbook ------------------------------------------------------------------

  static long[] seeds() {
    Long only = Long.getLong("holdfast.seed");
    return only != null
        ? new long[] {only}
        : LongStream.rangeClosed(1, LONG ? 2_000 : 20).toArray();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomStrings_agreeWithTheTextbook(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      int letters = 1 + random.nextInt(random.nextBoolean() ? 3 : 20);
      String first = text(random, random.nextInt(60), letters);
      String second = random.nextInt(5) == 0 ? first : text(random, random.nextInt(60), letters);
      int minLength = random.nextInt(4);
      assertAgrees(first, second, minLength, "-Dholdfast.seed=" + seed);
    }
  }

  /** Every pair of strings of up to five letters a and b. */
  @Test
  void shortStrings_allOfThem_agreeWithTheTextbook() {
    List<String> all = new ArrayList<>();
    for (int length = 0; length <= 5; length++) {
      for (int bits = 0; bits < 1 << length; bits++) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
          text.append((char) ('a' + (bits >> i & 1)));
        }
        all.add(text.toString());
      }
    }
    for (String first : all) {
      for (String second : all) {
        assertAgrees(first, second, 0, "");
      }
    }
  }

  private static void assertAgrees(String first, String second, long minLength, String how) {
    Input input = input(first, second, Keyspace.DEFAULT_MAX_STRING_BYTES);
    Textbook expected = new Textbook(first, second, minLength);
    String what = "'%s' and '%s' %s".formatted(first, second, how);
    assertThat(CommonSubsequence.length(input)).as(what).isEqualTo(expected.common.length());
    assertThat(new String(CommonSubsequence.bytes(input), ISO_8859_1))
        .as(what)
        .isEqualTo(expected.common);
    LcsMatches matches = CommonSubsequence.matches(input, minLength);
    assertThat(matches.length()).as(what).isEqualTo(expected.common.length());
    assertThat(matches.matches()).as(what).isEqualTo(expected.matches);
  }

  private static String text(Random random, int length, int letters) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) (250 + random.nextInt(letters) & 0xFF));
    }
    return text.toString();
  }

  /** The strings lie within larger arrays, as they do in pages. */
  private static Input input(String first, String second, long maxBytes) {
    byte[] firstBytes = (first + "before" + first + "a" + first).getBytes(ISO_8859_1);
    byte[] secondBytes = ("b" + second + "behind" + second).getBytes(ISO_8859_1);
    return new Input(
        firstBytes, first.length() + 6, first.length(), secondBytes, 1, second.length(), maxBytes);
  }

  /** The table as it is drawn in books, and the way back from its last corner. */
  private static final class Textbook {
    final String common;
    final List<LcsMatches.Match> matches = new ArrayList<>();

    Textbook(String first, String second, long minLength) {
      int[][] lengths = new int[first.length() + 1][second.length() + 1];
      for (int i = 1; i <= first.length(); i++) {
        for (int j = 1; j <= second.length(); j++) {
          lengths[i][j] =
              first.charAt(i - 1) == second.charAt(j - 1)
                  ? lengths[i - 1][j - 1] + 1
                  : Math.max(lengths[i - 1][j], lengths[i][j - 1]);
        }
      }
      StringBuilder reversed = new StringBuilder();
      int i = first.length();
      int j = second.length();
      int run = 0;
      while (i > 0 && j > 0) {
        if (first.charAt(i - 1) == second.charAt(j - 1)) {
          reversed.append(first.charAt(--i));
          j--;
          run++;
          continue;
        }
        addRun(i, j, run, minLength);
        run = 0;
        if (lengths[i - 1][j] > lengths[i][j - 1]) {
          i--;
        } else {
          j--;
        }
      }
      addRun(i, j, run, minLength);
      common = reversed.reverse().toString();
    }

    private void addRun(int i, int j, int run, long minLength) {
      if (run > 0 && run >= minLength) {
        matches.add(new LcsMatches.Match(i, i + run - 1L, j, j + run - 1L));
      }
    }
  }

  // ---- what it takes -------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "511, 511, false",
    "511, 512, true",
    "512, 511, true",
    "262143, 0, false",
    "0, 262144, true"
  })
  void tableThatWouldNotFit_isRefused(int firstLength, int secondLength, boolean isRefused) {
    Input input = input("x".repeat(firstLength), "x".repeat(secondLength), 1024 * 1024);
    if (isRefused) {
      assertRefused(input);
    } else {
      int length = Math.min(firstLength, secondLength);
      assertThat(CommonSubsequence.length(input)).isEqualTo(length);
      assertThat(CommonSubsequence.bytes(input)).hasSize(length);
      assertThat(CommonSubsequence.matches(input, 0).length()).isEqualTo(length);
    }
  }

  /** The number of cells does not fit into 32 bits, nor its bytes; nothing is touched. */
  @Test
  void hugeStrings_areRefusedBeforeTheyAreRead() {
    byte[] nothing = {};
    int huge = Integer.MAX_VALUE - 8;
    assertRefused(new Input(nothing, 0, huge, nothing, 0, huge, Keyspace.DEFAULT_MAX_STRING_BYTES));
    assertRefused(new Input(nothing, 0, 65_536, nothing, 0, 65_536, Integer.MAX_VALUE));
  }

  private static void assertRefused(Input input) {
    String text = "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len";
    assertThatThrownBy(() -> CommonSubsequence.length(input))
        .isInstanceOf(CommandException.class)
        .hasMessage(text);
    assertThatThrownBy(() -> CommonSubsequence.bytes(input)).hasMessage(text);
    assertThatThrownBy(() -> CommonSubsequence.matches(input, 0)).hasMessage(text);
  }

  @Test
  void memory_isTwoRows_andABitACell() {
    int longer = 4_000;
    int shorter = 400;
    Input input = input("a".repeat(longer), "b".repeat(shorter), 1L << 30);
    Input turned = input("a".repeat(shorter), "b".repeat(longer), 1L << 30);
    long rows = 2L * Integer.BYTES * shorter;
    long bits = (long) longer * shorter / 8;
    long overhead = 2_000;
    for (Input each : List.of(input, turned)) {
      assertThat(AllocatedBytes.leastOf(2, () -> CommonSubsequence.length(each)))
          .isLessThan(rows + overhead);
      assertThat(AllocatedBytes.leastOf(2, () -> CommonSubsequence.bytes(each)))
          .isBetween(bits, bits + rows + overhead);
    }
  }
}
