package io.holdfast.core.tracking;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subcommands of CLIENT about tracking: declarations, then handlers. */
public final class TrackingCommands {
  private final Tracking tracking;

  /** Subcommands for the clients of a store. */
  public TrackingCommands(Tracking tracking) {
    this.tracking = tracking;
  }

  /** CLIENT CACHING: what is read next counts, or does not. */
  public Command.Builder caching() {
    return subcommand("CACHING", "6.0.0", 3)
        .summary("Says whether the keys the next command reads are to be tracked.")
        .complexity("O(1)")
        .arguments("{mode: YES | NO}")
        .handler(TrackingCommands::caching);
  }

  /** CLIENT GETREDIR. */
  public Command.Builder getredir() {
    return subcommand("GETREDIR", "6.0.0", 2)
        .summary("Returns the ID of the client that is told instead of this one.")
        .complexity("O(1)")
        .handler(TrackingCommands::getredir);
  }

  /** CLIENT TRACKING. */
  public Command.Builder tracking() {
    return subcommand("TRACKING", "6.0.0", -3)
        .summary("Tells the client when keys it has read have changed, or no longer.")
        .complexity("O(1). Some options may introduce additional complexity.")
        .arguments(
            "{status: ON | OFF} [REDIRECT client-id:integer] [PREFIX prefix]... [BCAST] [OPTIN]"
                + " [OPTOUT] [NOLOOP]")
        .handler(this::tracking);
  }

  /** CLIENT TRACKINGINFO. */
  public Command.Builder trackinginfo() {
    return subcommand("TRACKINGINFO", "6.2.0", 2)
        .summary("Tells how keys are tracked for the client.")
        .complexity("O(1)")
        .handler(TrackingCommands::trackinginfo);
  }

  private static Command.Builder subcommand(String name, String since, int arity) {
    return Command.named(name)
        .group(Group.CONNECTION)
        .since(since)
        .arity(arity)
        .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE);
  }

  private static @Nullable TrackingClient client(Session session) {
    return session.tracker() instanceof TrackingClient client ? client : null;
  }

  private void tracking(CommandArgs args, Session session, ReplyWriter reply) {
    TrackingOptions.Parser parsed =
        TrackingOptions.Parser.parse(args, 3, id -> tracking.find(id) != null);
    TrackingClient client = client(session);
    if (args.equalsIgnoreCase(2, "ON")) {
      TrackingOptions old = client == null ? null : client.options();
      TrackingOptions options = parsed.options(old);
      checkPrefixes(options.prefixes(), old == null ? List.of() : old.prefixes());
      tracking.begin(session, options);
    } else if (!args.equalsIgnoreCase(2, "OFF")) {
      throw new CommandException("ERR syntax error");
    } else if (client != null) {
      client.end();
    }
    reply.ok();
  }

  private static void checkPrefixes(List<byte[]> added, List<byte[]> old) {
    for (int i = 0; i < added.size(); i++) {
      checkPrefix(added.get(i), old, "an existing");
      checkPrefix(added.get(i), added.subList(i + 1, added.size()), "another provided");
    }
  }

  private static void checkPrefix(byte[] prefix, List<byte[]> others, String which) {
    for (byte[] other : others) {
      int length = Math.min(prefix.length, other.length);
      if (Arrays.equals(prefix, 0, length, other, 0, length)) {
        throw QuotingException.of(
            "ERR Prefix '",
            ByteRange.of(prefix),
            "' overlaps with " + which + " prefix '",
            ByteRange.of(other),
            "'. Prefixes for a single client must not overlap.");
      }
    }
  }

  private static void caching(CommandArgs args, Session session, ReplyWriter reply) {
    TrackingClient client = client(session);
    TrackingOptions.Choice choice =
        client == null ? TrackingOptions.Choice.ALL : client.options().choice();
    if (client == null) {
      throw new CommandException(
          "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or"
              + " OPTOUT mode enabled");
    }
    if (args.equalsIgnoreCase(2, "YES")) {
      if (choice != TrackingOptions.Choice.OPTIN) {
        throw new CommandException(
            "ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
      }
      client.caching(TrackingClient.Caching.YES);
    } else if (args.equalsIgnoreCase(2, "NO")) {
      if (choice != TrackingOptions.Choice.OPTOUT) {
        throw new CommandException(
            "ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
      }
      client.caching(TrackingClient.Caching.NO);
    } else {
      throw new CommandException("ERR syntax error");
    }
    reply.ok();
  }

  private static void getredir(CommandArgs args, Session session, ReplyWriter reply) {
    TrackingClient client = client(session);
    reply.integer(client == null ? -1 : client.redirect());
  }

  private static void trackinginfo(CommandArgs args, Session session, ReplyWriter reply) {
    TrackingClient client = client(session);
    List<String> flags = client == null ? List.of("off") : flags(client);
    reply.mapHeader(3);
    reply.bulk("flags");
    reply.setHeader(flags.size());
    flags.forEach(reply::bulk);
    reply.bulk("redirect");
    reply.integer(client == null ? -1 : client.redirect());
    reply.bulk("prefixes");
    List<byte[]> prefixes = client == null ? List.of() : client.options().prefixes();
    reply.arrayHeader(prefixes.size());
    prefixes.forEach(reply::bulk);
  }

  private static List<String> flags(TrackingClient client) {
    List<String> flags = new ArrayList<>(List.of("on"));
    TrackingOptions options = client.options();
    if (options.isBroadcast()) {
      flags.add("bcast");
    }
    if (options.choice() == TrackingOptions.Choice.OPTIN) {
      flags.add("optin");
      if (client.caching() == TrackingClient.Caching.YES) {
        flags.add("caching-yes");
      }
    }
    if (options.choice() == TrackingOptions.Choice.OPTOUT) {
      flags.add("optout");
      if (client.caching() == TrackingClient.Caching.NO) {
        flags.add("caching-no");
      }
    }
    if (options.isOwnSkipped()) {
      flags.add("noloop");
    }
    if (client.isRedirectionBroken()) {
      flags.add("broken_redirect");
    }
    return flags;
  }
}
