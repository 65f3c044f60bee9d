package io.holdfast.core.connection;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.ReadTracker;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.Subscriptions;

/**
 * What CLIENT LIST says about a session, on one line, in Redis's fields and order.
 *
 * <p>Buffers are counted as they are here: input is held only for a request that has come in part
 * ({@code qbuf}), replies only until they are sent ({@code obl}, {@code omem}).
 */
public final class ClientLine {
  private static final long MS_PER_SECOND = 1000;

  private ClientLine() {}

  /**
   * Appends the line and a newline.
   *
   * @param asking the session that asks
   * @param args of its command
   */
  public static void append(
      Session session, Session asking, CommandArgs args, long nowMs, StringBuilder text) {
    Session.Transport transport = session.transport();
    long argumentBytes = session == asking ? bytes(args) : 0;
    long outputBytes = transport.outputBufferBytes();
    long inputBytes = transport.queryBufferBytes();
    long allBytes = inputBytes + argumentBytes + session.queuedBytes() + outputBytes;
    Command last = session.lastCommand();
    text.append("id=").append(session.id());
    text.append(" addr=").append(transport.peerAddress());
    text.append(" laddr=").append(transport.localAddress());
    text.append(" fd=").append(transport.fileDescriptor());
    text.append(" name=").append(session.name());
    text.append(" age=").append((nowMs - session.createdAtMs()) / MS_PER_SECOND);
    text.append(" idle=").append((nowMs - transport.lastInputAtMs()) / MS_PER_SECOND);
    text.append(" flags=").append(flags(session));
    text.append(" db=").append(session.database().index());
    Subscriptions subscriptions = session.subscriptions();
    ReadTracker tracker = session.tracker();
    text.append(" sub=").append(subscriptions == null ? 0 : subscriptions.channels());
    text.append(" psub=").append(subscriptions == null ? 0 : subscriptions.patterns());
    text.append(" ssub=").append(subscriptions == null ? 0 : subscriptions.shardChannels());
    text.append(" multi=").append(session.queuedCount());
    text.append(" qbuf=").append(inputBytes);
    text.append(" qbuf-free=0");
    text.append(" argv-mem=").append(argumentBytes);
    text.append(" multi-mem=").append(session.queuedBytes());
    text.append(" rbs=").append(outputBytes);
    text.append(" rbp=").append(outputBytes);
    text.append(" obl=").append(outputBytes);
    text.append(" oll=0");
    text.append(" omem=").append(outputBytes);
    text.append(" tot-mem=").append(allBytes);
    text.append(" events=").append(outputBytes > 0 && session != asking ? "rw" : "r");
    text.append(" cmd=").append(last == null ? "NULL" : last.fullName());
    text.append(" user=")
        .append(session.rights().userName())
        .append(" redir=")
        .append(tracker == null ? -1 : tracker.redirect());
    text.append(" resp=").append(session.protocol());
    text.append(" lib-name=").append(session.libraryName());
    text.append(" lib-ver=").append(session.libraryVersion());
    text.append('\n');
  }

  private static long bytes(CommandArgs args) {
    long bytes = 0;
    for (int i = 0; i < args.count(); i++) {
      bytes += args.length(i);
    }
    return bytes;
  }

  private static String flags(Session session) {
    StringBuilder flags = new StringBuilder();
    if (session.isMonitoring()) {
      flags.append('O');
    }
    if (session.subscriptions() != null) {
      flags.append('P');
    }
    if (session.inTransaction()) {
      flags.append('x');
    }
    if (session.isWaiting()) {
      flags.append('b');
    }
    if (session.isWatchedKeyChanged()) {
      flags.append('d');
    }
    if (session.transport().isUnixSocket()) {
      flags.append('U');
    }
    ReadTracker tracker = session.tracker();
    if (tracker != null) {
      flags.append(tracker.letters());
    }
    if (session.isNoEvict()) {
      flags.append('e');
    }
    if (session.isNoTouch()) {
      flags.append('T');
    }
    return flags.length() == 0 ? "N" : flags.toString();
  }
}
