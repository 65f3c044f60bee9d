package io.holdfast.core.waiting;

import io.holdfast.StoreClosedException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.event.EventLoop;
import io.holdfast.core.keyspace.Database;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An application that waits: what it waited for completes a future, after the ownership under which
 * it was taken has ended. Cancelling the future ends the wait and takes nothing; it comes too late,
 * and says so, once something was taken.
 */
public final class FutureWaiter<T> extends Waiter {
  private final EventLoop eventLoop;
  private final Waiters waiters;
  private final boolean wantsMissing;
  private final Function<ByteRange, @Nullable T> attempt;
  private final BiConsumer<CompletableFuture<@Nullable T>, Supplier<@Nullable T>> completer;
  private final CompletableFuture<@Nullable T> future = new Cancellable();

  /**
   * Describes a wait.
   *
   * @param wantsMissing whether a key that does not exist ends the wait, by what the attempt throws
   * @param attempt takes from a key; null if it has not got what it takes
   * @param completer completes the future once what was taken may be told
   */
  public FutureWaiter(
      EventLoop eventLoop,
      Waiters waiters,
      Database database,
      List<ByteRange> keys,
      int type,
      long deadlineMs,
      boolean wantsMissing,
      Function<ByteRange, @Nullable T> attempt,
      BiConsumer<CompletableFuture<@Nullable T>, Supplier<@Nullable T>> completer) {
    super(database, keys, type, deadlineMs);
    this.eventLoop = eventLoop;
    this.waiters = waiters;
    this.wantsMissing = wantsMissing;
    this.attempt = attempt;
    this.completer = completer;
  }

  /** Completed with what was taken, or with null when time is up. */
  public CompletableFuture<@Nullable T> future() {
    return future;
  }

  @Override
  protected boolean wantsMissing() {
    return wantsMissing;
  }

  @Override
  protected boolean serve(ByteRange key) {
    T taken;
    try {
      taken = attempt.apply(key);
    } catch (RuntimeException e) {
      refused(e);
      return true;
    }
    if (taken == null) {
      return false;
    }
    completer.accept(future, () -> taken);
    return true;
  }

  @Override
  protected void timedOut() {
    eventLoop.completeLater(future, () -> null);
  }

  @Override
  protected void refused(RuntimeException why) {
    eventLoop.completeLater(
        future,
        () -> {
          throw why;
        });
  }

  /** Under ownership, so that no element is taken for somebody who has gone. */
  private boolean leave() {
    try {
      return eventLoop.call(
          () -> {
            boolean wasWaiting = isWaiting();
            waiters.remove(this);
            return wasWaiting;
          });
    } catch (StoreClosedException e) {
      return false;
    }
  }

  private final class Cancellable extends CompletableFuture<@Nullable T> {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      return leave() && super.cancel(mayInterruptIfRunning);
    }
  }
}
