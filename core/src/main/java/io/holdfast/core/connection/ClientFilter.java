package io.holdfast.core.connection;

import io.holdfast.CommandException;
import io.holdfast.core.acl.Users;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which clients CLIENT KILL and CLIENT LIST mean: those that match every condition.
 *
 * @param id of the client; 0 for any
 * @param type of the client, or null
 * @param address of the peer, or null
 * @param localAddress the peer connected to, or null
 * @param user of the client, or null
 * @param isSelfSkipped whether the client that asks is left out
 */
record ClientFilter(
    long id,
    @Nullable Type type,
    @Nullable String address,
    @Nullable String localAddress,
    @Nullable String user,
    boolean isSelfSkipped) {
  /** What a client is for. */
  enum Type {
    NORMAL,
    PUBSUB,
    /** There are none: nobody replicates. */
    REPLICATION;

    /**
     * Reads a type.
     *
     * @throws CommandException "ERR Unknown client type '...'"
     */
    static Type of(CommandArgs args, int at) {
      return switch (args.string(at).toLowerCase(Locale.ROOT)) {
        case "normal" -> NORMAL;
        case "pubsub" -> PUBSUB;
        case "master", "replica", "slave" -> REPLICATION;
        default -> throw QuotingException.of("ERR Unknown client type '", args, at, "'");
      };
    }

    boolean isThatOf(Session session) {
      return this == (session.subscriptions() == null ? NORMAL : PUBSUB);
    }
  }

  /**
   * Reads conditions, name and value by turns, to the end.
   *
   * @throws CommandException if they are none
   */
  static ClientFilter parse(CommandArgs args, int from, Users users) {
    long id = 0;
    Type type = null;
    String address = null;
    String localAddress = null;
    String user = null;
    boolean isSelfSkipped = true;
    for (int i = from; i < args.count(); i += 2) {
      if (i + 1 == args.count()) {
        throw new CommandException("ERR syntax error");
      }
      int value = i + 1;
      switch (args.string(i).toLowerCase(Locale.ROOT)) {
        case "id" ->
            id = args.longAt(value, 1, Long.MAX_VALUE, "ERR client-id should be greater than 0");
        case "type" -> type = Type.of(args, value);
        case "addr" -> address = args.string(value);
        case "laddr" -> localAddress = args.string(value);
        case "user" -> user = user(args, value, users);
        case "skipme" -> isSelfSkipped = yesOrNo(args, value);
        default -> throw new CommandException("ERR syntax error");
      }
    }
    return new ClientFilter(id, type, address, localAddress, user, isSelfSkipped);
  }

  private static String user(CommandArgs args, int at, Users users) {
    if (!users.isUser(args, at)) {
      throw QuotingException.of("ERR No such user '", args, at, "'");
    }
    return args.string(at);
  }

  private static boolean yesOrNo(CommandArgs args, int at) {
    boolean isYes = args.equalsIgnoreCase(at, "YES");
    if (!isYes && !args.equalsIgnoreCase(at, "NO")) {
      throw new CommandException("ERR syntax error");
    }
    return isYes;
  }

  /** Whether a client is meant by one who asks. */
  boolean matches(Session session, Session asking) {
    return (id == 0 || session.id() == id)
        && (type == null || type.isThatOf(session))
        && (address == null || address.equals(session.transport().peerAddress()))
        && (localAddress == null || localAddress.equals(session.transport().localAddress()))
        && (user == null || user.equals(session.rights().userName()))
        && !(isSelfSkipped && session == asking);
  }
}
