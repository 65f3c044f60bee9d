package io.holdfast.core.keyspace;

/** Counters of a keyspace, as INFO shows them. Thread: written by the owner. */
public final class KeyspaceStats {
  long hits;
  long misses;
  long expired;
  long changes;
  long maxExpiryLagMs;
  private long newExpiryLagMs;

  KeyspaceStats() {}

  void noteExpiryLag(long lagMs) {
    maxExpiryLagMs = Math.max(maxExpiryLagMs, lagMs);
    newExpiryLagMs = Math.max(newExpiryLagMs, lagMs);
  }

  /** The longest time a key or field stayed after its deadline, since the last call. */
  public long takeExpiryLagMs() {
    long lagMs = newExpiryLagMs;
    newExpiryLagMs = 0;
    return lagMs;
  }

  /** What these were before a block that was undone; who looked a key up, still did. */
  void undo(long changesBefore, long expiredBefore) {
    changes = changesBefore;
    expired = expiredBefore;
  }

  /** Look-ups that found their key. */
  public long hits() {
    return hits;
  }

  /** Look-ups that did not. */
  public long misses() {
    return misses;
  }

  /** Keys deleted because their time had come. */
  public long expired() {
    return expired;
  }

  /** Changes to the data since the store was opened. */
  public long changes() {
    return changes;
  }

  /** The longest time a key or field stayed after its deadline without being asked for, in ms. */
  public long maxExpiryLagMs() {
    return maxExpiryLagMs;
  }

  /** CONFIG RESETSTAT: sets the counters to 0, {@link #changes} excepted. */
  public void reset() {
    hits = 0;
    misses = 0;
    expired = 0;
    maxExpiryLagMs = 0;
  }
}
