package io.holdfast.core.waiting;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** A key somebody waits for, and who does, the one who came first in front. */
final class WaitedKey {
  final Database database;
  final ByteRange key;

  /** Whether it stands in the row of those to be looked at. */
  boolean isReady;

  private final Set<Waiter> waiters = new LinkedHashSet<>(2);
  private int wantingMissing;

  WaitedKey(Database database, ByteRange key) {
    this.database = database;
    this.key = key;
  }

  void add(Waiter waiter) {
    if (waiters.add(waiter) && waiter.wantsMissing()) {
      wantingMissing++;
    }
  }

  void remove(Waiter waiter) {
    if (waiters.remove(waiter) && waiter.wantsMissing()) {
      wantingMissing--;
    }
  }

  boolean isEmpty() {
    return waiters.isEmpty();
  }

  /** Whether a key without a value is of interest to anybody. */
  boolean isWantedMissing() {
    return wantingMissing > 0;
  }

  /** All who wait now; it may be changed only through the iterator while that is in use. */
  Iterator<Waiter> iterator() {
    return waiters.iterator();
  }

  /** The iterator has just removed a waiter. */
  void removed(Waiter waiter) {
    if (waiter.wantsMissing()) {
      wantingMissing--;
    }
  }
}
