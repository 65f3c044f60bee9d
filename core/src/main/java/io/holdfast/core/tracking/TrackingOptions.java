package io.holdfast.core.tracking;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants to be told.
 *
 * @param redirect who is told instead of the client; 0 for nobody
 * @param isBroadcast whether of every key with one of the prefixes, instead of those it has read
 * @param choice which of the keys it reads count
 * @param isOwnSkipped whether not of what it changes itself
 * @param prefixes without another at whose beginning one stands
 */
record TrackingOptions(
    long redirect,
    boolean isBroadcast,
    Choice choice,
    boolean isOwnSkipped,
    List<byte[]> prefixes) {
  /** Which of the keys that are read count. */
  enum Choice {
    ALL,
    /** Those of the command after CLIENT CACHING YES. */
    OPTIN,
    /** All but those of the command after CLIENT CACHING NO. */
    OPTOUT
  }

  /** Reads the options of CLIENT TRACKING ON. */
  static final class Parser {
    private long redirect;
    private boolean isBroadcast;
    private boolean isOptin;
    private boolean isOptout;
    private boolean isOwnSkipped;
    private final List<byte[]> prefixes = new ArrayList<>();

    /** Finds out whether a client exists. */
    interface Clients {
      boolean exists(long id);
    }

    private Parser() {}

    /**
     * Reads the options from an index on.
     *
     * @throws CommandException if one is wrong
     */
    static Parser parse(CommandArgs args, int from, Clients clients) {
      Parser parser = new Parser();
      for (int i = from; i < args.count(); i++) {
        boolean hasValue = i + 1 < args.count();
        if (hasValue && args.equalsIgnoreCase(i, "REDIRECT")) {
          parser.redirect(args, ++i, clients);
        } else if (args.equalsIgnoreCase(i, "BCAST")) {
          parser.isBroadcast = true;
        } else if (args.equalsIgnoreCase(i, "OPTIN")) {
          parser.isOptin = true;
        } else if (args.equalsIgnoreCase(i, "OPTOUT")) {
          parser.isOptout = true;
        } else if (args.equalsIgnoreCase(i, "NOLOOP")) {
          parser.isOwnSkipped = true;
        } else if (hasValue && args.equalsIgnoreCase(i, "PREFIX")) {
          parser.prefixes.add(args.bytes(++i));
        } else {
          throw new CommandException("ERR syntax error");
        }
      }
      return parser;
    }

    private void redirect(CommandArgs args, int at, Clients clients) {
      if (redirect != 0) {
        throw new CommandException("ERR A client can only redirect to a single other client");
      }
      redirect = args.longAt(at);
      if (!clients.exists(redirect)) {
        throw new CommandException("ERR The client ID you want redirect to does not exist");
      }
    }

    /**
     * The options of a client that had others, or none.
     *
     * @throws CommandException if they do not go together
     */
    TrackingOptions options(@Nullable TrackingOptions old) {
      if (!isBroadcast && !prefixes.isEmpty()) {
        throw new CommandException("ERR PREFIX option requires BCAST mode to be enabled");
      }
      if (old != null && old.isBroadcast != isBroadcast) {
        throw new CommandException(
            "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and"
                + " then re-enabling it with a different mode.");
      }
      if (isBroadcast && (isOptin || isOptout)) {
        throw new CommandException("ERR OPTIN and OPTOUT are not compatible with BCAST");
      }
      if (isOptin && isOptout) {
        throw new CommandException("ERR You can't specify both OPTIN mode and OPTOUT mode");
      }
      if (old != null
          && (isOptin && old.choice == Choice.OPTOUT || isOptout && old.choice == Choice.OPTIN)) {
        throw new CommandException(
            "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and"
                + " then re-enabling it with a different mode.");
      }
      Choice choice = isOptin ? Choice.OPTIN : isOptout ? Choice.OPTOUT : Choice.ALL;
      return new TrackingOptions(
          redirect, isBroadcast, choice, isOwnSkipped, List.copyOf(prefixes));
    }
  }
}
