package io.holdfast.core.connection;

import io.holdfast.CommandException;
import io.holdfast.core.Version;
import io.holdfast.core.acl.Users;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import java.util.List;

/** The commands about a connection, CLIENT left out: declarations, each with its handler. */
public final class ConnectionCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "AUTH ECHO HELLO PING QUIT RESET SELECT";

  private static final Flag[] ALWAYS = {
    Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.FAST, Flag.NO_AUTH, Flag.ALLOW_BUSY
  };

  private static final int RESP2 = 2;
  private static final int RESP3 = 3;

  private final Users users;

  /** Commands that let users in. */
  public ConnectionCommands(Users users) {
    this.users = users;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(auth(), ECHO, hello(), PING, QUIT, reset(), SELECT);
  }

  private Command auth() {
    return Command.named("AUTH")
        .group(Group.CONNECTION)
        .since("1.0.0")
        .arity(-2)
        .flags(ALWAYS)
        .summary("Lets a user in.")
        .complexity("O(N) where N is the length of what is given.")
        .history("6.0.0", "Takes a user name, too.")
        .arguments("[username@6.0.0] password")
        .secret((args, index) -> index > 0)
        .handler(this::auth)
        .build();
  }

  private void auth(CommandArgs args, Session session, ReplyWriter reply) {
    switch (args.count()) {
      case 2 -> users.login(args, 1, session);
      case 3 -> users.login(args, 1, 2, session);
      default -> throw new CommandException("ERR syntax error");
    }
    reply.ok();
  }

  private static final Command ECHO =
      Command.named("ECHO")
          .group(Group.CONNECTION)
          .since("1.0.0")
          .arity(2)
          .flags(Flag.LOADING, Flag.STALE, Flag.FAST)
          .summary("Returns what it is given.")
          .complexity("O(1)")
          .arguments("message")
          .handler(ConnectionCommands::echo)
          .build();

  private static void echo(CommandArgs args, Session session, ReplyWriter reply) {
    reply.bulk(args.buffer(), args.offset(1), args.length(1));
  }

  private Command hello() {
    return Command.named("HELLO")
        .group(Group.CONNECTION)
        .since("6.0.0")
        .arity(-1)
        .flags(ALWAYS)
        .summary("Greets the server: chooses the protocol, lets a user in, names the client.")
        .complexity("O(1)")
        .history("6.2.0", "Without arguments, tells about the connection as it is.")
        .arguments(
            "[{arguments: protover:integer [AUTH {username_password: username password}]"
                + " [SETNAME clientname]}]")
        .secret(ConnectionCommands::isHelloSecret)
        .handler(this::hello)
        .build();
  }

  /** The user and the password behind AUTH. */
  private static boolean isHelloSecret(CommandArgs args, int index) {
    return index > 2 && args.equalsIgnoreCase(index - 1, "AUTH")
        || index > 3 && args.equalsIgnoreCase(index - 2, "AUTH");
  }

  private void hello(CommandArgs args, Session session, ReplyWriter reply) {
    int version = args.count() > 1 ? protocol(args) : session.protocol();
    for (int i = 2; i < args.count(); ) {
      int following = args.count() - 1 - i;
      if (args.equalsIgnoreCase(i, "AUTH") && following >= 2) {
        users.login(args, i + 1, i + 2, session);
        i += 3;
      } else if (args.equalsIgnoreCase(i, "SETNAME") && following >= 1) {
        session.name(ClientText.check(args, i + 1, "Client names"));
        i += 2;
      } else {
        throw QuotingException.of("ERR Syntax error in HELLO option '", args, i, "'");
      }
    }
    if (!session.isAuthenticated()) {
      throw new CommandException(
          "NOAUTH HELLO must be called with the client already authenticated, otherwise the"
              + " HELLO AUTH <user> <pass> option can be used to authenticate the client and"
              + " select the RESP protocol version at the same time");
    }
    speak(version, session, reply);
    reply.mapHeader(7);
    field("server", "redis", reply);
    field("version", Version.REDIS, reply);
    field("proto", version, reply);
    field("id", session.id(), reply);
    boolean isClustered = session.database().keyspace().isClustered();
    field("mode", isClustered ? "cluster" : "standalone", reply);
    field("role", "master", reply);
    reply.bulk("modules");
    reply.arrayHeader(0);
  }

  private static int protocol(CommandArgs args) {
    long version = args.longAt(1, "ERR Protocol version is not an integer or out of range");
    if (version != RESP2 && version != RESP3) {
      throw new CommandException("NOPROTO unsupported protocol version");
    }
    return (int) version;
  }

  private static void speak(int version, Session session, ReplyWriter reply) {
    session.protocol(version);
    reply.resp3(version == RESP3);
  }

  private static void field(String name, String value, ReplyWriter reply) {
    reply.bulk(name);
    reply.bulk(value);
  }

  private static void field(String name, long value, ReplyWriter reply) {
    reply.bulk(name);
    reply.integer(value);
  }

  private static final Command PING =
      Command.named("PING")
          .group(Group.CONNECTION)
          .since("1.0.0")
          .arity(-1)
          .flags(Flag.FAST)
          .tips("request_policy:all_shards", "response_policy:all_succeeded")
          .summary("Answers, so that a client knows somebody is there.")
          .complexity("O(1)")
          .arguments("[message]")
          .allowedWhileSubscribed()
          .handler(ConnectionCommands::ping)
          .build();

  private static void ping(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() > 2) {
      throw new CommandException("ERR wrong number of arguments for 'ping' command");
    }
    if (session.isConfinedToMessages()) {
      reply.arrayHeader(2);
      reply.bulk("pong");
      if (args.count() == 2) {
        echo(args, session, reply);
      } else {
        reply.bulk("");
      }
    } else if (args.count() == 2) {
      echo(args, session, reply);
    } else {
      reply.pong();
    }
  }

  private static final Command QUIT =
      Command.named("QUIT")
          .group(Group.CONNECTION)
          .since("1.0.0")
          .arity(-1)
          .flags(ALWAYS)
          .summary("Closes the connection.")
          .complexity("O(1)")
          .deprecated("7.2.0", "just closing the connection")
          .controlsTransaction()
          .allowedWhileSubscribed()
          .handler(ConnectionCommands::quit)
          .build();

  private static void quit(CommandArgs args, Session session, ReplyWriter reply) {
    reply.ok();
    session.transport().closeAfterReply();
  }

  private Command reset() {
    return Command.named("RESET")
        .group(Group.CONNECTION)
        .since("6.2.0")
        .arity(1)
        .flags(ALWAYS)
        .summary("Makes the connection as good as new.")
        .complexity("O(1)")
        .controlsTransaction()
        .allowedWhileSubscribed()
        .handler(this::reset)
        .build();
  }

  private void reset(CommandArgs args, Session session, ReplyWriter reply) {
    session.reset(users.defaultUser(), users.isAuthenticationRequired());
    reply.resp3(false);
    reply.simpleString("RESET");
  }

  private static final Command SELECT =
      Command.named("SELECT")
          .group(Group.CONNECTION)
          .since("1.0.0")
          .arity(2)
          .flags(Flag.LOADING, Flag.STALE, Flag.FAST)
          .summary("Chooses the database of the connection.")
          .complexity("O(1)")
          .arguments("index:integer")
          .handler(ConnectionCommands::select)
          .build();

  private static void select(CommandArgs args, Session session, ReplyWriter reply) {
    int index = args.intAt(1);
    if (index != 0 && session.database().keyspace().isClustered()) {
      throw new CommandException("ERR SELECT is not allowed in cluster mode");
    }
    if (index < 0 || index >= session.database().keyspace().databaseCount()) {
      throw new CommandException("ERR DB index is out of range");
    }
    session.select(index);
    reply.ok();
  }
}
