package io.holdfast.core.sortedset;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;

/**
 * What a command of the ZRANGE family asks for.
 *
 * @param range which members
 * @param isReversed whether the highest score comes first
 * @param offset how many members to skip
 * @param count how many members at most; negative for all
 * @param withScores whether scores come with the members
 */
record RangeRequest(Range range, boolean isReversed, long offset, long count, boolean withScores) {

  /** How a range is given. */
  enum By {
    RANK,
    SCORE,
    LEX
  }

  /** A whole range. */
  static RangeRequest of(Range range, boolean isReversed) {
    return new RangeRequest(range, isReversed, 0, -1, false);
  }

  /** The arguments of ZRANGE and ZRANGESTORE, of which the bounds begin at an index. */
  static RangeRequest parse(CommandArgs args, int first, boolean isStored) {
    return new Parser(args, first, isStored).parse();
  }

  /** The arguments of the older commands, whose names say the kind and the direction. */
  static RangeRequest parse(CommandArgs args, By by, boolean isReversed) {
    Parser parser = new Parser(args, 2, false);
    parser.by = by;
    parser.isReversed = isReversed;
    parser.isFixed = true;
    return parser.parse();
  }

  /** The ranks it comes to. */
  Ranks ranks(SortedSetValue value) {
    return range.ranks(value).limit(offset, count, isReversed);
  }

  private static final class Parser {
    private final CommandArgs args;
    private final int first;
    private final boolean isStored;
    private By by = By.RANK;
    private boolean isReversed;
    private boolean isFixed;
    private long offset;
    private long count = -1;
    private boolean withScores;

    Parser(CommandArgs args, int first, boolean isStored) {
      this.args = args;
      this.first = first;
      this.isStored = isStored;
    }

    RangeRequest parse() {
      for (int i = first + 2; i < args.count(); i++) {
        if (!isStored && args.equalsIgnoreCase(i, "WITHSCORES")) {
          withScores = true;
        } else if (args.equalsIgnoreCase(i, "LIMIT") && i + 2 < args.count()) {
          offset = args.longAt(i + 1);
          count = args.longAt(i + 2);
          i += 2;
        } else if (isFixed || !isOption(i)) {
          throw new CommandException("ERR syntax error");
        }
      }
      check();
      return new RangeRequest(range(), isReversed, offset, count, withScores);
    }

    private boolean isOption(int index) {
      if (!isReversed && args.equalsIgnoreCase(index, "REV")) {
        isReversed = true;
        return true;
      }
      if (by == By.RANK && args.equalsIgnoreCase(index, "BYSCORE")) {
        by = By.SCORE;
        return true;
      }
      if (by == By.RANK && args.equalsIgnoreCase(index, "BYLEX")) {
        by = By.LEX;
        return true;
      }
      return false;
    }

    private void check() {
      if (count != -1 && by == By.RANK) {
        throw new CommandException(
            "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or"
                + " BYLEX");
      }
      if (withScores && by == By.LEX) {
        throw new CommandException(
            "ERR syntax error, WITHSCORES not supported in combination with BYLEX");
      }
    }

    private Range range() {
      int lower = isReversed && by != By.RANK ? first + 1 : first;
      int upper = isReversed && by != By.RANK ? first : first + 1;
      if (by == By.RANK) {
        // Redis takes a LIMIT of any offset and -1 here, and ignores it.
        offset = 0;
      }
      return switch (by) {
        case RANK -> RangeText.byRank(args, lower, upper, isReversed);
        case SCORE -> RangeText.byScore(args, lower, upper);
        case LEX -> RangeText.byLex(args, lower, upper);
      };
    }
  }
}
