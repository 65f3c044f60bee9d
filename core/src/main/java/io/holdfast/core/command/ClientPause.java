package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.event.Attachment;
import io.holdfast.core.keyspace.Keyspace;
import java.util.ArrayDeque;

/**
 * CLIENT PAUSE: for a while no client's command runs, or none that may change data.
 *
 * <pre>
 *  command --&gt; is there a pause? --no--&gt; runs
 *                   | yes: its arguments are kept, the client's next commands stay where they are
 *                   v
 *              postponed, first come first --&gt; run when the pause has ended
 * </pre>
 *
 * What a client sends is held up, not what an application does in process. A pause that is asked
 * for while there is one makes it longer or stricter, never the reverse.
 *
 * <p>Thread: the owner. Cost without a pause: one comparison a command.
 */
public final class ClientPause implements Attachment {
  /** Commands run in a row when a pause has ended, before others get their turn. */
  private static final int SLICE = 128;

  private static final long NO_PAUSE = 0;

  private record Postponed(
      CommandDispatcher dispatcher, CommandArgs args, Session session, ReplyWriter reply) {
    void run() {
      if (session.endPostponement()) {
        dispatcher.execute(args, session, reply);
        session.transport().resume();
      }
    }
  }

  private final Keyspace keyspace;
  private final Runnable wake;
  private final ArrayDeque<Postponed> postponed = new ArrayDeque<>();
  private long endAtMs = NO_PAUSE;
  private boolean isForAll;

  /**
   * No pause yet.
   *
   * @param wake makes the owner look after this in its next turn
   */
  public ClientPause(Keyspace keyspace, Runnable wake) {
    this.keyspace = keyspace;
    this.wake = wake;
  }

  /**
   * Begins a pause, or makes one longer or stricter.
   *
   * @param endAtMs when it ends, in ms since the epoch
   * @param isForAll whether every command waits, not only those that may change data
   */
  public void begin(long endAtMs, boolean isForAll) {
    this.isForAll = isForAll || isActive() && this.isForAll;
    this.endAtMs = Math.max(this.endAtMs, endAtMs);
  }

  /** Ends the pause; what was postponed runs in the owner's next turn. */
  public void end() {
    endAtMs = NO_PAUSE;
    wake.run();
  }

  /** Whether there may be a pause; it may also be over. */
  boolean isActive() {
    return endAtMs != NO_PAUSE;
  }

  /** Whether a command has to wait. */
  boolean holds(Command command, Session session) {
    if (keyspace.nowMs() >= endAtMs) {
      endAtMs = NO_PAUSE;
      return false;
    }
    return session.mayWait() && (isForAll || mayChangeData(command, session));
  }

  private static boolean mayChangeData(Command command, Session session) {
    return command.isWrite()
        || command.is(Flag.MAY_REPLICATE)
        || command.executesTransaction() && session.hasQueuedChange();
  }

  /** Keeps a command until the pause is over. */
  void postpone(
      CommandDispatcher dispatcher, CommandArgs args, Session session, ReplyWriter reply) {
    session.postponed();
    postponed.add(new Postponed(dispatcher, args.detach(), session, reply));
    wake.run();
  }

  @Override
  public int doWork(long nowMs) {
    if (isActive() && nowMs >= endAtMs) {
      endAtMs = NO_PAUSE;
    }
    int work = 0;
    while (!postponed.isEmpty() && !isActive() && work < SLICE) {
      keyspace.time(nowMs);
      postponed.remove().run();
      work++;
    }
    return work;
  }

  @Override
  public long nextDeadlineMs() {
    return postponed.isEmpty() ? Long.MAX_VALUE : endAtMs;
  }

  @Override
  public String name() {
    return "client pause";
  }
}
