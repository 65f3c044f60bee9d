package io.holdfast.encodings.stream;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.listpack.Listpack;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a range of IDs, one after the other, forwards or backwards.
 *
 * <pre>{@code
 * StreamIterator entries = stream.iterator();
 * entries.range(fromMs, fromSeq, toMs, toSeq);
 * while (entries.next()) {
 *   ...entries.ms(), entries.seq(), entries.fieldCount()...
 *   while (entries.nextField()) {
 *     ...Listpack.copyText(entries.bytes(), entries.at(), entries.field(), dst, offset)...
 *   }
 * }
 * }</pre>
 *
 * A field and a value are elements of the node's listpack, integers or ranges of its bytes; they
 * are not copied. Fields may be left unread. One iterator serves one range after the other; it is
 * valid until the stream changes.
 *
 * <p>Cost: the first step finds a node and reads from its start, or its end; each further step
 * reads one entry. No allocation.
 */
public final class StreamIterator {
  /** A node that is no stream's. */
  private static final long ALONE = -2;

  /** Null if there is only ever a node. */
  private final @Nullable StreamLog log;

  private boolean isReverse;
  private long fromMs;
  private long fromSeq;
  private long toMs;
  private long toSeq;

  /** The node read last; {@link IdIndex#NONE} before the first and behind the last entry. */
  private long node = IdIndex.NONE;

  private byte[] bytes = {};
  private int at;
  private long nodeMs;
  private long nodeSeq;
  private int masterFields;
  private int firstMasterField;
  private int firstEntry;

  private int entry;
  private long ms;
  private long seq;
  private int fieldCount;
  private boolean hasMasterFields;

  /** What is still to be read of the entry: elements from a position on, before its last one. */
  private int rest;

  private int restElements;
  private int fieldsLeft;
  private int masterField;
  private int field;
  private int value;

  StreamIterator(StreamLog log) {
    this.log = log;
  }

  /** An iterator of no stream, for {@link #node}. */
  public StreamIterator() {
    this.log = null;
  }

  // ---- what to visit ---------------------------------------------------------------------------

  /** Visits the whole stream forwards. */
  public void all() {
    range(0, 0, -1, -1);
  }

  /** Visits the entries from one ID up to another, both included, in ascending order. */
  public void range(long firstMs, long firstSeq, long lastMs, long lastSeq) {
    isReverse = false;
    fromMs = firstMs;
    fromSeq = firstSeq;
    toMs = lastMs;
    toSeq = lastSeq;
    long first = nodes().floor(firstMs, firstSeq);
    node = first == IdIndex.NONE ? nodes().first() : first;
    if (node != IdIndex.NONE) {
      openNode();
      rest = firstEntry;
      restElements = -1;
    }
  }

  /** Visits the entries from one ID down to another, both included, in descending order. */
  public void reverseRange(long lastMs, long lastSeq, long firstMs, long firstSeq) {
    isReverse = true;
    fromMs = lastMs;
    fromSeq = lastSeq;
    toMs = firstMs;
    toSeq = firstSeq;
    node = nodes().floor(lastMs, lastSeq);
    if (node != IdIndex.NONE) {
      openNode();
      entry = Listpack.end(bytes, at);
    }
  }

  /** Visits the whole stream backwards. */
  public void reverseAll() {
    reverseRange(-1, -1, 0, 0);
  }

  /**
   * Visits the entries of one node forwards, wherever its bytes are. They are trusted.
   *
   * @param nodeBytes holds the listpack
   * @param offset where it starts
   * @param ms the milliseconds of the node's ID
   * @param seq the sequence number of the node's ID
   */
  public void node(byte[] nodeBytes, int offset, long ms, long seq) {
    isReverse = false;
    fromMs = 0;
    fromSeq = 0;
    toMs = -1;
    toSeq = -1;
    node = ALONE;
    openNode(nodeBytes, offset, ms, seq);
    rest = firstEntry;
    restElements = -1;
  }

  // ---- entries ---------------------------------------------------------------------------------

  /** Moves to the next entry; false if there is none. */
  public boolean next() {
    return isReverse ? nextBackwards() : nextForwards();
  }

