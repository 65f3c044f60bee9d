package io.holdfast.core.keyspace;

import io.holdfast.CommandException;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.listpack.ListpackProof;
import io.holdfast.encodings.number.LongDouble;
import io.holdfast.encodings.quicklist.NodeCompressor;
import io.holdfast.encodings.sortedset.ScoreText;
import io.holdfast.encodings.undo.UndoLog;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The databases of a store, and what they share: the hash seed, the time of the running command,
 * counters, events and the effect log.
 *
 * <p>Thread: the owner.
 */
public final class Keyspace {
  /** What {@link #maxStringBytes()} is at first. */
  public static final long DEFAULT_MAX_STRING_BYTES = 512L * 1024 * 1024;

  /** With a key as long, and room to grow, the longest string still fits in one block. */
  private static final long STRING_BYTES_LIMIT = 1023L * 1024 * 1024;

  /** The access clock counts seconds. */
  private static final long ACCESS_TICK_MS = 1_000;

  private @Nullable KeyChangeListener tracker;
  private boolean isClustered;
  private boolean skipsChecksums;
  private final Database[] databases;
  private final SipHash sipHash;
  private final LongSupplier random;
  private final EffectLog effects;
  private final UndoLog undo = new UndoLog();
  private final KeyspaceEvents events;
  private final KeyspaceStats stats = new KeyspaceStats();
  private final EncodingLimits limits = new EncodingLimits();
  private @Nullable NodeCompressor nodeCompressor;
  private final AccessClock accessClock;
  private final byte[] scratch = new byte[LongDouble.MAX_LENGTH];
  private final LongDouble sum = new LongDouble();
  private final LongDouble term = new LongDouble();
  private final ScoreText score = new ScoreText();
  private final ListpackProof listpackProof = new ListpackProof();
  private long maxStringBytes = DEFAULT_MAX_STRING_BYTES;
  private final LongSupplier epochMs;
  private long nowMs;
  private boolean isTimeKnown;
  private boolean isReplaying;

  /** Why the operation that runs may change nothing. */
  private @Nullable String refusal;

  /** Until {@link #accessTick} says otherwise, the access clock is at most a second behind. */
  private boolean isTicking;

  private boolean wasAccessed;
  private boolean hasDropped;
  private @Nullable EntryWitness witness;
  private long nextTickMs = Long.MAX_VALUE;
  private DeadlineListener deadlineListener = deadlineMs -> {};
  private ElementExpiry elementExpiry =
      (db, handle, limit) -> {
        throw new IllegalStateException("nobody removes elements that are due");
      };

  /** Told when a deadline was set that may be earlier than all others. */
  @FunctionalInterface
  public interface DeadlineListener {
    /** Something is due at this time, in ms since the epoch. */
    void onDeadline(long deadlineMs);
  }

  /**
   * Creates empty databases.
   *
   * @param databaseCount how many
   * @param random the store's random bits; the hash seed is drawn from it first
   * @param effects where operations log what they did
   * @param epochMs the store's time, in ms since the epoch
   */
  public Keyspace(int databaseCount, LongSupplier random, EffectLog effects, LongSupplier epochMs) {
    this.epochMs = epochMs;
    this.random = random;
    this.effects = effects;
    this.events = new KeyspaceEvents(effects.heldBack());
    this.sipHash = new SipHash(random.getAsLong(), random.getAsLong());
    this.accessClock = new AccessClock(random);
    this.databases = new Database[databaseCount];
    time(epochMs.getAsLong());
    for (int i = 0; i < databaseCount; i++) {
      databases[i] = new Database(this, i);
    }
  }

  /** Sets the time every operation sees until the next call: one command, one moment. */
  public void time(long nowMs) {
    isTimeKnown = true;
    if (nowMs != this.nowMs) {
      this.nowMs = nowMs;
      accessClock.time(nowMs);
    }
  }

  /**
   * Begins a command at a moment that is read from the clock when first asked for: reading a key
   * that does not expire needs no time, and a clock costs more than the look-up in the table.
   */
  public void beginCommand() {
    isTimeKnown = false;
    if (witness != null) {
      witness.commandBegins();
    }
  }

  /** The time of the running command, in ms since the epoch. */
  public long nowMs() {
    if (!isTimeKnown) {
      time(epochMs.getAsLong());
    }
    return nowMs;
  }

