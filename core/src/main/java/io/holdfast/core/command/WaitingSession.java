package io.holdfast.core.command;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.waiting.Waiter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client whose command waits: what it was waiting for becomes the command's reply. */
final class WaitingSession extends Waiter {
  private final Session session;
  private final Wait wait;
  private final ReplyWriter reply;
  private final ErrorStats errors;
  private final boolean isAnswered;
  private @Nullable InterruptedCommand command;

  WaitingSession(
      Session session,
      List<ByteRange> keys,
      int type,
      long deadlineMs,
      Wait wait,
      ReplyWriter reply,
      ErrorStats errors) {
    super(session.database(), keys, type, deadlineMs);
    this.session = session;
    this.wait = wait;
    this.reply = reply;
    this.errors = errors;
    this.isAnswered = session.replyMode() == Session.ReplyMode.ON;
  }

  void interrupted(InterruptedCommand value) {
    command = value;
  }

  private long nowNs() {
    return command == null ? 0 : command.nowNs();
  }

  /** Whether this is the wait of that command. */
  boolean isFor(Wait other) {
    return wait == other;
  }

  @Override
  protected boolean wantsMissing() {
    return wait.wantsMissing();
  }

  @Override
  protected boolean serve(ByteRange key) {
    long beganNs = nowNs();
    long mark = reply.mark();
    session.beginReply();
    try {
      if (!wait.serve(key, reply)) {
        session.endReply();
        return false;
      }
    } catch (CommandException error) {
      reply.rewind(mark);
      fail(error);
    }
    if (command != null) {
      command.served(session, beganNs);
    }
    end(mark);
    return true;
  }

  @Override
  protected void timedOut() {
    long beganNs = nowNs();
    long mark = reply.mark();
    wait.timedOut(reply);
    ended(beganNs);
    end(mark);
  }

  @Override
  protected void refused(RuntimeException why) {
    CommandException error =
        why instanceof CommandException known
            ? known
            : new CommandException("ERR " + why.getMessage());
    long beganNs = nowNs();
    long mark = reply.mark();
    fail(error);
    ended(beganNs);
    end(mark);
  }

  private void fail(CommandException error) {
    errors.count(error.code());
    reply.error(error);
    if (command != null) {
      command.failed();
    }
  }

  private void ended(long beganNs) {
    if (command != null) {
      command.ended(session, beganNs);
    }
  }

  /** The reply is written, to a client that may not want it. */
  private void end(long mark) {
    if (!isAnswered) {
      reply.rewind(mark);
      session.replySkipped();
    }
    session.waitEnded();
  }
}
