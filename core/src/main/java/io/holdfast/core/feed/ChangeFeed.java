package io.holdfast.core.feed;

import io.holdfast.Change;
import io.holdfast.ChangeFilter;
import io.holdfast.Changes;
import io.holdfast.ChangesLostException;
import io.holdfast.StoreClosedException;
import io.holdfast.core.event.EventLoop;
import io.holdfast.spi.Effect;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One reader's way through the buffer.
 *
 * <p>A reader who finds nothing leaves a future, looks once more, and only then waits; the owner
 * adds first and looks for futures then. So one of the two sees the other.
 *
 * <p>A unit's MULTI is held back until a change in it passes the filter.
 *
 * <p>Thread: one reader at a time; {@link #close} any.
 */
public final class ChangeFeed implements Changes {
  /** How many changes are handed to an action before others get the executor's thread. */
  private static final int BATCH = 256;

  /** A position behind all effects: of a feed that is to begin with one that has no number yet. */
  static final long NOT_YET = Long.MAX_VALUE;

  private final ChangeFeeds feeds;
  private final ChangeBuffer buffer;
  private final EffectKeys keys;
  private final ChangeFilter filter;
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> waiting =
      new AtomicReference<>();

  /** The number of the effect to be read next. */
  private volatile long position;

  private volatile boolean isClosed;
  private volatile boolean isStoreClosed;

  /** Number of the MULTI of the unit being read, or 0. */
  private long unit;

  /** That MULTI, as long as it is held back. */
  private @Nullable Change heldBack;

  ChangeFeed(
      ChangeFeeds feeds, ChangeBuffer buffer, EffectKeys keys, ChangeFilter filter, long from) {
    this.feeds = feeds;
    this.buffer = buffer;
    this.keys = keys;
    this.filter = filter;
    this.position = from;
  }

  /** Lets the feed begin elsewhere; to be called by the owner, before anything was read. */
  void moveTo(long from) {
    position = from;
  }

  // ---- reading -------------------------------------------------------------------------------

  @Override
  public @Nullable Change poll() {
    while (true) {
      Effect effect = isClosed ? null : buffer.find(position);
      if (effect == null) {
        checkNothingIsWrong();
        return null;
      }
      Change change = read(effect);
      if (change != null) {
        return change;
      }
    }
  }

  private void checkNothingIsWrong() {
    if (isClosed) {
      throw new IllegalStateException("the feed is closed");
    }
    long first = buffer.first();
    if (first > position) {
      throw new ChangesLostException(position, first);
    }
    if (isStoreClosed && buffer.end() == position) {
      throw new StoreClosedException("the store is closed", null);
    }
  }

  /** Moves on behind an effect; null if the filter does not let it pass, or not yet. */
  private @Nullable Change read(Effect effect) {
    Change change = new Change(effect, unit(effect), keys.of(effect));
    Change start = heldBack;
    Change read = null;
    if (change.isUnitStart()) {
      heldBack = change;
    } else if (change.isUnitEnd()) {
      read = unit != 0 && start == null ? change : null;
      unit = 0;
      heldBack = null;
    } else if (filter.accepts(change)) {
      heldBack = null;
      if (start != null) {
        return start; // the change is read again
      }
      read = change;
    }
    position = effect.sequence() + 1;
    return read;
  }

  private long unit(Effect effect) {
    if (effect.name().equals(Change.MULTI)) {
      unit = effect.sequence();
    }
    return unit;
  }

  @Override
  public @Nullable Change poll(Duration timeout) throws InterruptedException {
    EventLoop eventLoop = feeds.eventLoop();
    long deadlineNs = eventLoop.clock().nanoTime() + timeout.toNanos();
    Change change = poll();
    while (change == null) {
      long leftNs = deadlineNs - eventLoop.clock().nanoTime();
      if (leftNs <= 0 || !await(leftNs)) {
        return poll();
      }
      change = poll();
    }
    return change;
  }

  @Override
  public Change take() throws InterruptedException {
    Change change = poll();
    while (change == null) {
      await(Long.MAX_VALUE);
      change = poll();
    }
    return change;
  }

  /** Waits until there may be something to read; false if time is up. */
  private boolean await(long timeoutNs) throws InterruptedException {
    if (feeds.eventLoop().isWaitingInVain()) {
      throw new IllegalStateException("nothing to read, and nobody else could bring it meanwhile");
    }
    CompletableFuture<Boolean> ready = whenReady();
    try {
      return ready.get(timeoutNs, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Completed when there may be something to read. */
  private CompletableFuture<Boolean> whenReady() {
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    waiting.set(ready);
    if (isReady()) {
      ready.complete(true);
    }
    return ready;
  }

  private boolean isReady() {
    long next = position;
    return isClosed || isStoreClosed || buffer.end() != next && next != NOT_YET;
  }

  /** The future of the reader who waits, if one does; he waits for it no more. */
  @Nullable CompletableFuture<Boolean> takeWaiting() {
    return waiting.get() == null ? null : waiting.getAndSet(null);
  }

  ChangeFilter filter() {
    return filter;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public long behind() {
    return Math.max(0, buffer.end() - position);
  }

  // ---- on an executor ------------------------------------------------------------------------

  @Override
  public CompletableFuture<@Nullable Void> forEach(
      Executor executor, Consumer<? super Change> action) {
    Reading reading = new Reading(executor, Objects.requireNonNull(action));
    executor.execute(reading);
    return reading.end;
  }

  /** Hands changes to an action, some at a time, for as long as there are any. */
  private final class Reading implements Runnable {
    final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    private final Executor executor;
    private final Consumer<? super Change> action;

    Reading(Executor executor, Consumer<? super Change> action) {
      this.executor = executor;
      this.action = action;
    }

    @Override
    public void run() {
      try {
        for (int i = 0; i < BATCH; i++) {
          Change change = poll();
          if (change == null) {
            break;
          }
          action.accept(change);
        }
        whenReady().thenRunAsync(this, executor).exceptionally(this::ended);
      } catch (Throwable e) {
        ended(e);
      }
    }

    private @Nullable Void ended(Throwable why) {
      boolean wasClosed = isClosed;
      close();
      if (wasClosed && why instanceof IllegalStateException) {
        end.complete(null);
      } else {
        end.completeExceptionally(why);
      }
      return null;
    }
  }

  // ---- the end -------------------------------------------------------------------------------

  void storeClosed() {
    isStoreClosed = true;
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      feeds
          .eventLoop()
          .call(
              () -> {
                feeds.close(this);
                return true;
              });
    } catch (StoreClosedException e) {
      CompletableFuture<Boolean> reader = takeWaiting();
      if (reader != null) {
        reader.complete(true);
      }
    }
  }
}