  /**
   * What is due has a deadline not after this: the time of the running command. While a log is
   * replayed nothing is due, as what stands there happened before.
   */
  public long dueMs() {
    return isReplaying ? 0 : nowMs();
  }

  /** A log of what happened begins to be replayed, or has been. */
  public void replaying(boolean value) {
    isReplaying = value;
  }

  /** Says that an entry was accessed: keeps the access clock going while there is traffic. */
  void accessed() {
    wasAccessed = true;
    if (!isTicking) {
      isTicking = true;
      nextTickMs = nowMs() + ACCESS_TICK_MS;
      deadlineSet(nextTickMs);
    }
  }

  /** Brings the access clock up to date; ends the ticking after a second without an access. */
  public void accessTick() {
    if (isTicking && nowMs() >= nextTickMs) {
      isTicking = wasAccessed;
      wasAccessed = false;
      nextTickMs = isTicking ? nowMs + ACCESS_TICK_MS : Long.MAX_VALUE;
    }
  }

  /** When {@link #accessTick} is due; {@link Long#MAX_VALUE} for never. */
  public long nextAccessTickMs() {
    return nextTickMs;
  }

  /** Sets who is told of entries before they change; null for nobody. */
  public void witness(@Nullable EntryWitness told) {
    witness = told;
  }

  @Nullable EntryWitness witness() {
    return witness;
  }

  /** Number of databases. */
  public int databaseCount() {
    return databases.length;
  }

  /** The database with this index. */
  public Database database(int index) {
    return databases[index];
  }

  /** Who is told of every change, whatever the database; null for nobody. */
  public @Nullable KeyChangeListener tracker() {
    return tracker;
  }

  /** Sets who is told of every change; null for nobody. */
  public void tracker(@Nullable KeyChangeListener value) {
    tracker = value;
  }

  /** Whether clients take the store for a cluster, in which there is one database. */
  public boolean isClustered() {
    return isClustered;
  }

  /** Says that clients take the store for a cluster. */
  public void clustered() {
    isClustered = true;
  }

  /**
   * Lets nothing be changed by whoever runs, as what he did could not be kept.
   *
   * @param text Redis's words for it; null to let everything be changed
   */
  public void refuseWrites(@Nullable String text) {
    refusal = text;
  }

  /** Whether whoever runs may change nothing. */
  public boolean refusesWrites() {
    return refusal != null;
  }

  /**
   * To be asked before the first change of an operation.
   *
   * @throws CommandException "MISCONF ...", see {@link #refuseWrites}
   */
  public void checkWritable() {
    if (refusal != null) {
      throw new CommandException(refusal);
    }
  }

  /** Deletes every key of every database. Emits no effects. O(databases), whatever they hold. */
  public void clear() {
    for (Database database : databases) {
      database.clear();
    }
  }

  /** FLUSHDB and FLUSHALL: says so to who is told of every change. */
  public void tellFlushed() {
    if (tracker == null) {
      return;
    }
    if (effects.heldBack().isHolding()) {
      effects.heldBack().hold(this::tellFlushed);
    } else {
      tracker.onReplaced();
    }
  }

  /** SWAPDB: exchanges the contents of two databases and tells who watches keys in them. */
  public void swap(int first, int second) {
    if (first != second) {
      databases[first].swapWith(databases[second]);
    }
  }

  /**
   * Deletes keys, and elements of large values, whose time has come, database by database, each in
   * the order of deadlines, keys first.
   *
   * @param limit how much to do before giving way
   * @return how much was done; less than {@code limit} if nothing more is due
   */
  public int expireDue(int limit) {
    int done = 0;
    for (Database database : databases) {
      done += database.expireDue(limit - done);
      if (done >= limit) {
        break;
      }
    }
    return done;
  }

  /** When {@link #expireDue} has something to do next; {@link Long#MAX_VALUE} for never. */
  public long nextDeadlineMs() {
    long next = Long.MAX_VALUE;
    for (Database database : databases) {
      next = Math.min(next, database.nextDeadlineMs());
    }
    return next;
  }

  /**
   * Gives blocks of dropped large values back.
   *
   * @param limit how many before giving way
   * @return how many
   */
  public int reclaim(int limit) {
    int done = 0;
    for (int i = 0; hasDropped && i < databases.length && done < limit; i++) {
      done += databases[i].reclaim(limit - done);
    }
    if (done < limit) {
      hasDropped = false;
    }
    return done;
  }

