package io.holdfast.core.sortedset;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.encodings.number.DoubleText;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The bounds of ranges as commands write them: {@code 1.5}, {@code (1.5}, {@code -inf} for scores;
 * {@code [a}, {@code (a}, {@code -}, {@code +} for members.
 *
 * <p>A score is read as C's strtod does, and so more kindly than other numbers: space may stand in
 * front, an empty text is 0, a zero byte is the end, and what is too large is an infinity.
 */
final class RangeText {
  private static final String NO_SCORE = "ERR min or max is not a float";
  private static final String NO_MEMBER = "ERR min or max not valid string range item";
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
  private static final Pattern HEXADECIMAL =
      Pattern.compile("[+-]?0[xX]([0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)([pP][+-]?[0-9]+)?");

  private RangeText() {}

  /**
   * Two arguments as ranks.
   *
   * @throws CommandException "ERR value is not an integer or out of range"
   */
  static Range byRank(CommandArgs args, int start, int stop, boolean isReversed) {
    long first = args.longAt(start);
    return new Range.ByRank(first, args.longAt(stop), isReversed);
  }

  /**
   * Two arguments as bounds of scores.
   *
   * @throws CommandException "ERR min or max is not a float"
   */
  static Range byScore(CommandArgs args, int min, int max) {
    boolean isMinExclusive = startsWith(args, min, '(');
    boolean isMaxExclusive = startsWith(args, max, '(');
    return new Range.ByScore(
        score(args, min, isMinExclusive ? 1 : 0),
        isMinExclusive,
        score(args, max, isMaxExclusive ? 1 : 0),
        isMaxExclusive);
  }

  /**
   * Two arguments as bounds of members.
   *
   * @throws CommandException "ERR min or max not valid string range item"
   */
  static Range byLex(CommandArgs args, int min, int max) {
    Range.LexBound from = member(args, min);
    return new Range.ByLex(from, member(args, max));
  }

  private static Range.LexBound member(CommandArgs args, int index) {
    int length = args.length(index);
    int first = length == 0 ? 0 : args.buffer()[args.offset(index)];
    boolean isAlone = length == 1 || length > 1 && args.buffer()[args.offset(index) + 1] == 0;
    if (first == '[' || first == '(') {
      return Range.LexBound.at(
          ByteRange.of(args.buffer(), args.offset(index) + 1, length - 1), first == '(');
    }
    if (first == '-' && isAlone) {
      return Range.LexBound.BEFORE_ALL;
    }
    if (first == '+' && isAlone) {
      return Range.LexBound.BEHIND_ALL;
    }
    throw new CommandException(NO_MEMBER);
  }

  private static double score(CommandArgs args, int index, int skipped) {
    byte[] text = args.buffer();
    int from = args.offset(index) + skipped;
    int length = args.length(index) - skipped;
    double score = DoubleText.parse(text, from, length);
    return Double.isNaN(score) ? lenientScore(text, from, length) : score;
  }

  private static double lenientScore(byte[] bytes, int from, int length) {
    String text = new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(0);
    if (end == 0 || text.isEmpty()) {
      return 0;
    }
    int start = 0;
    int stop = end < 0 ? text.length() : end;
    while (start < stop && isSpace(text.charAt(start))) {
      start++;
    }
    String number = text.substring(start, stop);
    if (DECIMAL.matcher(number).matches()) {
      return Double.parseDouble(number);
    }
    if (HEXADECIMAL.matcher(number).matches()) {
      boolean hasExponent = number.indexOf('p') >= 0 || number.indexOf('P') >= 0;
      return Double.parseDouble(hasExponent ? number : number + "p0");
    }
    double score = DoubleText.parse(bytes, from + start, stop - start);
    if (Double.isNaN(score)) {
      throw new CommandException(NO_SCORE);
    }
    return score;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }

  private static boolean startsWith(CommandArgs args, int index, char first) {
    return args.length(index) > 0 && args.buffer()[args.offset(index)] == first;
  }
}
