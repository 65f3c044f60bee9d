package io.holdfast.core.command;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.waiting.Waiter;
import java.util.List;

/** A client whose command waits: what it was waiting for becomes the command's reply. */
final class WaitingSession extends Waiter {
  private final Session session;
  private final Wait wait;
  private final ReplyWriter reply;
  private final ErrorStats errors;

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
  }

  @Override
  protected boolean wantsMissing() {
    return wait.wantsMissing();
  }

  @Override
  protected boolean serve(ByteRange key) {
    long mark = reply.mark();
    session.beginReply();
    try {
      if (!wait.serve(key, reply)) {
        session.endReply();
        return false;
      }
    } catch (CommandException error) {
      reply.rewind(mark);
      errors.count(error.code());
      reply.error(error);
    }
    session.waitEnded();
    return true;
  }

  @Override
  protected void timedOut() {
    wait.timedOut(reply);
    session.waitEnded();
  }

  @Override
  protected void refused(RuntimeException why) {
    CommandException error =
        why instanceof CommandException known
            ? known
            : new CommandException("ERR " + why.getMessage());
    errors.count(error.code());
    reply.error(error);
    session.waitEnded();
  }
}
