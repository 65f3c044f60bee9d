package io.holdfast.core.command;

import io.holdfast.Clock;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.PushMessage;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * MONITOR: the sessions that are told of every command, as it is done.
 *
 * <pre>
 *  +1339518083.107412 [0 127.0.0.1:60866] "keys" "*"      time, database and peer, the arguments
 * </pre>
 *
 * Commands for administrators are not told, and of those that carry a password the password is not.
 *
 * <p>Thread: the owner. Cost without a monitor: one comparison a command.
 */
public final class Monitors {
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final String REDACTED = "\"(redacted)\"";

  private final Set<Session> sessions = new LinkedHashSet<>();
  private final Clock clock;

  Monitors(Clock clock) {
    this.clock = clock;
  }

  /** Tells a session of every command from now on. */
  public void add(Session session) {
    sessions.add(session);
    session.monitors(this);
  }

  /** Tells a session no more. */
  void remove(Session session) {
    sessions.remove(session);
  }

  boolean isEmpty() {
    return sessions.isEmpty();
  }

  /** A command was done. */
  void tell(Command command, CommandArgs args, Session session) {
    if (command.is(Flag.ADMIN) || command.is(Flag.SKIP_MONITOR)) {
      return;
    }
    PushMessage line = PushMessage.simpleString(line(command, args, session));
    sessions.forEach(monitor -> monitor.push(line));
  }

  private String line(Command command, CommandArgs args, Session session) {
    long nowMicros = clock.epochMicros();
    String millionths = Long.toString(MICROS_PER_SECOND + nowMicros % MICROS_PER_SECOND);
    StringBuilder line = new StringBuilder();
    line.append(nowMicros / MICROS_PER_SECOND).append('.').append(millionths, 1, 7).append(" [");
    line.append(session.database().index()).append(' ');
    line.append(session.transport().peerAddress()).append(']');
    for (int i = 0; i < args.count(); i++) {
      line.append(' ').append(command.isSecret(args, i) ? REDACTED : args.quoted(i));
    }
    return line.toString();
  }
}
