package io.holdfast.persistence;

import io.holdfast.DamagedFileException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.PipelineLookAhead;
import io.holdfast.core.keyspace.Database;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Reads the commands of a log.
 *
 * <pre>
 *  command     * count CR LF, then so often:  $ length CR LF bytes CR LF
 *  annotation  # anything LF                  passed over; #TS:seconds says when it was written
 * </pre>
 *
 * <p>The file ends with its last byte that is not zero, as every command and annotation does:
 * behind it is room that a mapped file had and a process that was killed has not used.
 *
 * <p>Nothing is believed: what is announced and longer than the rest of the file is not allocated,
 * and every CR LF must be there.
 *
 * <p>Thread: one at a time. Memory: a window of 256 KiB, or the longest command.
 */
final class AofReader {
  /** The file ends in the midst of a command. */
  static final class TruncatedException extends EOFException {
    private static final long serialVersionUID = 1L;
  }

  private static final int WINDOW_BYTES = 1 << 18;
  private static final int END_WINDOW_BYTES = 1 << 16;
  private static final int MAX_ARGUMENTS = 1 << 20;
  private static final int MAX_DIGITS = 18;
  private static final int MAX_ANNOTATION_BYTES = 1 << 16;
  private static final int DECIMAL = 10;

  private final Path file;
  private final FileChannel channel;
  private byte[] window = new byte[WINDOW_BYTES];

  /** The position of the window's first byte. */
  private long base;

  private int end;
  private int at;

  /** Where the item that is being read began, in the window. */
  private int start;

  /** The position up to which look-ups were begun. */
  private long looked;

  private final long length;
  private int[] spans = new int[16];

  /** Reads a file from a position on. */
  AofReader(Path file, FileChannel channel, long from) throws IOException {
    this.file = file;
    this.channel = channel;
    this.base = from;
    this.length = Math.max(from, end(channel));
    channel.position(from);
  }

  /** The position behind the last byte of a file that is not zero. */
  static long end(FileChannel channel) throws IOException {
    byte[] window = new byte[END_WINDOW_BYTES];
    long end = channel.size();
    while (end > 0) {
      int count = (int) Math.min(window.length, end);
      ByteBuffer bytes = ByteBuffer.wrap(window, 0, count);
      while (bytes.hasRemaining() && channel.read(bytes, end - bytes.remaining()) > 0) {
        // More is to come.
      }
      int used = count;
      while (used > 0 && window[used - 1] == 0) {
        used--;
      }
      end -= count - used;
      if (used > 0) {
        return end;
      }
    }
    return 0;
  }

  /** The position where what was appended ends; behind it are only zeros, or nothing. */
  long length() {
    return length;
  }

  /** Up to where whole commands were read. */
  long position() {
    return base + at;
  }

  /** Begins the look-ups of commands that are in the window, unless that was done. */
  void lookAhead(PipelineLookAhead ahead, Database db) {
    if (position() >= looked && at < end) {
      looked = base + ahead.read(db, window, at, end);
    }
  }

  /**
   * Reads the next command; its bytes are good until the next one.
   *
   * @return false if there is none: the file ends behind a command
   * @throws TruncatedException if it ends within one
   * @throws DamagedFileException if what is there is no command
   */
  boolean next(CommandArgs into) throws IOException {
    start = at;
    while (hasMore() && window[at] == '#') {
      passOverAnnotation();
      start = at;
    }
    if (!hasMore()) {
      return false;
    }
    long count = number('*');
    if (count < 1 || count > MAX_ARGUMENTS) {
      throw damaged("not a number of arguments: " + count);
    }
    if (spans.length < 2 * count) {
      // An argument takes 5 bytes at least.
      if (count > (length - base - at) / 5) {
        throw new TruncatedException();
      }
      spans = new int[(int) (2 * count)];
    }
    for (int i = 0; i < count; i++) {
      long bytes = number('$');
      if (bytes > length - base - at) {
        throw new TruncatedException();
      }
      need(bytes + 2);
      spans[2 * i] = at - start;
      spans[2 * i + 1] = (int) bytes;
      at += (int) bytes;
      crlf();
    }
    into.begin(window, start);
    for (int i = 0; i < count; i++) {
      into.add(spans[2 * i], spans[2 * i + 1]);
    }
    return true;
  }

  private boolean hasMore() throws IOException {
    return at < end || fill(1);
  }

  private void passOverAnnotation() throws IOException {
    do {
      if (at - start > MAX_ANNOTATION_BYTES) {
        throw damaged("an annotation that does not end");
      }
      at++;
      need(1);
    } while (window[at] != '\n');
    at++;
  }

  private long number(char type) throws IOException {
    need(1);
    if (window[at] != type) {
      throw damaged("'" + type + "' expected");
    }
    at++;
    long number = 0;
    int digits = 0;
    for (; ; at++) {
      need(1);
      int digit = window[at] - '0';
      if (digit < 0 || digit >= DECIMAL || digits == MAX_DIGITS) {
        break;
      }
      number = number * DECIMAL + digit;
      digits++;
    }
    if (digits == 0 || window[at] != '\r') {
      throw damaged("not a number");
    }
    crlf();
    return number;
  }

  private void crlf() throws IOException {
    need(2);
    if (window[at] != '\r' || window[at + 1] != '\n') {
      throw damaged("CR LF expected");
    }
    at += 2;
  }

  private void need(long bytes) throws IOException {
    if (end - at < bytes && !fill(bytes)) {
      throw new TruncatedException();
    }
  }

  /** Reads on until so many bytes are there; what was read of this command stays. */
  private boolean fill(long bytes) throws IOException {
    if (bytes > length - base - at) {
      return false;
    }
    long wanted = at - start + bytes;
    if (wanted > Integer.MAX_VALUE - 16) {
      throw damaged("a command longer than 2 GB");
    }
    byte[] next = wanted > window.length ? new byte[largerLength(wanted)] : window;
    System.arraycopy(window, start, next, 0, end - start);
    window = next;
    base += start;
    end -= start;
    at -= start;
    start = 0;
    while (end - at < bytes) {
      // In slices: the JDK would make a copy outside the heap as long as what is asked for.
      long room = Math.min(window.length - end, length - base - end);
      int slice = (int) Math.min(WINDOW_BYTES, room);
      int count = channel.read(ByteBuffer.wrap(window, end, slice));
      if (count < 0) {
        return false;
      }
      end += count;
    }
    return true;
  }

  private int largerLength(long wanted) {
    return (int) Math.min(Math.max(wanted, 2L * window.length), Integer.MAX_VALUE - 16);
  }

  private DamagedFileException damaged(String reason) {
    return new DamagedFileException(file, base + at, reason);
  }
}