  /** Whether {@link #reclaim} has something to do. */
  public boolean hasDropped() {
    return hasDropped;
  }

  /** Says that a large value was dropped whose blocks are to be given back. */
  void dropped() {
    if (!hasDropped) {
      hasDropped = true;
      deadlineSet(nowMs());
    }
  }

  /** Sets who is told about new deadlines. */
  public void onDeadline(DeadlineListener listener) {
    deadlineListener = listener;
  }

  /** Sets who removes elements of large values when they are due. */
  public void elementExpiry(ElementExpiry expiry) {
    elementExpiry = expiry;
  }

  ElementExpiry elementExpiry() {
    return elementExpiry;
  }

  /** Bytes held by all databases: pages, tables and wheels. */
  public long bytes() {
    long bytes = 0;
    for (Database database : databases) {
      bytes += database.bytes();
    }
    return bytes;
  }

  /** Number of keys in all databases. */
  public long size() {
    long size = 0;
    for (Database database : databases) {
      size += database.size();
    }
    return size;
  }

  /** Where operations log what they did. */
  public EffectLog effects() {
    return effects;
  }

  /** Where all databases note their changes, so that a block can be undone. */
  public UndoLog undo() {
    return undo;
  }

  /** Up to which sizes collections are held compactly. */
  public EncodingLimits limits() {
    return limits;
  }

  /** Compresses the nodes of all lists. */
  public NodeCompressor nodeCompressor() {
    NodeCompressor compressor = nodeCompressor;
    if (compressor == null) {
      compressor = new NodeCompressor();
      nodeCompressor = compressor;
    }
    return compressor;
  }

  /** Keyspace events. */
  public KeyspaceEvents events() {
    return events;
  }

  /** Counters. */
  public KeyspaceStats stats() {
    return stats;
  }

  /** What an entry's access bits mean, at this moment. */
  public AccessClock accessClock() {
    nowMs();
    return accessClock;
  }

  /** The access clock as it is, which may be a second behind. */
  AccessClock coarseAccessClock() {
    return accessClock;
  }

  /** The store's random bits. */
  public LongSupplier random() {
    return random;
  }

  /** How long APPEND and SETRANGE may make a string (proto-max-bulk-len). */
  public long maxStringBytes() {
    return maxStringBytes;
  }

  /** Sets how long a string may become; about 1 GB at most. */
  public void maxStringBytes(long bytes) {
    maxStringBytes = Math.min(bytes, STRING_BYTES_LIMIT);
  }

  /** Room for the text of any number; whoever runs may use it until the next operation. */
  public byte[] scratch() {
    return scratch;
  }

  /** A number to add to, whatever it was before; whoever runs may use it, as {@link #scratch}. */
  public LongDouble sum() {
    return sum;
  }

  /** A number to be added, whatever it was before; whoever runs may use it, as {@link #scratch}. */
  public LongDouble term() {
    return term;
  }

  /** A score on its way into a listpack; whoever runs may use it, as {@link #scratch}. */
  public ScoreText score() {
    return score;
  }

  /** Looks at listpacks that come from outside. */
  public ListpackProof listpackProof() {
    return listpackProof;
  }

  /** Whether payloads are restored whatever their checksums say. */
  public boolean skipsChecksums() {
    return skipsChecksums;
  }

  /** DEBUG SET-SKIP-CHECKSUM-VALIDATION. */
  public void skipChecksums(boolean value) {
    skipsChecksums = value;
  }

  /** The hash function of keys, fields and members. */
  public SipHash sipHash() {
    return sipHash;
  }

  /**
   * Undoes what happened since a savepoint of {@link #undo()}, 0 for all, to the data and to what
   * was counted.
   */
  public void undoTo(int savepoint, long changes, long expired) {
    undo.undoTo(savepoint);
    stats.undo(changes, expired);
    if (witness != null) {
      witness.commandBegins();
    }
    long nextMs = nextDeadlineMs();
    if (nextMs != Long.MAX_VALUE) {
      deadlineSet(nextMs);
    }
  }

  void deadlineSet(long deadlineMs) {
    deadlineListener.onDeadline(deadlineMs);
  }

  /**
   * Proves every database's invariants.
   *
   * @throws AssertionError naming the first one broken
   */
  public void checkInvariants() {
    for (Database database : databases) {
      database.checkInvariants();
    }
  }
}
