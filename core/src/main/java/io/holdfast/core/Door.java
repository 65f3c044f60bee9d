package io.holdfast.core;

import io.holdfast.CommandException;
import io.holdfast.DurabilityException;
import io.holdfast.core.appendonly.Durability;
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
  /** A position that is always settled. */
  private static final long NOTHING = Long.MIN_VALUE / 2;

  private final EventLoop eventLoop;
  private final Keyspace keyspace;
  private final Waiters waiters;
  private final Durability durability;
  private final Supplier<@Nullable String> refusal;

  /**
   * The door of a store.
   *
   * @param refusal why nothing may be changed, null if it may; asked by each call
   */
  Door(
      EventLoop eventLoop,
      Keyspace keyspace,
      Waiters waiters,
      Durability durability,
      Supplier<@Nullable String> refusal) {
    this.refusal = refusal;
    this.eventLoop = eventLoop;
    this.keyspace = keyspace;
    this.waiters = waiters;
    this.durability = durability;
  }

  /** Takes ownership if that needs no waiting; then {@link #exit} must follow. */
  public boolean tryEnter() {
    if (!eventLoop.tryEnter()) {
      return false;
    }
    if (!eventLoop.isNested()) {
      keyspace.beginCommand();
      begin();
    }
    return true;
  }

  private void begin() {
    keyspace.refuseWrites(refusal.get());
    durability.begin();
  }

  /** What follows is not by who was refused. */
  private void end() {
    if (keyspace.refusesWrites() && !eventLoop.isNested()) {
      keyspace.refuseWrites(null);
    }
  }

  /**
   * Gives ownership back; who waited for what was done meanwhile is served before. Who changed
   * something then waits until the log has kept it as its policy demands.
   *
   * @throws DurabilityException if the log could not keep it
   */
  public void exit() {
    end();
    if (waiters.hasReady() || durability.hasWritten()) {
      serveAndExit();
    } else {
      eventLoop.exit();
    }
  }

  private void serveAndExit() {
    long written = NOTHING;
    try {
      serveReady();
      written = written();
    } finally {
      eventLoop.exit();
    }
    durability.await(written);
  }

  /** Up to where the caller must wait for the log, once he has left. */
  private long written() {
    return eventLoop.isNested() || !durability.hasWritten() ? NOTHING : durability.position();
  }

  private void serveReady() {
    if (!eventLoop.isNested()) {
      waiters.serveReady();
    }
  }

  /** Runs an operation that found the door shut, and waits for its result. */
  public <T extends @Nullable Object> T await(Supplier<T> operation) {
    Timed<T> timed = new Timed<>(operation);
    T result = eventLoop.await(timed);
    if (!eventLoop.isInCommand()) {
      durability.await(timed.written);
    }
    return result;
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
    Timed<T> timed = new Timed<>(operation);
    CompletableFuture<T> ran = eventLoop.submit(timed);
    if (durability.isOff() || eventLoop.isInCommand()) {
      return ran;
    }
    if (eventLoop.isWaitingInVain()) {
      durability.await(timed.written);
      return ran;
    }
    return ran.thenCompose(result -> settled(timed.written, result));
  }

  private <T extends @Nullable Object> CompletableFuture<T> settled(long written, T result) {
    CompletableFuture<T> future = new CompletableFuture<>();
    if (!durability.mustWait(written)) {
      future.complete(result);
    } else {
      eventLoop.call(() -> completeSettled(future, written, () -> result));
    }
    return future;
  }

  private <T> void completeServed(CompletableFuture<T> future, Supplier<T> outcome) {
    long written = durability.position();
    if (durability.mustWait(written)) {
      completeSettled(future, written, outcome);
    } else {
      eventLoop.completeLater(future, outcome);
    }
  }

  /** Completes a future after the ownership has ended and the log has kept what it tells of. */
  private <T extends @Nullable Object> boolean completeSettled(
      CompletableFuture<T> future, long written, Supplier<T> outcome) {
    durability.whenSettled(
        written,
        new Durability.Acknowledgement() {
          @Override
          public void settled() {
            eventLoop.completeLater(future, outcome);
          }

          @Override
          public void failed(DurabilityException why) {
            eventLoop.completeLater(
                future,
                () -> {
                  throw why.again();
                });
          }
        });
    durability.demand();
    return true;
  }

  /** An operation that is queued: at a moment of its own, and it knows whether it wrote. */
  private final class Timed<T extends @Nullable Object> implements Supplier<T> {
    private final Supplier<T> operation;

    /** Written by the owner before whoever waits hears that the operation has run. */
    long written = NOTHING;

    Timed(Supplier<T> operation) {
      this.operation = operation;
    }

    @Override
    public T get() {
      keyspace.beginCommand();
      if (!eventLoop.isNested()) {
        begin();
      }
      try {
        return operation.get();
      } finally {
        end();
        serveReady();
        written = written();
      }
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
        new FutureWaiter<>(
            eventLoop,
            waiters,
            db,
            keys,
            type,
            deadlineMs,
            wantsMissing,
            attempt,
            this::completeServed);
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
