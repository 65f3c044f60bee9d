package io.holdfast.core.waiting;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import java.util.List;

/**
 * Somebody who waits until one of several keys has what he asked for.
 *
 * <p>Of {@link #serve}, {@link #timedOut} and {@link #refused} one ends the wait, once. Thread: the
 * owner.
 */
public abstract class Waiter {
  /** {@link #deadlineMs} of one who waits without end. */
  public static final long FOREVER = Long.MAX_VALUE;

  private final Database database;
  private final List<ByteRange> keys;
  private final int type;
  private final long deadlineMs;

  /** Among those with the same deadline the one who came first goes first. */
  long number;

  private boolean isWaiting;

  /**
   * Describes a wait.
   *
   * @param keys ranges that last; none to wait for the time alone
   * @param type of the values that can serve, as in {@link Entry}
   * @param deadlineMs when the wait ends without success, in ms since the epoch
   */
  protected Waiter(Database database, List<ByteRange> keys, int type, long deadlineMs) {
    this.database = database;
    this.keys = List.copyOf(keys);
    this.type = type;
    this.deadlineMs = deadlineMs;
  }

  /** Where the keys are. */
  public final Database database() {
    return database;
  }

  /** Whether the wait has begun and not ended. */
  public final boolean isWaiting() {
    return isWaiting;
  }

  /** Whether a key that does not exist ends the wait: that of a reader whose group is gone. */
  protected boolean wantsMissing() {
    return false;
  }

  /**
   * Tries to take from a key that has changed.
   *
   * @return whether the wait has ended, be it by an error
   */
  protected abstract boolean serve(ByteRange key);

  /** Time is up. */
  protected abstract void timedOut();

  /** The wait is ended by somebody else, or by a fault. */
  protected abstract void refused(RuntimeException why);

  final List<ByteRange> keys() {
    return keys;
  }

  final int type() {
    return type;
  }

  final long deadlineMs() {
    return deadlineMs;
  }

  final void waiting(boolean value) {
    isWaiting = value;
  }
}
