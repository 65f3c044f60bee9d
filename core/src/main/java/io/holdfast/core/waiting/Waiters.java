package io.holdfast.core.waiting;

import io.holdfast.StoreClosedException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.event.Attachment;
import io.holdfast.core.event.ErrorHandler;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.Keyspace;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who waits for keys of a store.
 *
 * <pre>
 *  operation -- changed(key) --&gt; ready keys, in the order of their first change
 *                                   |  at the end of the command, block or transaction
 *                                   v
 *                                for each key: its waiters, who came first goes first
 *                                   |  served
 *                                   v
 *                                out of all keys he waited for; his reply, his effects
 * </pre>
 *
 * Serving may make other keys ready (an element is moved on), which are then looked at in turn. A
 * key that holds no value any more is left, so one element costs the attempts of one waiter.
 *
 * <p>Invariants: a waiter stands under each of his keys and, if he has a deadline, among the
 * deadlines, or nowhere; a database is listened to exactly while somebody waits for one of its
 * keys.
 *
 * <p>Thread: the owner. Cost: nothing while they wait; O(keys) to begin and end a wait, and
 * O(log(waiters)) with a deadline. Source for the order: redis.io, BLPOP, "priority ordering".
 */
public final class Waiters implements Attachment {
  /** Ended a turn when their time is up: some tens of microseconds. */
  private static final int SLICE = 128;

  private final Keyspace keyspace;
  private final LongConsumer wakeBy;
  private final ErrorHandler errors;
  private final @Nullable WaitedKeys[] byDatabase;
  private final ArrayDeque<WaitedKey> ready = new ArrayDeque<>();
  private final TreeSet<Waiter> byDeadline =
      new TreeSet<>(
          Comparator.comparingLong(Waiter::deadlineMs).thenComparingLong(waiter -> waiter.number));
  private final Set<Waiter> all = new LinkedHashSet<>();
  private long lastNumber;
  private boolean isServing;

  /**
   * Creates a place to wait at.
   *
   * @param wakeBy told when somebody's time is up, in ms since the epoch
   */
  public Waiters(Keyspace keyspace, LongConsumer wakeBy, ErrorHandler errors) {
    this.keyspace = keyspace;
    this.wakeBy = wakeBy;
    this.errors = errors;
    this.byDatabase = new @Nullable WaitedKeys[keyspace.databaseCount()];
  }

  /** How many wait. */
  public int count() {
    return all.size();
  }

  /** Begins a wait; the first attempt was in vain. */
  public void add(Waiter waiter) {
    waiter.waiting(true);
    waiter.number = ++lastNumber;
    all.add(waiter);
    WaitedKeys waited = waitedKeys(waiter.database());
    for (ByteRange key : waiter.keys()) {
      waited.add(key, waiter);
    }
    if (waiter.deadlineMs() != Waiter.FOREVER) {
      byDeadline.add(waiter);
      wakeBy.accept(byDeadline.first().deadlineMs());
    }
  }

  /** Ends a wait without telling the waiter; nothing if it has ended. */
  public void remove(Waiter waiter) {
    if (waiter.isWaiting()) {
      WaitedKeys waited = waitedKeys(waiter.database());
      for (ByteRange key : waiter.keys()) {
        waited.remove(key, waiter);
      }
      forget(waiter);
    }
  }

  /** Ends a wait as if its time were up. */
  public void timeOut(Waiter waiter) {
    remove(waiter);
    waiter.timedOut();
  }

  /** Ends a wait with an error. */
  public void refuse(Waiter waiter, RuntimeException why) {
    remove(waiter);
    waiter.refused(why);
  }

  private void forget(Waiter waiter) {
    waiter.waiting(false);
    all.remove(waiter);
    if (waiter.deadlineMs() != Waiter.FOREVER) {
      byDeadline.remove(waiter);
    }
  }

  private WaitedKeys waitedKeys(Database database) {
    WaitedKeys waited = byDatabase[database.index()];
    if (waited == null) {
      waited = new WaitedKeys(database, this::ready);
      byDatabase[database.index()] = waited;
    }
    return waited;
  }

  private void ready(WaitedKey waited) {
    if (!waited.isReady) {
      waited.isReady = true;
      ready.add(waited);
    }
  }

  /** Whether {@link #serveReady} has something to look at. */
  public boolean hasReady() {
    return !ready.isEmpty();
  }

  /** Serves whom the changes since the last call can serve. */
  public void serveReady() {
    if (isServing) {
      return;
    }
    isServing = true;
    try {
      for (WaitedKey next = ready.poll(); next != null; next = ready.poll()) {
        next.isReady = false;
        serve(next);
      }
    } finally {
      isServing = false;
    }
  }

  private void serve(WaitedKey waited) {
    Iterator<Waiter> waiters = waited.iterator();
    while (waiters.hasNext()) {
      int type = waited.database.typeOf(waited.key);
      if (!canServe(type) && !waited.isWantedMissing()) {
        break;
      }
      Waiter waiter = waiters.next();
      boolean isForHim = type == waiter.type() || type != Entry.STREAM && waiter.wantsMissing();
      if (isForHim && attempt(waiter, waited.key)) {
        waiters.remove();
        waited.removed(waiter);
        WaitedKeys all = waitedKeys(waiter.database());
        for (ByteRange key : waiter.keys()) {
          if (!key.equals(waited.key)) {
            all.remove(key, waiter);
          }
        }
        forget(waiter);
      }
    }
    waitedKeys(waited.database).forgetIfEmpty(waited);
  }

  private static boolean canServe(int type) {
    return type == Entry.LIST || type == Entry.SORTED_SET || type == Entry.STREAM;
  }

  private boolean attempt(Waiter waiter, ByteRange key) {
    try {
      return waiter.serve(key);
    } catch (RuntimeException | Error fault) {
      errors.onError("serving a waiting client", fault);
      waiter.refused(new IllegalStateException("internal error", fault));
      return true;
    }
  }

  @Override
  public int doWork(long nowMs) {
    int work = 0;
    while (work < SLICE && !byDeadline.isEmpty() && byDeadline.first().deadlineMs() <= nowMs) {
      keyspace.time(nowMs);
      timeOut(byDeadline.first());
      work++;
    }
    if (hasReady()) {
      keyspace.time(nowMs);
      serveReady();
      work++;
    }
    return work;
  }

  @Override
  public long nextDeadlineMs() {
    if (hasReady()) {
      return keyspace.nowMs();
    }
    return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadlineMs();
  }

  @Override
  public void onClose() {
    StoreClosedException closed = new StoreClosedException("the store is closed", null);
    for (Waiter waiter : List.copyOf(all)) {
      refuse(waiter, closed);
    }
  }

  @Override
  public String name() {
    return "waiters";
  }
}
