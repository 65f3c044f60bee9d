package io.holdfast.resp;

import io.holdfast.Clock;
import io.holdfast.core.event.ErrorHandler;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The threads that read and write for a listener, and the inbox where the owner finds what they
 * have for him. There are none if the event thread does that itself.
 *
 * <p>Thread: the owner, but for the section of the threads.
 */
final class IoThreads {
  private static final int INBOX_CHUNK = 256;

  /**
   * Letters opened before those who have got something to send are woken, and time is looked at.
   */
  private static final int WAKE_EVERY = 16;

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final List<IoThread> threads = new ArrayList<>();
  private final MpscUnboundedVarHandleArrayQueue<Runnable> inbox =
      new MpscUnboundedVarHandleArrayQueue<>(INBOX_CHUNK);
  private @Nullable SelectorWait owner;
  private final Clock clock;
  private final Slice slice;
  private final ErrorHandler errors;
  private volatile long maxQueryBufferBytes = Long.MAX_VALUE;

  /** Makes threads, not yet started. */
  IoThreads(int count, Clock clock, ErrorHandler errors) throws IOException {
    this.clock = clock;
    this.slice = new Slice(clock);
    this.errors = errors;
    try {
      while (threads.size() < count) {
        threads.add(new IoThread(this, "holdfast-io-" + THREADS.incrementAndGet()));
      }
    } catch (IOException | RuntimeException e) {
      threads.forEach(IoThread::discard);
      throw e;
    }
  }

  /**
   * Starts them.
   *
   * @param ownersWait how the event thread sleeps
   */
  void start(SelectorWait ownersWait) {
    owner = ownersWait;
    threads.forEach(IoThread::start);
  }

  boolean isEmpty() {
    return threads.isEmpty();
  }

  /** The thread with the fewest connections; null if all have ended. */
  @Nullable IoThread leastBusy() {
    IoThread found = null;
    for (IoThread thread : threads) {
      if (!thread.isOver() && (found == null || thread.connections() < found.connections())) {
        found = thread;
      }
    }
    return found;
  }

  /** Whether there is something in the inbox. Any thread. */
  boolean hasLetters() {
    return !inbox.isEmpty();
  }

  /** Opens what the threads have left in the inbox, for some time; the rest in the next turn. */
  void openInbox() {
    slice.begin();
    int count = 0;
    for (Runnable letter = inbox.relaxedPoll(); letter != null; letter = inbox.relaxedPoll()) {
      letter.run();
      count++;
      if (count % WAKE_EVERY == 0) {
        wake();
        if (slice.isOver()) {
          break;
        }
      }
    }
  }

  /** Wakes the threads that have something to do. */
  void wake() {
    for (int i = 0; i < threads.size(); i++) {
      threads.get(i).wake();
    }
  }

  /** client-query-buffer-limit. */
  void maxQueryBufferBytes(long bytes) {
    maxQueryBufferBytes = bytes;
  }

  /** Lets the threads send what they have been passed, and waits for their end. */
  void close() {
    threads.forEach(IoThread::stop);
    threads.forEach(IoThread::awaitEnd);
  }

  long sum(ToLongFunction<IoThread> figure) {
    long sum = 0;
    for (IoThread thread : threads) {
      sum += figure.applyAsLong(thread);
    }
    return sum;
  }

  // ---- the threads ---------------------------------------------------------------------------

  /** Leaves something for the owner. */
  void tell(Runnable letter) {
    inbox.offer(letter);
    VarHandle.fullFence();
    SelectorWait told = owner;
    if (told != null) {
      told.wakeIfWaiting();
    }
  }

  Clock clock() {
    return clock;
  }

  long nowMs() {
    return clock.epochMs();
  }

  long maxQueryBufferBytes() {
    return maxQueryBufferBytes;
  }

  void fault(Throwable error) {
    errors.onError("I/O thread", error);
  }
}
