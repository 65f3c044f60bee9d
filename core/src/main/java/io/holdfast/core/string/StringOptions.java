package io.holdfast.core.string;

import io.holdfast.CommandException;
import io.holdfast.Expiry;
import io.holdfast.SetCondition;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.keyspace.Database;

/**
 * The options of SET and its relatives, read from a command without making an object.
 *
 * <pre>
 *  options  | index of the expiry's number, 32 bits | one bit for each option, 32 bits |
 * </pre>
 *
 * An option may come again, and what stands behind it last counts; conditions exclude each other,
 * and so do all that say something about the expiry. Numbers are looked at after all options have
 * been read.
 */
final class StringOptions {
  static final int NX = 1;
  static final int XX = 1 << 1;
  static final int GET = 1 << 2;
  static final int EX = 1 << 3;
  static final int PX = 1 << 4;
  static final int EXAT = 1 << 5;
  static final int PXAT = 1 << 6;
  static final int KEEPTTL = 1 << 7;
  static final int PERSIST = 1 << 8;
  static final int IFEQ = 1 << 9;
  static final int IFNE = 1 << 10;
  static final int IFDEQ = 1 << 11;
  static final int IFDNE = 1 << 12;

  /** Conditions on the value the key holds. */
  static final int COMPARED = IFEQ | IFNE | IFDEQ | IFDNE;

  private static final int TIMED = EX | PX | EXAT | PXAT;

  /** What SET takes. */
  static final int OF_SET = NX | XX | COMPARED | GET | TIMED | KEEPTTL;

  /** What MSETEX takes. */
  static final int OF_MSETEX = NX | XX | TIMED | KEEPTTL;

  /** What DELEX takes. */
  static final int OF_DELEX = COMPARED;

  /** What GETEX takes. */
  static final int OF_GETEX = TIMED | PERSIST;

  private static final int CONDITIONS = NX | XX | COMPARED;
  private static final int EXPIRIES = TIMED | KEEPTTL | PERSIST;
  private static final int INDEX_SHIFT = 32;
  private static final long MS_PER_SECOND = 1000;

  private StringOptions() {}

  /**
   * Reads the options from an argument on.
   *
   * @param allowed the options the command takes
   * @throws CommandException "ERR syntax error"
   */
  static long parse(CommandArgs args, int from, int allowed) {
    long options = 0;
    for (int i = from; i < args.count(); i++) {
      int option = option(args, i) & allowed;
      if (option == 0 || (options & excludedBy(option)) != 0) {
        throw new CommandException("ERR syntax error");
      }
      options |= option;
      if ((option & (TIMED | COMPARED)) != 0) {
        if (++i == args.count()) {
          throw new CommandException("ERR syntax error");
        }
        if ((option & TIMED) != 0) {
          options = (int) options | (long) i << INDEX_SHIFT;
        }
      }
    }
    return options;
  }

  /** The index of what a value is compared with, in a command whose options were parsed. */
  static int comparedAt(CommandArgs args, long options) {
    int last = 0;
    for (int i = 2; i < args.count(); i++) {
      int option = option(args, i) & (int) options;
      if ((option & COMPARED) != 0) {
        last = i + 1;
      }
      if ((option & (TIMED | COMPARED)) != 0) {
        i++;
      }
    }
    return last;
  }

  /** Whether an argument may be an option for which SET looks at what the key holds. */
  static boolean looksAtTheValue(CommandArgs args, int index) {
    return (option(args, index) & (GET | COMPARED)) != 0;
  }

  private static int option(CommandArgs args, int index) {
    return switch (args.length(index)) {
      case 2 ->
          is(args, index, "NX", NX)
              | is(args, index, "XX", XX)
              | is(args, index, "EX", EX)
              | is(args, index, "PX", PX);
      case 3 -> is(args, index, "GET", GET);
      case 4 ->
          is(args, index, "EXAT", EXAT)
              | is(args, index, "PXAT", PXAT)
              | is(args, index, "IFEQ", IFEQ)
              | is(args, index, "IFNE", IFNE);
      case 5 -> is(args, index, "IFDEQ", IFDEQ) | is(args, index, "IFDNE", IFDNE);
      case 7 -> is(args, index, "KEEPTTL", KEEPTTL) | is(args, index, "PERSIST", PERSIST);
      default -> 0;
    };
  }

  private static int is(CommandArgs args, int index, String word, int option) {
    return args.equalsIgnoreCase(index, word) ? option : 0;
  }

  private static int excludedBy(int option) {
    int family = (option & CONDITIONS) != 0 ? CONDITIONS : option & EXPIRIES;
    return (family == CONDITIONS ? CONDITIONS : family == 0 ? 0 : EXPIRIES) & ~option;
  }

  /** Whether an option was given. */
  static boolean has(long options, int option) {
    return (options & option) != 0;
  }

  /** When to set. */
  static SetCondition condition(long options) {
    return has(options, NX)
        ? SetCondition.NX
        : has(options, XX) ? SetCondition.XX : SetCondition.ALWAYS;
  }

  /**
   * When the key is to expire: ms since the epoch, {@link Database#KEEP_EXPIRY} for KEEPTTL, {@link
   * Database#NO_EXPIRY} if no time was given.
   *
   * @param command name of the command, for the error
   * @throws CommandException if the number is none, is not positive or leads beyond 64 bits
   */
  static long expireAtMs(CommandArgs args, long options, long nowMs, String command) {
    if (has(options, KEEPTTL)) {
      return Database.KEEP_EXPIRY;
    }
    if (!has(options, TIMED)) {
      return Database.NO_EXPIRY;
    }
    long number = args.longAt((int) (options >>> INDEX_SHIFT));
    long unitMs = has(options, EX | EXAT) ? MS_PER_SECOND : 1;
    return expireAtMs(number, unitMs, has(options, EX | PX) ? nowMs : 0, command);
  }

  /** As {@link #expireAtMs(CommandArgs, long, long, String)}, of the typed API's expiry. */
  static long expireAtMs(Expiry expiry, long nowMs, String command) {
    return switch (expiry.kind()) {
      case NONE -> Database.NO_EXPIRY;
      case KEEP -> Database.KEEP_EXPIRY;
      case AFTER -> expireAtMs(expiry.ms(), 1, nowMs, command);
      case AT -> expireAtMs(expiry.ms(), 1, 0, command);
    };
  }

  /**
   * A time as ms since the epoch.
   *
   * @param number how many units after {@code baseMs}
   */
  static long expireAtMs(long number, long unitMs, long baseMs, String command) {
    if (number <= 0
        || number > Long.MAX_VALUE / unitMs
        || number * unitMs > Long.MAX_VALUE - baseMs) {
      throw new CommandException("ERR invalid expire time in '" + command + "' command");
    }
    return baseMs + number * unitMs;
  }
}
