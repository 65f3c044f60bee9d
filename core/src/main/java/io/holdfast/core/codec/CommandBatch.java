package io.holdfast.core.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Commands that were parsed by one thread, to be executed by another.
 *
 * <pre>
 *  bytes  | *2 $3 GET $1 a | *1 $4 PING | ...        kept until the last command was executed
 *           ^                ^
 *           base             base
 *  index  | base : i32, count : i32 | span | span | base, count | span | ...     longs
 *            from the start of all          as in CommandArgs
 * </pre>
 *
 * <p>{@link #parse} finds the commands in somebody's buffer; {@link #keep} or {@link #adopt} then
 * see to it that their bytes last. What is no request ends the batch: it is told by {@link
 * #failure} after the commands in front of it.
 *
 * <p>Thread: one at a time; who passes it on does so by something that orders memory. Memory: an
 * array of 4 KiB for short commands, kept for the next batch; longer ones have one of their own.
 */
public final class CommandBatch {
  private static final int SHORT_BYTES = 4 * 1024;
  private static final int INITIAL_INDEX = 64;

  /** An index up to this length is kept for the next batch. */
  private static final int RETAINED_INDEX = 1024;

  private byte[] own = Wire.NO_BYTES;
  private byte[] bytes = Wire.NO_BYTES;

  /** Where the first command begins in {@link #bytes}. */
  private int start;

  private int length;
  private long[] index = new long[INITIAL_INDEX];
  private int indexLength;
  private int position;
  private @Nullable ProtocolException failure;

  /**
   * Finds the commands at the start of a part of a buffer.
   *
   * @param buffer is changed where a line holds quoted words
   * @param most how many at most
   * @param view is used to parse, and empty afterwards
   * @return how many bytes they take; all there are if something is no request
   */
  public int parse(
      RequestParser parser, byte[] buffer, int from, int to, int most, CommandArgs view) {
    int at = from;
    int left = most;
    try {
      while (at < to && left > 0) {
        int taken = parser.parse(buffer, at, to, view);
        if (taken == RequestParser.NEED_MORE) {
          break;
        }
        if (view.count() > 0) {
          add(view, buffer, from, at);
          left--;
        }
        at += taken;
      }
    } catch (ProtocolException malformed) {
      failure = malformed;
      at = to;
    }
    view.clear();
    start = from;
    length = at - from;
    return length;
  }

  private void add(CommandArgs view, byte[] buffer, int from, int base) {
    if (view.buffer() != buffer) {
      // Words that were quoted: they have room in place of their line.
      System.arraycopy(view.buffer(), 0, buffer, base, view.buffer().length);
    }
    int count = view.count();
    if (index.length - indexLength <= count) {
      index = Arrays.copyOf(index, Math.max(2 * index.length, indexLength + count + 1));
    }
    index[indexLength] = (long) (base - from) << 32 | count;
    view.copySpans(index, indexLength + 1);
    indexLength += count + 1;
  }

  /** Copies the bytes of the commands {@link #parse} found. */
  public void keep(byte[] buffer) {
    if (length > SHORT_BYTES) {
      bytes = Arrays.copyOfRange(buffer, start, start + length);
      start = 0;
      return;
    }
    if (own.length == 0) {
      own = new byte[SHORT_BYTES];
    }
    System.arraycopy(buffer, start, own, 0, length);
    bytes = own;
    start = 0;
  }

  /** Takes over the buffer {@link #parse} was given. */
  public void adopt(byte[] buffer) {
    bytes = buffer;
  }

  /** How many bytes the commands take. */
  public int length() {
    return length;
  }

  /** Whether there is nothing to execute, nor to refuse. */
  public boolean isEmpty() {
    return indexLength == 0 && failure == null;
  }

  /** The array the commands lie in. */
  public byte[] bytes() {
    return bytes;
  }

  /** Where the next command begins in {@link #bytes}; the end of all if there is none. */
  public int nextAt() {
    return position == indexLength ? end() : start + (int) (index[position] >>> 32);
  }

  /** The end of all commands in {@link #bytes}. */
  public int end() {
    return start + length;
  }

  /** Whether every command was taken, and nothing is to be refused. */
  public boolean isFinished() {
    return position == indexLength && failure == null;
  }

  /** Makes {@code into} a view of the next command; returns false if there is none. */
  public boolean next(CommandArgs into) {
    if (position == indexLength) {
      return false;
    }
    long head = index[position];
    int count = (int) head;
    into.view(bytes, start + (int) (head >>> 32), index, position + 1, count);
    position += count + 1;
    return true;
  }

  /** What followed the commands, if it was no request. */
  public @Nullable ProtocolException failure() {
    return failure;
  }

  /** Forgets everything, to be used again. */
  public void clear() {
    bytes = Wire.NO_BYTES;
    start = 0;
    length = 0;
    indexLength = 0;
    position = 0;
    failure = null;
    if (index.length > RETAINED_INDEX) {
      index = new long[INITIAL_INDEX];
    }
  }
}
