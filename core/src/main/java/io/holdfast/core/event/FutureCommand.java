package io.holdfast.core.event;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A queued command whose caller went on and left a future. */
final class FutureCommand<T extends @Nullable Object> extends QueuedCommand<T> {
  final CompletableFuture<T> future;

  FutureCommand(Supplier<T> command) {
    this(command, new CompletableFuture<>());
  }

  FutureCommand(Supplier<T> command, CompletableFuture<T> future) {
    super(command);
    this.future = future;
  }

  @Override
  boolean done() {
    return true;
  }

  @Override
  void finish() {
    Throwable error = error();
    if (error != null) {
      future.completeExceptionally(error);
    } else {
      future.complete(result());
    }
  }

  @Override
  boolean finishRunsForeignCode() {
    return true;
  }
}
