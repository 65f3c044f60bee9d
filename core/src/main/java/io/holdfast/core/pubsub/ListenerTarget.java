package io.holdfast.core.pubsub;

import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A listener as a subscriber who takes whatever comes, and goes on whatever happens. */
final class ListenerTarget<T> implements Flow.Subscriber<T> {
  private final Consumer<? super T> listener;
  private final BiConsumer<String, Throwable> faults;

  ListenerTarget(Consumer<? super T> listener, BiConsumer<String, Throwable> faults) {
    this.listener = listener;
    this.faults = faults;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(T item) {
    try {
      listener.accept(item);
    } catch (RuntimeException | Error e) {
      faults.accept("a listener", e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    faults.accept("a subscription", failure);
  }

  @Override
  public void onComplete() {
    // The store has closed: its application knows.
  }
}
