package io.holdfast.core.connection;

import io.holdfast.CommandException;
import io.holdfast.core.Sessions;
import io.holdfast.core.acl.Users;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.ClientPause;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import io.holdfast.core.tracking.Tracking;
import io.holdfast.core.tracking.TrackingCommands;
import io.holdfast.core.waiting.Timeout;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** CLIENT and its subcommands: declarations, then handlers. */
public final class ClientCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "CLIENT";

  private static final String NONDETERMINISTIC = "nondeterministic_output";

  private static final String SYNTAX_ERROR = "ERR syntax error";

  private final Sessions sessions;
  private final ClientPause pause;
  private final Users users;
  private final TrackingCommands tracking;

  /** Commands that know the sessions of a store, and can hold them up. */
  public ClientCommands(Sessions sessions, ClientPause pause, Users users, Tracking tracking) {
    this.sessions = sessions;
    this.pause = pause;
    this.users = users;
    this.tracking = new TrackingCommands(tracking);
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(
        Command.named("CLIENT")
            .group(Group.CONNECTION)
            .since("2.4.0")
            .arity(-2)
            .summary("Tells and changes what is known of connections.")
            .complexity("Depends on subcommand.")
            .subcommands(
                tracking.caching(),
                subcommand("GETNAME", "2.6.9", 2)
                    .summary("Returns the name of the connection.")
                    .complexity("O(1)")
                    .handler(ClientCommands::getname),
                tracking.getredir(),
                Command.help(Group.CONNECTION, "5.0.0"),
                subcommand("ID", "5.0.0", 2)
                    .summary("Returns the number of the connection, which is never used again.")
                    .complexity("O(1)")
                    .handler(ClientCommands::id),
                subcommand("INFO", "6.2.0", 2)
                    .tips(NONDETERMINISTIC)
                    .summary("Describes the connection.")
                    .complexity("O(1)")
                    .handler(ClientCommands::info),
                subcommand("KILL", "2.4.0", -3)
                    .flags(Flag.ADMIN)
                    .summary("Ends connections.")
                    .complexity("O(N) where N is the number of connections.")
                    .history("2.8.12", "Takes conditions.")
                    .history("2.8.12", "Takes an ID.")
                    .history("3.2.0", "Knows the TYPE master.")
                    .history("5.0.0", "Says replica for the TYPE slave, which is still known.")
                    .history("6.2.0", "Takes the LADDR.")
                    .arguments(
                        "{filter: ip:port:string!2.8.12 | {new-format:"
                            + " [ID@2.8.12 client-id:integer]"
                            + " | [TYPE@2.8.12 {normal_master_slave_pubsub: NORMAL | MASTER@3.2.0"
                            + " | SLAVE | REPLICA@5.0.0 | PUBSUB}]"
                            + " | [USER username] | [ADDR ip:port:string] | [LADDR@6.2.0 ip:port:string]"
                            + " | [SKIPME yes/no]}...}")
                    .handler(this::kill),
                subcommand("LIST", "2.4.0", -2)
                    .flags(Flag.ADMIN)
                    .tips(NONDETERMINISTIC)
                    .summary("Describes connections, or all of them.")
                    .complexity("O(N) where N is the number of connections.")
                    .history("2.8.12", "Tells the id of each client.")
                    .history("5.0.0", "Filters by TYPE.")
                    .history("6.0.0", "Tells the user of each client.")
                    .history("6.2.0", "Tells more of each client, and filters by ID.")
                    .history("7.0.0", "Tells protocol and memory of each client.")
                    .history("7.0.3", "Tells the shard channels of each client.")
                    .arguments(
                        "[TYPE@5.0.0 {normal_master_replica_pubsub:"
                            + " NORMAL | MASTER | REPLICA | PUBSUB}]"
                            + " [ID@6.2.0 {id: client-id:integer...}]")
                    .handler(this::list),
                subcommand("NO-EVICT", "7.0.0", 3)
                    .flags(Flag.ADMIN)
                    .summary("Keeps the connection when clients take too much memory, or not.")
                    .complexity("O(1)")
                    .arguments("{enabled: ON | OFF}")
                    .handler(ClientCommands::noEvict),
                subcommand("NO-TOUCH", "7.2.0", 3)
                    .summary("Lets commands leave the time of a key's last access alone, or not.")
                    .complexity("O(1)")
                    .arguments("{enabled: ON | OFF}")
                    .handler(ClientCommands::noTouch),
                subcommand("PAUSE", "2.9.50", -3)
                    .flags(Flag.ADMIN)
                    .summary("Holds up the commands of all clients for some time.")
                    .complexity("O(1)")
                    .history("6.2.0", "Takes a mode: those that may change data, or all.")
                    .arguments("timeout:integer [{mode@6.2.0: WRITE | ALL}]")
                    .handler(this::pause),
                subcommand("REPLY", "3.2.0", 3)
                    .summary("Says whether commands are to be answered.")
                    .complexity("O(1)")
                    .arguments("{on_off_skip: ON | OFF | SKIP}")
                    .handler(ClientCommands::reply),
                subcommand("SETINFO", "7.2.0", 4)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .summary("Says which library the client uses.")
                    .complexity("O(1)")
                    .arguments("{attr: LIB-NAME libname | LIB-VER libver}")
                    .handler(ClientCommands::setinfo),
                subcommand("SETNAME", "2.6.9", 3)
                    .summary("Gives the connection a name.")
                    .complexity("O(1)")
                    .arguments("connection-name")
                    .handler(ClientCommands::setname),
                tracking.tracking(),
                tracking.trackinginfo(),
                subcommand("UNBLOCK", "5.0.0", -3)
                    .flags(Flag.ADMIN)
                    .summary("Ends the wait of another connection's command.")
                    .complexity("O(log N) where N is the number of connections that wait.")
                    .arguments("client-id:integer [{timeout_error: TIMEOUT | ERROR}]")
                    .handler(this::unblock),
                subcommand("UNPAUSE", "6.2.0", 2)
                    .flags(Flag.ADMIN)
                    .summary("Lets clients go on that CLIENT PAUSE holds up.")
                    .complexity("O(N) where N is the number of clients held up.")
                    .handler(this::unpause))
            .build());
  }

  private static Command.Builder subcommand(String name, String since, int arity) {
    return Command.named(name)
        .group(Group.CONNECTION)
        .since(since)
        .arity(arity)
        .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE);
  }

  private static void getname(CommandArgs args, Session session, ReplyWriter reply) {
    if (session.name().isEmpty()) {
      reply.nullBulk();
    } else {
      reply.bulk(session.name());
    }
  }

  private static void id(CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(session.id());
  }

  private static void info(CommandArgs args, Session session, ReplyWriter reply) {
    StringBuilder text = new StringBuilder();
    ClientLine.append(session, session, args, nowMs(session), text);
    verbatim(text, reply);
  }

  private void list(CommandArgs args, Session session, ReplyWriter reply) {
    StringBuilder text = new StringBuilder();
    if (args.count() == 2) {
      append(sessions.all(), session, args, text);
    } else if (args.count() == 4 && args.equalsIgnoreCase(2, "TYPE")) {
      ClientFilter.Type type = ClientFilter.Type.of(args, 3);
      append(sessions.all().stream().filter(type::isThatOf).toList(), session, args, text);
    } else if (args.count() > 3 && args.equalsIgnoreCase(2, "ID")) {
      for (int i = 3; i < args.count(); i++) {
        Session found = sessions.find(args.longAt(i, "ERR Invalid client ID"));
        if (found != null) {
          append(List.of(found), session, args, text);
        }
      }
    } else {
      throw new CommandException(SYNTAX_ERROR);
    }
    verbatim(text, reply);
  }

  private static void append(
      Collection<Session> described, Session asking, CommandArgs args, StringBuilder text) {
    long nowMs = nowMs(asking);
    described.forEach(session -> ClientLine.append(session, asking, args, nowMs, text));
  }

  private void kill(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() == 3) {
      String address = args.string(2);
      if (kill(new ClientFilter(0, null, address, null, null, false), session) == 0) {
        throw new CommandException("ERR No such client");
      }
      reply.ok();
    } else {
      reply.integer(kill(ClientFilter.parse(args, 2, users), session));
    }
  }

  private int kill(ClientFilter filter, Session asking) {
    List<Session> killed =
        sessions.all().stream().filter(session -> filter.matches(session, asking)).toList();
    for (Session session : killed) {
      if (session == asking) {
        session.transport().closeAfterReply();
      } else {
        session.transport().close();
      }
    }
    return killed.size();
  }

  private static boolean onOrOff(CommandArgs args) {
    boolean isOn = args.equalsIgnoreCase(2, "ON");
    if (!isOn && !args.equalsIgnoreCase(2, "OFF")) {
      throw new CommandException(SYNTAX_ERROR);
    }
    return isOn;
  }

  private static void noEvict(CommandArgs args, Session session, ReplyWriter reply) {
    session.noEvict(onOrOff(args));
    reply.ok();
  }

  private static void noTouch(CommandArgs args, Session session, ReplyWriter reply) {
    session.noTouch(onOrOff(args));
    reply.ok();
  }

  private static void reply(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.equalsIgnoreCase(2, "ON")) {
      session.replyMode(Session.ReplyMode.ON);
      reply.ok();
    } else if (args.equalsIgnoreCase(2, "OFF")) {
      session.replyMode(Session.ReplyMode.OFF);
    } else if (!args.equalsIgnoreCase(2, "SKIP")) {
      throw new CommandException(SYNTAX_ERROR);
    } else if (session.replyMode() != Session.ReplyMode.OFF) {
      session.replyMode(Session.ReplyMode.SKIP_NEXT);
    }
  }

  private void pause(CommandArgs args, Session session, ReplyWriter reply) {
    boolean isForAll = args.count() == 3 || args.equalsIgnoreCase(3, "ALL");
    if (args.count() > 4) {
      throw QuotingException.of(
          "ERR unknown subcommand or wrong number of arguments for '",
          args,
          1,
          "'. Try CLIENT HELP.");
    }
    if (!isForAll && !args.equalsIgnoreCase(3, "WRITE")) {
      throw new CommandException("ERR CLIENT PAUSE mode must be WRITE or ALL");
    }
    long timeoutMs = Timeout.milliseconds(args, 2);
    long nowMs = nowMs(session);
    pause.begin(timeoutMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + timeoutMs, isForAll);
    reply.ok();
  }

  private void unpause(CommandArgs args, Session session, ReplyWriter reply) {
    pause.end();
    reply.ok();
  }

  private static long nowMs(Session session) {
    return session.database().keyspace().nowMs();
  }

  private static void verbatim(StringBuilder text, ReplyWriter reply) {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    reply.verbatim("txt", bytes, 0, bytes.length);
  }

  private static void setinfo(CommandArgs args, Session session, ReplyWriter reply) {
    String attribute = args.string(2);
    switch (attribute.toLowerCase(Locale.ROOT)) {
      case "lib-name" -> session.libraryName(ClientText.check(args, 3, attribute));
      case "lib-ver" -> session.libraryVersion(ClientText.check(args, 3, attribute));
      default -> throw QuotingException.of("ERR Unrecognized option '", args, 2, "'");
    }
    reply.ok();
  }

  private static void setname(CommandArgs args, Session session, ReplyWriter reply) {
    session.name(ClientText.check(args, 2, "Client names"));
    reply.ok();
  }

  private void unblock(CommandArgs args, Session session, ReplyWriter reply) {
    boolean asError = args.count() == 4 && args.equalsIgnoreCase(3, "ERROR");
    if (args.count() > 4) {
      throw QuotingException.of(
          "ERR unknown subcommand or wrong number of arguments for '",
          args,
          1,
          "'. Try CLIENT HELP.");
    }
    if (args.count() == 4 && !asError && !args.equalsIgnoreCase(3, "TIMEOUT")) {
      throw new CommandException("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }
    Session found = sessions.find(args.longAt(2));
    boolean wasWaiting =
        found != null
            && (asError
                ? found.refuseWait(
                    new CommandException("UNBLOCKED client unblocked via CLIENT UNBLOCK"))
                : found.timeOut());
    reply.integer(wasWaiting ? 1 : 0);
  }
}
