package io.holdfast.encodings.stream;

import io.holdfast.encodings.undo.UndoLog;
import io.holdfast.encodings.undo.Undoable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A group of consumers, each of which is given entries that no other is given.
 *
 * <pre>
 *  last ID            up to here entries were delivered
 *  entries read       how many of all entries ever added that was, if known
 *  pending            ID -&gt; consumer, delivery time, delivery count        for the group
 *  consumer.pending   ID                                                   for each consumer
 * </pre>
 *
 * Invariants: a consumer's pending IDs are those of the group's entries that name it. Thread: one
 * owner at a time. Cost: what happens to one pending entry O(log n), to a consumer O(its entries).
 * Memory: 53 bytes a pending entry.
 */
public final class ConsumerGroup extends Named implements Undoable {
  private static final Consumer[] NO_CONSUMERS = {};

  /** A group, and its empty lists of pending entries, consumers and numbers. */
  private static final int OBJECT_BYTES = 64 + 64 + 64 + 2 * HeldBytes.ARRAY_BYTES;

  private final HeldBytes held;
  private final PendingEntries pending;
  private final NameIndex<Consumer> consumers;

  /** The consumers by number; what is behind the highest number, or was removed, is null. */
  private @Nullable Consumer[] byNumber = NO_CONSUMERS;

  private int numberLimit;
  private int[] freeNumbers = {};
  private int freeCount;

  private long lastMs;
  private long lastSeq;
  private long entriesRead;

  ConsumerGroup(byte[] name, int offset, int length, HeldBytes held) {
    super(name, offset, length);
    this.held = held;
    pending = new PendingEntries(held);
    consumers = new NameIndex<>(held);
  }

  // ---- how far it is ---------------------------------------------------------------------------

  /** The milliseconds of the last ID delivered. */
  public long lastMs() {
    return lastMs;
  }

  /** The sequence number of the last ID delivered. */
  public long lastSeq() {
    return lastSeq;
  }

  /** How many of all entries ever added were read up to there, or {@link GroupLag#UNKNOWN_READ}. */
  public long entriesRead() {
    return entriesRead;
  }

  /** XGROUP SETID: delivery goes on behind this ID. */
  public void setLastId(long ms, long seq, long newEntriesRead) {
    note();
    lastMs = ms;
    lastSeq = seq;
    entriesRead = newEntriesRead;
  }

  /**
   * Says that an entry is being delivered; one that was passed before changes nothing.
   *
   * @param log the stream the group belongs to
   */
  public void advance(StreamLog log, long ms, long seq) {
    if (EntryIds.compare(ms, seq, lastMs, lastSeq) <= 0) {
      return;
    }
    note();
    if (entriesRead != GroupLag.UNKNOWN_READ && !GroupLag.hasTombstoneFrom(log, ms, seq)) {
      entriesRead++;
    } else if (log.entriesAdded() > 0) {
      entriesRead = GroupLag.entriesReadUpTo(log, ms, seq);
    }
    lastMs = ms;
    lastSeq = seq;
  }

  // ---- consumers -------------------------------------------------------------------------------

  /** Number of consumers. */
  public int consumerCount() {
    return consumers.size();
  }

  /** A consumer by its place in the order of the names. */
  public Consumer consumerAt(int index) {
    return consumers.get(index);
  }

  /** The consumer with this name, or null. */
  public @Nullable Consumer findConsumer(byte[] name, int offset, int length) {
    return consumers.find(name, offset, length);
  }

