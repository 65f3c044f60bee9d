package io.holdfast.core.generic;

import io.holdfast.CommandException;
import io.holdfast.KeyType;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.encodings.glob.GlobPattern;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one call of SCAN, HSCAN, SSCAN or ZSCAN asks for.
 *
 * @param cursor where to go on
 * @param pattern what the elements returned match; null for all
 * @param count about how many elements to look at
 * @param type what the keys returned hold; null for all
 * @param withValues whether values come with the fields
 */
public record ScanRequest(
    long cursor,
    @Nullable GlobPattern pattern,
    long count,
    @Nullable KeyType type,
    boolean withValues) {
  private static final int DEFAULT_COUNT = 10;
  private static final long MAX_BEFORE_DIGIT = Long.divideUnsigned(-1, 10);

  private enum Of {
    KEYS,
    FIELDS,
    MEMBERS
  }

  /** The arguments of SCAN. */
  static ScanRequest ofKeys(CommandArgs args) {
    return parse(args, cursor(args, 1), 2, Of.KEYS);
  }

  /** The arguments of HSCAN behind the cursor. */
  public static ScanRequest ofFields(CommandArgs args, long cursor) {
    return parse(args, cursor, 3, Of.FIELDS);
  }

  /** The arguments of SSCAN and ZSCAN behind the cursor. */
  public static ScanRequest ofMembers(CommandArgs args, long cursor) {
    return parse(args, cursor, 3, Of.MEMBERS);
  }

  /** The same request, going on at a cursor. */
  public ScanRequest from(long other) {
    return new ScanRequest(other, pattern, count, type, withValues);
  }

  /** Whether an element is to be returned. */
  public boolean accepts(byte[] bytes, int offset, int length) {
    return pattern == null || pattern.isLoneStar() || pattern.matches(bytes, offset, length);
  }

  private static ScanRequest parse(CommandArgs args, long cursor, int first, Of of) {
    GlobPattern pattern = null;
    KeyType type = null;
    long count = DEFAULT_COUNT;
    boolean withValues = true;
    for (int i = first; i < args.count(); i++) {
      boolean hasValue = i + 1 < args.count();
      if (hasValue && args.equalsIgnoreCase(i, "MATCH")) {
        i++;
        pattern = GlobPattern.compile(args.buffer(), args.offset(i), args.length(i));
      } else if (hasValue && args.equalsIgnoreCase(i, "COUNT")) {
        count = args.longAt(++i);
        if (count < 1) {
          throw syntaxError();
        }
      } else if (of == Of.KEYS && hasValue && args.equalsIgnoreCase(i, "TYPE")) {
        type = type(args, ++i);
      } else if (of == Of.FIELDS && args.equalsIgnoreCase(i, "NOVALUES")) {
        withValues = false;
      } else {
        throw syntaxError();
      }
    }
    return new ScanRequest(cursor, pattern, count, type, withValues);
  }

  /**
   * The type with a name in any case; {@link KeyType#NONE}, which no entry has, if there is none.
   */
  private static KeyType type(CommandArgs args, int at) {
    String name = args.string(at).toLowerCase(Locale.ROOT);
    for (KeyType type : KeyType.values()) {
      if (type.text().equals(name)) {
        return type;
      }
    }
    return KeyType.NONE;
  }

  /**
   * A cursor as C's strtoul reads it, without leading space: a sign is allowed, no digits at all
   * are zero, and a zero byte is the end.
   *
   * @throws CommandException "ERR invalid cursor"
   */
  public static long cursor(CommandArgs args, int index) {
    byte[] text = args.buffer();
    int from = args.offset(index);
    int end = from + args.length(index);
    int at = from;
    boolean isNegative = at < end && text[at] == '-';
    if (isNegative || at < end && text[at] == '+') {
      at++;
    }
    int digits = at;
    long value = 0;
    for (; at < end && text[at] >= '0' && text[at] <= '9'; at++) {
      int digit = text[at] - '0';
      long longer = value * 10 + digit;
      if (Long.compareUnsigned(value, MAX_BEFORE_DIGIT) > 0
          || Long.compareUnsigned(longer, digit) < 0) {
        throw new CommandException("ERR invalid cursor");
      }
      value = longer;
    }
    boolean isEmpty = from == end || text[from] == 0;
    boolean isNumber = at > digits && (at == end || text[at] == 0);
    if (!isEmpty && !isNumber) {
      throw new CommandException("ERR invalid cursor");
    }
    return isNegative ? -value : value;
  }

  private static CommandException syntaxError() {
    return new CommandException("ERR syntax error");
  }
}
