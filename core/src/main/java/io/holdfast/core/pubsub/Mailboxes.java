package io.holdfast.core.pubsub;

import io.holdfast.StoreClosedException;
import io.holdfast.SubscribeOptions;
import io.holdfast.core.event.Attachment;
import io.holdfast.core.event.ErrorHandler;
import io.holdfast.core.event.EventLoop;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** The open mailboxes of a store, which end with it. Thread: any. */
public final class Mailboxes implements Attachment {
  private final EventLoop eventLoop;
  private final boolean isStepped;
  private final Executor executor;
  private final ErrorHandler errors;
  private final Set<Mailbox<?>> open = ConcurrentHashMap.newKeySet();

  /**
   * No mailboxes yet.
   *
   * @param isStepped whether the store belongs to one thread of the application
   * @param executor where those are emptied whose subscribers do not say
   */
  public Mailboxes(EventLoop eventLoop, boolean isStepped, Executor executor, ErrorHandler errors) {
    this.eventLoop = eventLoop;
    this.isStepped = isStepped;
    this.executor = executor;
    this.errors = errors;
  }

  /** A mailbox that ends with the store. */
  <T> Mailbox<T> open(
      Flow.Subscriber<? super T> target, boolean isLenient, SubscribeOptions options) {
    Mailbox<T> mailbox =
        new Mailbox<>(this, target, isLenient, options.executor().orElse(executor), options);
    open.add(mailbox);
    return mailbox;
  }

  void forget(Mailbox<?> mailbox) {
    open.remove(mailbox);
  }

  /** Sees to it that a mailbox is filled no more, before it returns. */
  void detach(Mailbox<?> mailbox) {
    try {
      eventLoop.call(
          () -> {
            mailbox.detachment().run();
            return true;
          });
    } catch (StoreClosedException e) {
      // Nothing comes from there any more.
    }
  }

  /** As {@link #detach}, some time, and for any thread: who fills it finds out at the latest. */
  void abandon(Mailbox<?> mailbox) {
    if (!isStepped) {
      CompletableFuture<Boolean> unused =
          eventLoop.submit(
              () -> {
                mailbox.detachment().run();
                return true;
              });
    }
  }

  /** Runs what is not the store's own, and never under ownership. */
  void runOutside(Runnable action) {
    eventLoop.runOutside(action);
  }

  void report(String where, Throwable error) {
    errors.onError(where, error);
  }

  @Override
  public int doWork(long nowMs) {
    return 0;
  }

  @Override
  public long nextDeadlineMs() {
    return Long.MAX_VALUE;
  }

  @Override
  public void onClose() {
    open.forEach(mailbox -> mailbox.end(null));
  }

  @Override
  public String name() {
    return "mailboxes";
  }
}
