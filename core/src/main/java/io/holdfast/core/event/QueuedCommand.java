package io.holdfast.core.event;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way through the queue: it runs under ownership, once, and whoever waits for it
 * hears of it after the ownership has ended, so that nobody wakes up in front of a taken word.
 *
 * <pre>
 *  caller               owner                          owner, after release
 *  offer  ---------->   run or refuse   ---------->    finish
 * </pre>
 *
 * Invariants: exactly one of {@link #run} and {@link #refuse} is called, once; {@link #finish} once
 * after it if that returned true.
 */
abstract class QueuedCommand<T extends @Nullable Object> {
  private final Supplier<T> command;
  private @Nullable T result;
  private @Nullable Throwable error;
  private boolean isRefused;

  /** Links the commands that one owner has run and will finish after its release. */
  @Nullable QueuedCommand<?> nextFinished;

  QueuedCommand(Supplier<T> command) {
    this.command = command;
  }

  /** Runs it and keeps what comes out; throws nothing. Returns whether to {@link #finish} it. */
  final boolean run() {
    try {
      result = command.get();
    } catch (Throwable e) {
      error = e;
    }
    return done();
  }

  /** Ends it without running it. Returns whether to {@link #finish} it. */
  final boolean refuse(Throwable reason) {
    error = reason;
    isRefused = true;
    return done();
  }

  /** Publishes the outcome to a caller who is looking. */
  abstract boolean done();

  /** Wakes whoever waits. */
  abstract void finish();

  /** Whether {@link #finish} runs foreign code, which must never happen under ownership. */
  abstract boolean finishRunsForeignCode();

  final boolean isRefused() {
    return isRefused;
  }

  final @Nullable Throwable error() {
    return error;
  }

  @SuppressWarnings("NullAway") // null is a T where the command returned it
  final T result() {
    return result;
  }
}
