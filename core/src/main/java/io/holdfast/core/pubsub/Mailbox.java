package io.holdfast.core.pubsub;

import io.holdfast.Overflow;
import io.holdfast.SubscribeOptions;
import io.holdfast.SubscriberOverflowException;
import io.holdfast.Subscription;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of what is published from the owner, who waits for nobody, to an application that may be
 * slow.
 *
 * <pre>
 *  owner:     offer --&gt; queue, up to the buffer's size --.
 *  executor:                                              '--&gt; as far as requested: onNext
 *             end ----------------------------------------&gt; and then onComplete or onError
 * </pre>
 *
 * {@code pending} counts what has happened since the executor last looked. Who makes it 1 hands the
 * mailbox to the executor; the executor's task goes on until it has taken the count back to 0. So
 * at most one task runs, and nothing is left lying.
 *
 * <p>Invariants: signals to the target come one at a time; after the last one, or a cancellation,
 * none comes.
 *
 * <p>Thread: {@link #offer} and {@link #end} the owner's; everything else any.
 */
final class Mailbox<T> implements Flow.Subscription, Subscription {
  /** No more will come. */
  private record End(@Nullable Throwable failure) {}

  private final Mailboxes mailboxes;
  private final Flow.Subscriber<? super T> target;
  private final boolean isLenient;
  private final Executor executor;
  private final int capacity;
  private final Overflow overflow;
  private final Queue<Supplier<T>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong requested = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile @Nullable End end;
  private volatile boolean isDone;

  /** Ends what fills the mailbox; under ownership. */
  private volatile Runnable detachment = () -> {};

  /**
   * An empty mailbox.
   *
   * @param isLenient whether the target goes on when something cannot be decoded
   */
  Mailbox(
      Mailboxes mailboxes,
      Flow.Subscriber<? super T> target,
      boolean isLenient,
      Executor executor,
      SubscribeOptions options) {
    this.mailboxes = mailboxes;
    this.target = target;
    this.isLenient = isLenient;
    this.executor = executor;
    this.capacity = options.buffer();
    this.overflow = options.overflow();
  }

  /** What is run, under ownership, when nobody wants the mailbox to be filled any more. */
  void detachment(Runnable value) {
    detachment = value;
  }

  Runnable detachment() {
    return detachment;
  }

  // ---- the owner's side ----------------------------------------------------------------------

  /** Puts something in, to be decoded by whoever takes it out; false if nobody wants it. */
  boolean offer(Supplier<T> item) {
    if (isDone || end != null) {
      return false;
    }
    if (size.get() < capacity) {
      size.incrementAndGet();
      queue.add(item);
      wake();
      return true;
    }
    dropped.incrementAndGet();
    if (overflow == Overflow.CLOSE) {
      end(new SubscriberOverflowException("the subscriber is too slow: buffer=" + capacity));
      return false;
    }
    return true;
  }

  /** Nothing more will come. */
  void end(@Nullable Throwable failure) {
    if (end == null) {
      end = new End(failure);
      wake();
    }
  }

  // ---- the subscriber's side -----------------------------------------------------------------

  @Override
  public void request(long count) {
    if (count <= 0) {
      mailboxes.abandon(this);
      requested.set(Long.MIN_VALUE);
    } else {
      requested.accumulateAndGet(count, Mailbox::sum);
    }
    wake();
  }

  /** A negative sum stays: it says that something was wrong. */
  private static long sum(long before, long more) {
    return before < 0 ? before : before + more < 0 ? Long.MAX_VALUE : before + more;
  }

  @Override
  public void cancel() {
    finish();
    mailboxes.abandon(this);
  }

  @Override
  public boolean isOpen() {
    return !isDone && end == null;
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public void close() {
    finish();
    mailboxes.detach(this);
  }

  // ---- between them --------------------------------------------------------------------------

  private void wake() {
    if (pending.getAndIncrement() == 0) {
      mailboxes.runOutside(this::handOver);
    }
  }

  private void handOver() {
    try {
      executor.execute(this::deliver);
    } catch (RejectedExecutionException e) {
      cancel();
      mailboxes.report("the executor of a subscription", e);
    }
  }

  private void deliver() {
    int seen;
    do {
      seen = pending.get();
      boolean goesOn = true;
      while (goesOn && !isDone) {
        goesOn = deliverNext();
      }
    } while (pending.addAndGet(-seen) != 0);
  }

  /** Gives the target the next signal; returns false if there is none for it now. */
  private boolean deliverNext() {
    long wanted = requested.get();
    if (wanted < 0) {
      fail(new IllegalArgumentException("more than 0 must be requested"));
      return false;
    }
    End last = end;
    if (queue.isEmpty()) {
      if (last != null) {
        finish(last);
      }
      return false;
    }
    if (wanted == 0) {
      return false;
    }
    Supplier<T> item = queue.poll();
    size.decrementAndGet();
    if (wanted != Long.MAX_VALUE) {
      requested.updateAndGet(n -> n < 0 || n == Long.MAX_VALUE ? n : n - 1);
    }
    if (item != null) {
      deliver(item);
    }
    return true;
  }

  private void deliver(Supplier<T> item) {
    T decoded;
    try {
      decoded = item.get();
    } catch (RuntimeException | Error e) {
      if (isLenient) {
        mailboxes.report("decoding a message", e);
      } else {
        fail(e);
      }
      return;
    }
    try {
      target.onNext(decoded);
    } catch (RuntimeException | Error e) {
      cancel();
      mailboxes.report("a subscriber", e);
    }
  }

  private void fail(Throwable why) {
    mailboxes.abandon(this);
    finish(new End(why));
  }

  private void finish(End last) {
    finish();
    try {
      if (last.failure == null) {
        target.onComplete();
      } else {
        target.onError(last.failure);
      }
    } catch (RuntimeException | Error e) {
      mailboxes.report("a subscriber", e);
    }
  }

  private void finish() {
    isDone = true;
    queue.clear();
    mailboxes.forget(this);
  }
}
