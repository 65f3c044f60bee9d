package io.holdfast.encodings.stream;

import io.holdfast.encodings.arena.LittleEndian;

/**
 * A group's pending entries list: the entries delivered and not acknowledged, by ID.
 *
 * <pre>
 *  payload  | consumer number, 4 | delivered at ms, 8 | delivery count, 8 |
 * </pre>
 *
 * An entry may be pending that the stream has no more. Memory: 36 bytes an entry, and 16 in the
 * list of its consumer: 53 together where they arrive in order, with all that belongs to the
 * chunks.
 */
public final class PendingEntries extends IdIndex {
  private static final int CONSUMER = 0;
  private static final int DELIVERED_AT_MS = 4;
  private static final int DELIVERY_COUNT = 12;
  private static final int PAYLOAD_BYTES = 20;

  PendingEntries(HeldBytes held) {
    super(PAYLOAD_BYTES, held);
  }

  /** When the entry was delivered last. */
  public long deliveredAtMs(long position) {
    return LittleEndian.i64(array(position), payload(position) + DELIVERED_AT_MS);
  }

  /** How often the entry was delivered. */
  public long deliveryCount(long position) {
    return LittleEndian.i64(array(position), payload(position) + DELIVERY_COUNT);
  }

  /**
   * XPENDING IDLE: the first record from this one on that was delivered at this time or before, or
   * {@link #NONE}. O(records passed over).
   */
  public long nextIdle(long position, long deliveredByMs) {
    long found = position;
    while (found != NONE && deliveredAtMs(found) > deliveredByMs) {
      found = next(found);
    }
    return found;
  }

  int consumer(long position) {
    return LittleEndian.i32(array(position), payload(position) + CONSUMER);
  }

  void set(long position, int consumer, long deliveredAtMs, long deliveryCount) {
    savePayload(position, CONSUMER, PAYLOAD_BYTES);
    byte[] array = array(position);
    int at = payload(position);
    LittleEndian.put32(array, at + CONSUMER, consumer);
    LittleEndian.put64(array, at + DELIVERED_AT_MS, deliveredAtMs);
    LittleEndian.put64(array, at + DELIVERY_COUNT, deliveryCount);
  }
}