  /** Makes a consumer with a name that is new. */
  public Consumer createConsumer(byte[] name, int offset, int length, long nowMs) {
    note();
    int number = freeCount > 0 ? freeNumbers[--freeCount] : numberLimit++;
    if (number == byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, Math.max(2, number * 2));
      held.add((long) (byNumber.length - number) * Integer.BYTES);
    }
    Consumer consumer = new Consumer(name, offset, length, number, nowMs, held);
    ownNumbers();
    byNumber[number] = consumer;
    consumers.add(consumer);
    return consumer;
  }

  /**
   * XGROUP DELCONSUMER: removes a consumer, and what is pending for it.
   *
   * @return how many entries were
   */
  public long removeConsumer(Consumer consumer) {
    PendingIds ids = consumer.pending();
    long count = ids.size();
    for (long id = ids.last(); id != IdIndex.NONE; id = ids.last()) {
      pending.remove(pending.find(ids.ms(id), ids.seq(id)));
      ids.remove(id);
    }
    consumers.remove(consumer);
    note();
    ownNumbers();
    byNumber[consumer.number()] = null;
    if (freeCount == freeNumbers.length) {
      freeNumbers = Arrays.copyOf(freeNumbers, Math.max(2, freeCount * 2));
      held.add((long) (freeNumbers.length - freeCount) * Integer.BYTES);
    }
    freeNumbers[freeCount++] = consumer.number();
    return count;
  }

  // ---- pending entries -------------------------------------------------------------------------

  /** The entries delivered and not acknowledged, of all consumers. */
  public PendingEntries pending() {
    return pending;
  }

  /** For whom an entry is pending. */
  public Consumer consumerOf(long position) {
    return consumer(pending.consumer(position));
  }

  private Consumer consumer(int number) {
    Consumer consumer = byNumber[number];
    if (consumer == null) {
      throw new IllegalStateException("pending for a consumer that is gone: number=" + number);
    }
    return consumer;
  }

  /** Makes an entry pending for a consumer, whether it was pending before, for anybody, or not. */
  public void setPending(
      long ms, long seq, Consumer consumer, long deliveredAtMs, long deliveryCount) {
    long position = pending.find(ms, seq);
    if (position == IdIndex.NONE) {
      position = pending.insert(ms, seq);
      consumer.pending().insert(ms, seq);
    } else {
      pending.beforeChange(position);
      Consumer before = consumerOf(position);
      if (before != consumer) {
        before.pending().remove(before.pending().find(ms, seq));
        consumer.pending().insert(ms, seq);
      }
    }
    pending.set(position, consumer.number(), deliveredAtMs, deliveryCount);
  }

  /**
   * XACK: an entry is pending no more.
   *
   * @return whether it was
   */
  public boolean acknowledge(long ms, long seq) {
    long position = pending.find(ms, seq);
    if (position == IdIndex.NONE) {
      return false;
    }
    PendingIds ids = consumerOf(position).pending();
    ids.remove(ids.find(ms, seq));
    pending.remove(position);
    return true;
  }

  // ---- what can be undone ----------------------------------------------------------------------

  private void note() {
    UndoLog undo = held.undo();
    if (undo.isActive()) {
      undo.pushReference(byNumber);
      undo.pushReference(freeNumbers);
      undo.push(numberLimit, freeCount);
      undo.push(lastMs);
      undo.push(lastSeq);
      undo.push(entriesRead);
      undo.step(this);
    }
  }

  /** Lets the arrays not be those that were noted: they are about to change. O(consumers). */
  private void ownNumbers() {
    if (held.undo().isActive()) {
      byNumber = byNumber.clone();
      freeNumbers = freeNumbers.clone();
    }
  }

  @Override
  public void undo(UndoLog log) {
    entriesRead = log.popWord();
    lastSeq = log.popWord();
    lastMs = log.popWord();
    long numbers = log.popWord();
    numberLimit = (int) (numbers >>> Integer.SIZE);
    freeCount = (int) numbers;
    freeNumbers = log.popReference(int[].class);
    byNumber = log.popReference(Consumer[].class);
  }

  // ---- memory ----------------------------------------------------------------------------------

  @Override
  int objectBytes() {
    return OBJECT_BYTES;
  }

  /** Bytes of everything the group holds. */
  long bytes() {
    long bytes = pending.bytes() + consumers.bytes();
    bytes += (long) (byNumber.length + freeNumbers.length) * Integer.BYTES;
    for (int i = 0; i < consumers.size(); i++) {
      bytes += consumers.get(i).pending().bytes();
    }
    return bytes;
  }

  /** Forgets about {@code budget} pending entries; returns how many, 0 when nothing is left. */
  int release(int budget) {
    int released = pending.release(budget);
    for (int i = 0; i < consumers.size() && released < budget; i++) {
      released += consumers.get(i).pending().release(budget - released);
    }
    return released;
  }

  ConsumerGroup copy(HeldBytes heldByCopy) {
    ConsumerGroup copy = new ConsumerGroup(name(), 0, name().length, heldByCopy);
    copy.setLastId(lastMs, lastSeq, entriesRead);
    copy.pending.copyFrom(pending);
    copy.byNumber = new Consumer[byNumber.length];
    copy.numberLimit = numberLimit;
    copy.freeNumbers = freeNumbers.clone();
    copy.freeCount = freeCount;
    heldByCopy.add((long) (byNumber.length + freeNumbers.length) * Integer.BYTES);
    for (int i = 0; i < consumers.size(); i++) {
      Consumer consumer = consumers.get(i).copy(heldByCopy);
      copy.consumers.add(consumer);
      copy.byNumber[consumer.number()] = consumer;
    }
    return copy;
  }

  void checkInvariants() {
    pending.checkInvariants();
    consumers.checkInvariants();
    long ofConsumers = 0;
    for (int i = 0; i < consumers.size(); i++) {
      Consumer consumer = consumers.get(i);
      IdIndex.check(byNumber[consumer.number()] == consumer, "number of consumer", i);
      PendingIds ids = consumer.pending();
      ids.checkInvariants();
      ofConsumers += ids.size();
      for (long id = ids.first(); id != IdIndex.NONE; id = ids.next(id)) {
        long position = pending.find(ids.ms(id), ids.seq(id));
        IdIndex.check(position != IdIndex.NONE, "pending for the group: ms", ids.ms(id));
        IdIndex.check(consumerOf(position) == consumer, "pending for one: ms", ids.ms(id));
      }
    }
    IdIndex.check(ofConsumers == pending.size(), "pending for the consumers", ofConsumers);
    IdIndex.check(consumers.size() + freeCount == numberLimit, "numbers given out", numberLimit);
  }
}
