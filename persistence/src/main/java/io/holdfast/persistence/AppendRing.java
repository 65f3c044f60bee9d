package io.holdfast.persistence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Commands on their way from the owner of a store to the writer of its log, as the bytes that will
 * stand in the file.
 *
 * <pre>
 *            taken            published          given
 *              v                  v                v
 *  | chunk ....|........| -&gt; | ..................|    room | -&gt; null
 *    writer: take                owner: command, publish
 *
 *  command   * count CR LF   $ length CR LF bytes CR LF   ...
 * </pre>
 *
 * Chunks of 64 KiB are linked; those that were taken come back through a small array of slots.
 *
 * <p>Invariants: what is before {@code published} does not change until it is taken; a chunk's
 * successor and end are written before a position beyond that end is published.
 *
 * <p>Thread: one that gives (the owner, whoever that is) and one that takes. Cost: a copy of the
 * arguments, no system call, no lock; one object for each 64 KiB when the writer is behind.
 */
final class AppendRing {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** More than a header ever takes: a character, a number, CR LF, twice. */
  private static final int HEADER_BYTES = 48;

  private static final int SPARE_CHUNKS = 64;
  private static final int DECIMAL = 10;
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

    /** How many of them are used; written before {@link #next}. */
    int end;

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

  /** Gives a command. */
  void command(List<byte[]> arguments) {
    header('*', arguments.size());
    for (int i = 0; i < arguments.size(); i++) {
      argument(arguments.get(i));
    }
  }

  private void argument(byte[] bytes) {
    header('$', bytes.length);
    raw(bytes);
    if (at + 2 > CHUNK_BYTES) {
      extend();
    }
    tail.bytes[at++] = '\r';
    tail.bytes[at++] = '\n';
  }

  /** Gives bytes as they are. */
  void raw(byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      if (at == CHUNK_BYTES) {
        extend();
      }
      int count = Math.min(bytes.length - done, CHUNK_BYTES - at);
      System.arraycopy(bytes, done, tail.bytes, at, count);
      at += count;
      done += count;
    }
  }

  private void header(char type, int number) {
    if (at + HEADER_BYTES > CHUNK_BYTES) {
      extend();
    }
    byte[] bytes = tail.bytes;
    bytes[at++] = (byte) type;
    if (number < DECIMAL) {
      bytes[at++] = (byte) ('0' + number);
    } else {
      int end = at + digits(number);
      int rest = number;
      for (int i = end - 1; i >= at; i--) {
        bytes[i] = (byte) ('0' + rest % DECIMAL);
        rest /= DECIMAL;
      }
      at = end;
    }
    bytes[at++] = '\r';
    bytes[at++] = '\n';
  }

  private static int digits(int number) {
    int digits = 1;
    for (int rest = number / DECIMAL; rest > 0; rest /= DECIMAL) {
      digits++;
    }
    return digits;
  }

  private void extend() {
    Chunk next = spare.getAndSet(spareTaken, null);
    if (next == null) {
      next = new Chunk();
    } else {
      spareTaken = (spareTaken + 1) % SPARE_CHUNKS;
    }
    next.next = null;
    tail.end = at;
    tail.next = next;
    tailBase += at;
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
      // Read after what is published: without a next chunk, all of that is in this one.
      Chunk next = head.next;
      int end = next == null ? CHUNK_BYTES : head.end;
      if (from == end && next != null) {
        giveBack(next);
      } else {
        int count = (int) Math.min(Math.min(until - taken, into.remaining()), end - from);
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
    done.end = 0;
    if (spare.compareAndSet(spareGiven, null, done)) {
      spareGiven = (spareGiven + 1) % SPARE_CHUNKS;
    }
  }
}
