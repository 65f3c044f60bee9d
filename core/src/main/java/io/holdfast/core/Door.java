package io.holdfast.core;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.event.EventLoop;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.waiting.FutureWaiter;
import io.holdfast.core.waiting.Timeout;
import io.holdfast.core.waiting.Waiters;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of the typed API to ownership: enters the event loop and begins a moment of its own.
 *
 * <pre>{@code
 * public long incr(K key) {                       // where nanoseconds count
 *   if (!door.tryEnter()) {
 *     return door.await(() -> incr(key));
 *   }
 *   try {
 *     return operations.incr(...);
 *   } finally {
 *     door.exit();
 *   }
 * }
 *
 * return door.call(() -> operations.lcs(...));    // elsewhere
 * }</pre>
 *
 * Entering is re-entrant, so the same code serves single calls, blocks and batches. Thread: any.
 */
public final class Door {
  private final EventLoop eventLoop;
  private final Keyspace keyspace;
  private final Waiters waiters;

  Door(EventLoop eventLoop, Keyspace keyspace, Waiters waiters) {
    this.eventLoop = eventLoop;
    this.keyspace = keyspace;
    this.waiters = waiters;
  }

  /** Takes ownership if that needs no waiting; then {@link #exit} must follow. */
  public boolean tryEnter() {
    if (!eventLoop.tryEnter()) {
      return false;
    }
    if (!eventLoop.isNested()) {
      keyspace.beginCommand();
    }
    return true;
  }

  /** Gives ownership back; who waited for what was done meanwhile is served before. */
  public void exit() {
    if (waiters.hasReady()) {
      serveAndExit();
    } else {
      eventLoop.exit();
    }
  }

  private void serveAndExit() {
    try {
      serveReady();
    } finally {
      eventLoop.exit();
    }
  }

  private void serveReady() {
    if (!eventLoop.isNested()) {
      waiters.serveReady();
    }
  }

  /** Runs an operation that found the door shut, and waits for its result. */
  public <T extends @Nullable Object> T await(Supplier<T> operation) {
    return eventLoop.await(() -> timed(operation));
  }

  /** Runs an operation under ownership and waits for its result. */
  public <T extends @Nullable Object> T call(Supplier<T> operation) {
    if (!tryEnter()) {
      return await(operation);
    }
    try {
      return operation.get();
    } finally {
      exit();
    }
  }

  /** Runs an operation without a result under ownership and waits for its end. */
  public void run(Runnable operation) {
    call(
        () -> {
          operation.run();
          return true;
        });
  }

  /** Runs an operation under ownership some time; does not wait. */
  public <T extends @Nullable Object> CompletableFuture<T> submit(Supplier<T> operation) {
    return eventLoop.submit(() -> timed(operation));
  }

  private <T extends @Nullable Object> T timed(Supplier<T> operation) {
    keyspace.beginCommand();
    try {
      return operation.get();
    } finally {
      serveReady();
    }
  }

  // ---- waiting -------------------------------------------------------------------------------

  /**
   * Runs an attempt on one key after the other, and if none has what it takes, waits for them.
   *
   * @param keys ranges that last, in the order in which they are tried
   * @param type of the values that can serve, as in {@link io.holdfast.core.keyspace.Entry#LIST}
   * @param timeout how long; zero for without end
   * @param attempt takes from a key; null if it has not got what it takes
   * @return completed with what was taken, or with null when time is up. Cancelling it ends the
   *     wait; it fails once something was taken
   * @throws CommandException "ERR timeout is negative", "ERR timeout is out of range"
   */
  public <T> CompletableFuture<@Nullable T> awaitKeys(
      Database db,
      List<ByteRange> keys,
      int type,
      Duration timeout,
      Function<ByteRange, @Nullable T> attempt) {
    return awaitKeys(db, keys, type, timeout, false, attempt);
  }

  /**
   * As {@link #awaitKeys(Database, List, int, Duration, Function)}.
   *
   * @param wantsMissing whether a key that goes ends the wait, by what the attempt throws then
   */
  public <T> CompletableFuture<@Nullable T> awaitKeys(
      Database db,
      List<ByteRange> keys,
      int type,
      Duration timeout,
      boolean wantsMissing,
      Function<ByteRange, @Nullable T> attempt) {
    long timeoutMs = Timeout.ofDuration(timeout);
    try {
      return call(() -> tryOrWait(db, keys, type, timeoutMs, wantsMissing, attempt));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <T> CompletableFuture<@Nullable T> tryOrWait(
      Database db,
      List<ByteRange> keys,
      int type,
      long timeoutMs,
      boolean wantsMissing,
      Function<ByteRange, @Nullable T> attempt) {
    for (ByteRange key : keys) {
      T taken = attempt.apply(key);
      if (taken != null) {
        return CompletableFuture.completedFuture(taken);
      }
    }
    if (eventLoop.isNested()) {
      throw new IllegalStateException(
          "nothing to take, and a block cannot wait: others are kept out as long as it runs");
    }
    long deadlineMs = Timeout.deadlineMs(keyspace.nowMs(), timeoutMs);
    FutureWaiter<T> waiter =
        new FutureWaiter<>(eventLoop, waiters, db, keys, type, deadlineMs, wantsMissing, attempt);
    waiters.add(waiter);
    return waiter.future();
  }

  /**
   * Waits, without owning anything, for what {@link #awaitKeys} has promised.
   *
   * @throws InterruptedException if the thread is interrupted while it waits; then nothing was
   *     taken
   * @throws IllegalStateException if the calling thread is the one that would have to serve it
   */
  public <T> @Nullable T join(CompletableFuture<@Nullable T> promise) throws InterruptedException {
    if (!promise.isDone() && eventLoop.isWaitingInVain()) {
      promise.cancel(false);
      throw new IllegalStateException("nothing to take, and nobody else could bring it meanwhile");
    }
    try {
      return promise.get();
    } catch (InterruptedException e) {
      if (promise.cancel(false)) {
        throw e;
      }
      T taken = promise.join();
      Thread.currentThread().interrupt();
      return taken;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }
}
