package io.holdfast.encodings.number;

/**
 * A reader of floating-point text that takes it apart and leaves the rounding to its caller.
 *
 * <pre>
 *  text     = [+ or -] (decimal | hexadecimal | "inf" | "infinity")       letters in either case
 *  decimal  = digits with at most one point among them, ["e" [+ or -] digits]
 *  hex      = "0x" hex digits with at most one point,   ["p" [+ or -] digits]
 * </pre>
 *
 * <p>This is what C's strtod takes in the "C" locale, whole and without white space before it;
 * "nan" is refused here, as every command refuses it.
 *
 * <p>What was read is left in the fields: decimal text is worth
 *
 * <pre>
 *  (significand * 10^restCount + rest [+ something below 1 if truncated]) * 10^exponent
 *  significand: the first 19 digits that count, rest: the next 19
 * </pre>
 *
 * <p>and hexadecimal text likewise, with 16 instead of 10 and 19 and {@code * 2^exponent} at the
 * end.
 *
 * <p>Thread: one at a time. Cost: one pass, no allocation.
 */
final class FloatScanner {
  enum Kind {
    REFUSED,
    DECIMAL,
    HEXADECIMAL,
    INFINITY
  }

  /** Above every exponent that matters, and far enough from overflow to be added to. */
  private static final long MAX_EXPONENT = 1L << 60;

  private static final byte[] NOTHING = {};
  private static final int DECIMAL_DIGITS = 19;
  private static final int HEX_DIGITS = 16;

  /** The decimal digits that count and are kept. */
  static final int MAX_DIGITS = 2 * DECIMAL_DIGITS;

  boolean negative;
  long significand;
  long rest;
  int restCount;
  boolean truncated;
  long exponent;

  private byte[] src = NOTHING;
  private int at;
  private int end;

  Kind scan(byte[] src, int offset, int length) {
    this.src = src;
    at = offset;
    end = offset + length;
    significand = 0;
    rest = 0;
    restCount = 0;
    truncated = false;
    exponent = 0;
    negative = at < end && src[at] == '-';
    if (negative || (at < end && src[at] == '+')) {
      at++;
    }
    Kind kind = scanUnsigned();
    this.src = NOTHING;
    return kind;
  }

  private Kind scanUnsigned() {
    if (isNext('i')) {
      return isWord("inf") || isWord("infinity") ? Kind.INFINITY : Kind.REFUSED;
    }
    if (isNext('0') && at + 1 < end && (src[at + 1] | 0x20) == 'x') {
      at += 2;
      boolean valid = scanDigits(16, HEX_DIGITS, 4) && scanExponent('p') && at == end;
      return valid ? Kind.HEXADECIMAL : Kind.REFUSED;
    }
    return scanDigits(10, DECIMAL_DIGITS, 1) && scanExponent('e') && at == end
        ? Kind.DECIMAL
        : Kind.REFUSED;
  }

  /** Takes digits and a point; {@code places} is what a digit weighs in the exponent. */
  private boolean scanDigits(int base, int maxCount, int places) {
    int taken = 0;
    int digits = 0;
    boolean point = false;
    for (; at < end; at++) {
      int digit = Character.digit(src[at], base);
      if (digit >= 0) {
        digits++;
        exponent -= point ? places : 0;
        if (taken < maxCount) {
          significand = significand * base + digit;
          taken += significand == 0 ? 0 : 1;
        } else if (restCount < maxCount) {
          rest = rest * base + digit;
          restCount++;
        } else {
          truncated |= digit != 0;
          exponent += places;
        }
      } else if (src[at] == '.' && !point) {
        point = true;
      } else {
        break;
      }
    }
    return digits > 0;
  }

  private boolean scanExponent(char letter) {
    if (!isNext(letter)) {
      return true;
    }
    at++;
    boolean minus = isNext('-');
    if (minus || isNext('+')) {
      at++;
    }
    int digits = 0;
    long value = 0;
    for (; at < end && src[at] >= '0' && src[at] <= '9'; at++) {
      digits++;
      value = Math.min(value * 10 + (src[at] - '0'), MAX_EXPONENT / 16);
    }
    exponent += minus ? -value : value;
    return digits > 0;
  }

  /** Whether the next byte is this character, for a letter in either case. */
  private boolean isNext(char character) {
    int fold = character >= 'a' ? 0x20 : 0;
    return at < end && (src[at] | fold) == character;
  }

  private boolean isWord(String word) {
    if (end - at != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if ((src[at + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