  private boolean nextForwards() {
    while (node != IdIndex.NONE) {
      // Behind the rest of the entry stands its last element.
      entry = StreamNode.skip(bytes, at, rest, restElements + 1);
      if (entry == Listpack.end(bytes, at)) {
        node = node == ALONE ? IdIndex.NONE : nodes().next(node);
        if (node != IdIndex.NONE) {
          openNode();
          rest = firstEntry;
          restElements = -1;
        }
        continue;
      }
      if (!openEntry()) {
        continue;
      }
      if (EntryIds.compare(ms, seq, toMs, toSeq) > 0) {
        node = IdIndex.NONE;
      } else if (EntryIds.compare(ms, seq, fromMs, fromSeq) >= 0) {
        return true;
      }
    }
    return false;
  }

  private boolean nextBackwards() {
    while (node != IdIndex.NONE) {
      if (entry == firstEntry) {
        node = nodes().previous(node);
        if (node != IdIndex.NONE) {
          openNode();
          entry = Listpack.end(bytes, at);
        }
        continue;
      }
      entry = StreamNode.entryBefore(bytes, at, entry);
      if (!openEntry()) {
        continue;
      }
      if (EntryIds.compare(ms, seq, toMs, toSeq) < 0) {
        node = IdIndex.NONE;
      } else if (EntryIds.compare(ms, seq, fromMs, fromSeq) <= 0) {
        return true;
      }
    }
    return false;
  }

  private NodeIndex nodes() {
    return Objects.requireNonNull(log).nodes();
  }

  private void openNode() {
    int handle = nodes().handle(node);
    byte[] page = Objects.requireNonNull(log).arena().page(handle);
    openNode(page, Arena.offset(handle), nodes().ms(node), nodes().seq(node));
  }

  private void openNode(byte[] page, int offset, long ms, long seq) {
    bytes = page;
    at = offset;
    nodeMs = ms;
    nodeSeq = seq;
    masterFields = StreamNode.masterFieldCount(bytes, at);
    firstMasterField = StreamNode.firstMasterField(bytes, at);
    firstEntry = StreamNode.skip(bytes, at, firstMasterField, masterFields + 1);
  }

  /** Reads the start of the entry; answers whether it is live. A deleted one's ID says nothing. */
  private boolean openEntry() {
    int flags = StreamNode.flags(bytes, at, entry);
    int msPosition = Listpack.after(bytes, at, entry);
    ms = nodeMs + Listpack.integer(bytes, at, msPosition);
    int seqPosition = Listpack.after(bytes, at, msPosition);
    seq = nodeSeq + Listpack.integer(bytes, at, seqPosition);
    rest = Listpack.after(bytes, at, seqPosition);
    hasMasterFields = (flags & StreamNode.SAME_FIELDS) != 0;
    if (hasMasterFields) {
      fieldCount = masterFields;
      restElements = fieldCount;
      masterField = firstMasterField;
    } else {
      fieldCount = (int) Listpack.integer(bytes, at, rest);
      rest = Listpack.after(bytes, at, rest);
      restElements = 2 * fieldCount;
    }
    fieldsLeft = fieldCount;
    return (flags & StreamNode.DELETED) == 0;
  }

  /** The milliseconds of the entry's ID. */
  public long ms() {
    return ms;
  }

  /** The sequence number of the entry's ID. */
  public long seq() {
    return seq;
  }

  /** Number of the entry's fields. */
  public int fieldCount() {
    return fieldCount;
  }

  // ---- fields ----------------------------------------------------------------------------------

  /** Moves to the entry's next field; false if there is none. */
  public boolean nextField() {
    if (fieldsLeft == 0) {
      return false;
    }
    fieldsLeft--;
    if (hasMasterFields) {
      field = masterField;
      masterField = Listpack.after(bytes, at, masterField);
      value = rest;
      restElements--;
    } else {
      field = rest;
      value = Listpack.after(bytes, at, field);
      restElements -= 2;
    }
    rest = Listpack.after(bytes, at, value);
    return true;
  }

  /** The array of the listpack that field and value are elements of. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where in {@link #bytes} that listpack starts. */
  public int at() {
    return at;
  }

  /** The position of the field in the listpack. */
  public int field() {
    return field;
  }

  /** The position of the field's value in the listpack. */
  public int value() {
    return value;
  }

  /** The node of the entry. */
  long node() {
    return node;
  }

  /** The position of the entry in its node. */
  int position() {
    return entry;
  }
}
