package io.holdfast.resp;

import io.holdfast.core.event.WaitStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Lets a thread sleep in a selector, and keeps the keys it found ready for the next turn. It does
 * not sleep while there is mail for it, which others leave before they ask whether it waits.
 *
 * <p>Keys go from the selector into an array and never through its set. Thread: the event thread
 * waits without owning the store; whoever owns it takes the ready keys while nobody waits. An I/O
 * thread is alone.
 */
final class SelectorWait implements WaitStrategy {
  /**
   * How often a thread that has just served somebody looks again before it sleeps: some tens of
   * microseconds, as long as waking a sleeping core takes.
   */
  private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 24 : 0;

  private final Selector selector;
  private final BooleanSupplier hasMail;
  private final BooleanSupplier beforeSleep;
  private SelectionKey[] ready = new SelectionKey[64];
  private int readyCount;
  private boolean hasPolled;
  private boolean hasServed;
  private volatile boolean isWaiting;

  /** A signal that a look consumed would otherwise be lost for the sleep. */
  private volatile boolean isSignalled;

  /**
   * @param hasMail whether somebody has left something; asked by the thread that waits
   * @param beforeSleep what the thread does, without owning the store, when nobody asks for more;
   *     says whether there is work
   */
  SelectorWait(Selector selector, BooleanSupplier hasMail, BooleanSupplier beforeSleep) {
    this.selector = selector;
    this.hasMail = hasMail;
    this.beforeSleep = beforeSleep;
  }

  @Override
  public void await(long timeoutNs) {
    isWaiting = true;
    boolean isSkipped = false;
    try {
      if (hasMail.getAsBoolean()) {
        isSkipped = true;
        return;
      }
      if (hasServed && lookAgain() || beforeSleep.getAsBoolean()) {
        return;
      }
      if (timeoutNs == FOREVER) {
        selector.select(this::add);
      } else {
        selector.select(this::add, Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNs)));
      }
    } catch (ClosedSelectorException listenerClosed) {
      // The thread was about to sleep here; it will find what it sleeps in from now on.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      hasPolled = !isSkipped;
      isSignalled = false;
      isWaiting = false;
    }
  }

  /** Whether the next request came, or a signal, while a sleep would just have begun. */
  private boolean lookAgain() throws IOException {
    hasServed = false;
    for (int looks = LOOKS; looks > 0; looks--) {
      selector.selectNow(this::add);
      if (readyCount > 0 || isSignalled || hasMail.getAsBoolean()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  @Override
  public void signal() {
    isSignalled = true;
    selector.wakeup();
  }

  /** After a full fence behind what was left as mail: the thread sees it, or is woken. */
  void wakeIfWaiting() {
    if (isWaiting && !isSignalled) {
      signal();
    }
  }

  /**
   * Looks for ready keys, unless the wait has just done so.
   *
   * @return how many are ready; none while the event thread waits, for then it will find them
   */
  int poll() throws IOException {
    if (isWaiting) {
      return 0;
    }
    if (!hasPolled) {
      selector.selectNow(this::add);
    }
    hasPolled = false;
    return readyCount;
  }

  SelectionKey ready(int index) {
    return ready[index];
  }

  /** Whether the event thread waits, so that somebody else has this turn. */
  boolean isSleeping() {
    return isWaiting;
  }

  /** Forgets the ready keys, which have been served. */
  void clear() {
    served();
    readyCount = 0;
  }

  /**
   * Somebody has been served, who may soon be back. A race with the thread that waits, if it was
   * not it that served, decides whether it looks again, and nothing else.
   */
  void served() {
    hasServed = true;
  }

  private void add(SelectionKey key) {
    if (readyCount == ready.length) {
      ready = Arrays.copyOf(ready, readyCount * 2);
    }
    ready[readyCount++] = key;
  }
}
