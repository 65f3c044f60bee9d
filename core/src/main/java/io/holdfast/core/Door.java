package io.holdfast.core;

import io.holdfast.core.event.EventLoop;
import io.holdfast.core.keyspace.Keyspace;
import java.util.concurrent.CompletableFuture;
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

  Door(EventLoop eventLoop, Keyspace keyspace) {
    this.eventLoop = eventLoop;
    this.keyspace = keyspace;
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

  /** Gives ownership back. */
  public void exit() {
    eventLoop.exit();
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
    return operation.get();
  }
}
