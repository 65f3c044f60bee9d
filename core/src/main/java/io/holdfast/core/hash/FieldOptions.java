package io.holdfast.core.hash;

import io.holdfast.CommandException;
import io.holdfast.Expiry;
import io.holdfast.SetCondition;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.keyspace.Database;
import java.util.Locale;

/**
 * The options of HGETEX and HSETEX, which stand between the key and {@code FIELDS}.
 *
 * @param command the command's name, for errors
 * @param condition FNX as NX, FXX as XX
 * @param expiration EX, PX, EXAT, PXAT, PERSIST or KEEPTTL; empty if none was given
 * @param timeAt the index of the number behind it
 * @param fieldsAt the index of {@code FIELDS}
 */
record FieldOptions(
    String command, SetCondition condition, String expiration, int timeAt, int fieldsAt) {
  private static final int MS_PER_SECOND = 1000;

  static FieldOptions ofGetex(CommandArgs args) {
    return parse(args, "hgetex", "PERSIST");
  }

  static FieldOptions ofSetex(CommandArgs args) {
    return parse(args, "hsetex", "KEEPTTL");
  }

  /**
   * Reads the options.
   *
   * @param other what may stand in place of a time
   */
  private static FieldOptions parse(CommandArgs args, String command, String other) {
    SetCondition condition = SetCondition.ALWAYS;
    String expiration = "";
    int timeAt = 0;
    int at = 2;
    for (; at < args.count() && !args.equalsIgnoreCase(at, "FIELDS"); at++) {
      String option = args.length(at) > 7 ? "" : args.string(at).toUpperCase(Locale.ROOT);
      boolean isTimed =
          switch (option) {
            case "EX", "PX", "EXAT", "PXAT" -> true;
            default -> false;
          };
      boolean isCondition =
          command.equals("hsetex") && (option.equals("FNX") || option.equals("FXX"));
      if (isTimed || option.equals(other)) {
        if (!expiration.isEmpty()) {
          throw new CommandException(
              "ERR Only one of EX, PX, EXAT, PXAT or " + other + " arguments can be specified");
        }
        expiration = option;
        if (isTimed) {
          timeAt = ++at;
        }
      } else if (isCondition) {
        if (condition != SetCondition.ALWAYS) {
          throw new CommandException("ERR Only one of FXX or FNX arguments can be specified");
        }
        condition = option.equals("FNX") ? SetCondition.NX : SetCondition.XX;
      } else {
        throw QuotingException.of("ERR unknown argument: ", args, at, "");
      }
    }
    if (at >= args.count()) {
      throw new CommandException(
          "ERR Mandatory argument FIELDS is missing or not at the right position");
    }
    return new FieldOptions(command, condition, expiration, timeAt, at);
  }

  /**
   * When the fields are to expire: ms since the epoch, {@link Database#KEEP_EXPIRY} or {@link
   * Database#NO_EXPIRY}.
   *
   * @throws CommandException if the number is none, is not positive or leads beyond 64 bits
   */
  long expireAtMs(CommandArgs args, long nowMs) {
    return switch (expiration) {
      case "EX" -> timeMs(args.longAt(timeAt), MS_PER_SECOND, nowMs, command);
      case "PX" -> timeMs(args.longAt(timeAt), 1, nowMs, command);
      case "EXAT" -> timeMs(args.longAt(timeAt), MS_PER_SECOND, 0, command);
      case "PXAT" -> timeMs(args.longAt(timeAt), 1, 0, command);
      case "PERSIST" -> Database.NO_EXPIRY;
      case "KEEPTTL" -> Database.KEEP_EXPIRY;
      default -> command.equals("hgetex") ? Database.KEEP_EXPIRY : Database.NO_EXPIRY;
    };
  }

  /** As {@link #expireAtMs(CommandArgs, long)}, of the typed API's expiry. */
  static long expireAtMs(Expiry expiry, long nowMs, String command) {
    return switch (expiry.kind()) {
      case NONE -> Database.NO_EXPIRY;
      case KEEP -> Database.KEEP_EXPIRY;
      case AFTER -> timeMs(expiry.ms(), 1, nowMs, command);
      case AT -> timeMs(expiry.ms(), 1, 0, command);
    };
  }

  private static long timeMs(long number, int unitMs, long baseMs, String command) {
    if (number <= 0
        || number > Long.MAX_VALUE / unitMs
        || number * unitMs > Long.MAX_VALUE - baseMs) {
      throw new CommandException("ERR invalid expire time in '" + command + "' command");
    }
    return baseMs + number * unitMs;
  }
}
