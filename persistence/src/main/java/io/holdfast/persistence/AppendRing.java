package io.holdfast.persistence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a log on their way from the owner of a store to the log's writer.
 *
 * <pre>
 *            taken            published          given
 *              v                  v                v
 *  | chunk ....|........| -&gt; | ..................|    room | -&gt; null
 *    writer: take                owner: give, publish
 * </pre>
 *
 * Chunks of 64 KiB, each full before the next, are linked; those that were taken come back through
 * a small array of slots.
 *
 * <p>Invariants: what is before {@code published} does not change until it is taken; a chunk's
 * successor is written before a position in it is published.
 *
 * <p>Thread: one that gives (the owner, whoever that is) and one that takes. Cost: a copy of the
 * bytes, no system call, no lock; one object for each 64 KiB when the writer is behind.
 */
final class AppendRing {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** As many as fit in the nearer caches, where those lie that were used last. */
  private static final int SPARE_CHUNKS = 8;

  private static final VarHandle PUBLISHED;

  static {
    try {
      PUBLISHED = MethodHandles.lookup().findVarHandle(AppendRing.class, "published", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Chunk {
    final byte[] bytes = new byte[CHUNK_BYTES];
    volatile @Nullable Chunk next;
  }

  private final AtomicReferenceArray<@Nullable Chunk> spare =
      new AtomicReferenceArray<>(SPARE_CHUNKS);

  // The owner's.
  private Chunk tail = new Chunk();
  private int at;
  private int spareTaken;

  /** The position of the tail's first byte. */
  private long tailBase;

  @SuppressWarnings("unused") // through PUBLISHED
  private long published;

  // The writer's.
  private Chunk head = tail;
  private int from;
  private int spareGiven;
  private long taken;

  /** A ring whose first byte has a position. */
  AppendRing(long position) {
    tailBase = position;
    published = position;
    taken = position;
  }

  // ---- the owner -----------------------------------------------------------------------------

  /** Up to where bytes were given. */
  long position() {
    return tailBase + at;
  }

  /** Gives bytes. */
  void give(byte[] bytes, int offset, int length) {
    int done = 0;
    while (done < length) {
      if (at == CHUNK_BYTES) {
        extend();
      }
      int count = Math.min(length - done, CHUNK_BYTES - at);
      System.arraycopy(bytes, offset + done, tail.bytes, at, count);
      at += count;
      done += count;
    }
  }

  private void extend() {
    Chunk next = spare.getAndSet(spareTaken, null);
    if (next == null) {
      next = new Chunk();
    } else {
      spareTaken = (spareTaken + 1) % SPARE_CHUNKS;
    }
    next.next = null;
    tail.next = next;
    tailBase += CHUNK_BYTES;
    tail = next;
    at = 0;
  }

  /** Lets the writer see what was given. */
  void publish() {
    PUBLISHED.setRelease(this, position());
  }

  // ---- the writer ----------------------------------------------------------------------------

  /** Up to where bytes may be taken. Any thread. */
  long published() {
    return (long) PUBLISHED.getVolatile(this);
  }

  /** Up to where bytes were taken. */
  long taken() {
    return taken;
  }

  /** Takes what is published, as much as there is room for, and not beyond a position. */
  void take(ByteBuffer into, long limit) {
    long until = Math.min(published(), limit);
    while (taken < until && into.hasRemaining()) {
      Chunk next = head.next;
      if (from == CHUNK_BYTES && next != null) {
        giveBack(next);
      } else {
        int room = Math.min(into.remaining(), CHUNK_BYTES - from);
        int count = (int) Math.min(until - taken, room);
        into.put(head.bytes, from, count);
        from += count;
        taken += count;
      }
    }
  }

  private void giveBack(Chunk next) {
    Chunk done = head;
    head = next;
    from = 0;
    done.next = null;
    if (spare.compareAndSet(spareGiven, null, done)) {
      spareGiven = (spareGiven + 1) % SPARE_CHUNKS;
    }
  }
}
