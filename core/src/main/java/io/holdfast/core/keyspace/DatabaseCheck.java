package io.holdfast.core.keyspace;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.chunk.LargeValue;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * The proof that a database is sound: that its parts are, that they agree on what there is, and
 * that every block is one entry or one element.
 *
 * <p>Thread: the owner, once.
 */
final class DatabaseCheck {
  private final Database database;
  private final Arena arena;
  private final KeyTable table;
  private final LargeValues largeValues;
  private final DatabaseDeadlines deadlines;
  private final ArenaAudit audit;
  private final Set<LargeValue> reached = Collections.newSetFromMap(new IdentityHashMap<>());
  private long expiringEntries;
  private int expiringValues;

  DatabaseCheck(
      Database database,
      Arena arena,
      KeyTable table,
      LargeValues largeValues,
      DatabaseDeadlines deadlines) {
    this.database = database;
    this.arena = arena;
    this.table = table;
    this.largeValues = largeValues;
    this.deadlines = deadlines;
    this.audit = arena.audit();
  }

  /**
   * Proves it.
   *
   * @throws AssertionError naming what is not sound
   */
  void run() {
    arena.checkInvariants();
    table.checkInvariants();
    table.forEach(this::entry);
    largeValues.audit(audit);
    audit.finish();
    if (reached.size() != largeValues.size()) {
      throw new AssertionError("invariant broken: large values reached=" + reached.size());
    }
    deadlines.checkInvariants(expiringEntries, expiringValues);
  }

  private void entry(int handle) {
    audit.reached(handle);
    if (database.expireAtMs(handle) != Database.NO_EXPIRY) {
      expiringEntries++;
    }
    if (Entry.isLargeEncoding(database.encoding(handle))) {
      large(handle, database.large(handle));
    }
  }

  private void large(int handle, LargeValue value) {
    if (!reached.add(value)) {
      throw new AssertionError("invariant broken: entries of large value=2");
    }
    deadlines.checkElements(database.largeNumber(handle), handle, value.firstDeadlineMs());
    if (value.firstDeadlineMs() != Long.MAX_VALUE) {
      expiringValues++;
    }
  }
}
