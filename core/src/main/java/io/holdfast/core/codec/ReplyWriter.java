package io.holdfast.core.codec;

import io.holdfast.CommandException;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes replies in RESP2 or RESP3 and holds them until they are sent.
 *
 * <pre>
 *              RESP2                      RESP3                 e.g.
 *  simple      + text CR LF               same                  +OK
 *  error       - CODE text CR LF          same                  -ERR syntax error
 *  integer     : number CR LF             same                  :1
 *  bulk        $ length CR LF bytes CR LF same                  $3 foo
 *  null        $-1 CR LF  or  *-1 CR LF   _ CR LF
 *  array       * count CR LF ...          same                  *2 ...
 *  map         * 2 x count CR LF ...      % count CR LF ...     %1 key value
 *  set, push   * count CR LF ...          ~ or > count CR LF    ~2 ...
 *  double      as bulk                    , text CR LF          ,3.14
 *  boolean     :1 or :0                   #t or #f
 *  big number  as bulk                    ( digits CR LF
 *  verbatim    as bulk                    = length CR LF txt: bytes CR LF
 *
 *  chunks   | sent | pending.......... | pending.......... | pending.....  free |
 *                  ^ start                                               ^ position
 *           '------- closed[0] -------' '--- closed[1] ---' '---- current -----'
 * </pre>
 *
 * <p>Chunks of 16 KiB come from a pool and go back as soon as they are sent: a writer with nothing
 * pending holds none. A bulk longer than 32 KiB gets a chunk of its own, of exactly its size; a
 * {@link PushMessage} is a chunk that many writers share and none of them changes.
 *
 * <p>A sender looks at the pending chunks ({@link #chunkCount}, {@link #chunk}, {@link #chunkFrom},
 * {@link #chunkTo}, or {@link #peek}) and then says with {@link #consume} how much it sent.
 *
 * <p>The writer does not count elements: who writes a header for n elements writes n elements. A
 * reply that fails half-way is taken back with {@link #mark} and {@link #rewind}.
 *
 * <p>Invariants: {@link #pendingBytes} equals the bytes in the chunks; a text reply never holds CR
 * or LF, whatever the text. Thread: the owner's. Cost: a small reply is one or two word stores.
 *
 * <p>Source: the RESP specification; the RESP2 forms of RESP3 types observed on redis-server
 * 7.0.15.
 */
public final class ReplyWriter implements PendingBytes {
  /** A bulk longer than this is written to a chunk of its own. */
  static final int MAX_SHARED_BULK_BYTES = 32 * 1024;

  /** Room that a header, a number or a line's end never exceeds: type, 20 characters, CR LF. */
  private static final int SMALL = 32;

  /** Text up to this length is written straight into the chunk if it is ASCII. */
  private static final int MAX_QUICK_TEXT = 512;

  /** An idle writer keeps its list of chunks up to this length. */
  private static final int RETAINED_LIST = 16;

  /**
   * For each number below {@link #TAILS_COUNT}: a free byte for the type, the digits, CR LF, and in
   * the uppermost byte the length of all that, at most 7.
   */
  private static final long[] TAILS;

  private static final int TAILS_COUNT = 1024;

  private static final short CRLF = '\r' | '\n' << 8;
  private static final long OK = Wire.word("+OK\r\n");
  private static final long PONG = Wire.word("+PONG\r\n");
  private static final long NULL_BULK = Wire.word("$-1\r\n");
  private static final long NULL_ARRAY = Wire.word("*-1\r\n");
  private static final long NULL_RESP3 = Wire.word("_\r\n");
  private static final long TRUE = Wire.word("#t\r\n");
  private static final long FALSE = Wire.word("#f\r\n");
  private static final byte[] QUEUED = "+QUEUED\r\n".getBytes(StandardCharsets.US_ASCII);

  static {
    TAILS = new long[TAILS_COUNT];
    for (int number = 0; number < TAILS_COUNT; number++) {
      String text = " " + number + "\r\n";
      TAILS[number] = (Wire.word(text) & ~0xffL) | (long) text.length() << 56;
    }
  }

  private final ChunkPool pool;
  private boolean resp3;

  /** The chunk being written and where; an empty array while there is none. */
  private byte[] current = Wire.NO_BYTES;

  private int position;

  /** The first pending byte of the first chunk. */
  private int start;

  // Chunks before the current one, from closedHead on; each is filled up to its end.
  private byte[][] closed = {};
  private int[] closedEnds = {};
  private int closedHead;
  private int closedTail;

  /** The ends of the closed chunks, added up. */
  private long closedBytes;

  private long heldBytes;
  private long consumedBytes;
  private long limit = Long.MAX_VALUE;
  private boolean isOverrun;

  /** A writer of RESP2 replies. */
  public ReplyWriter(ChunkPool pool) {
    this.pool = pool;
  }

  /** Whether replies are RESP3 from now on. */
  public void resp3(boolean resp3) {
    this.resp3 = resp3;
  }

  /** Whether replies are RESP3. */
  public boolean isResp3() {
    return resp3;
  }

  // ---- fixed replies ---------------------------------------------------------------------------

  /** {@code +OK}. */
  public void ok() {
    word(OK, 5);
  }

  /** {@code +PONG}. */
  public void pong() {
    word(PONG, 7);
  }

  /** {@code +QUEUED}. */
  public void queued() {
    raw(QUEUED, 0, QUEUED.length);
  }

  /** The null of a missing value: {@code $-1}, in RESP3 {@code _}. */
  public void nullBulk() {
    if (resp3) {
      word(NULL_RESP3, 3);
    } else {
      word(NULL_BULK, 5);
    }
  }

  /** The null of a missing array: {@code *-1}, in RESP3 {@code _}. */
  public void nullArray() {
    if (resp3) {
      word(NULL_RESP3, 3);
    } else {
      word(NULL_ARRAY, 5);
    }
  }

  private void word(long word, int length) {
    byte[] chunk = current;
    int at = position;
    if (chunk.length - at < 8) {
      chunk = nextChunk();
      at = 0;
    }
    Wire.LONG.set(chunk, at, word);
    position = at + length;
  }

  // ---- lines -----------------------------------------------------------------------------------

  /** A simple string; CR and LF become spaces. */
  public void simpleString(String text) {
    line('+', text);
  }

  /**
   * An error; CR and LF become spaces.
   *
   * @param text Redis's whole error text, the first word being the code
   */
  public void error(String text) {
    line('-', text);
  }

  /** An error whose text may be any bytes; CR and LF become spaces. */
  public void error(byte[] text, int offset, int length) {
    line('-', text, offset, length);
  }

  /** The error of a refused command. */
  public void error(CommandException failure) {
    error(failure.getMessage());
  }

  /** The error of a request that is no RESP. */
  public void error(ProtocolException failure) {
    byte[] text = failure.replyText();
    error(text, 0, text.length);
  }

  private void line(char type, String text) {
    int length = text.length();
    if (length <= MAX_QUICK_TEXT) {
      reserve(MAX_QUICK_TEXT + SMALL);
      byte[] chunk = current;
      int at = position;
      chunk[at++] = (byte) type;
      int i = 0;
      for (; i < length; i++) {
        char c = text.charAt(i);
        if (c >= 0x80) {
          break;
        }
        chunk[at + i] = c == '\r' || c == '\n' ? (byte) ' ' : (byte) c;
      }
      if (i == length) {
        Wire.SHORT.set(chunk, at + length, CRLF);
        position = at + length + 2;
        return;
      }
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    line(type, bytes, 0, bytes.length);
  }

  private void line(char type, byte[] text, int offset, int length) {
    reserve(SMALL);
    current[position++] = (byte) type;
    int from = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (text[i] == '\r' || text[i] == '\n') {
        raw(text, from, i - from);
        reserve(SMALL);
        current[position++] = ' ';
        from = i + 1;
      }
    }
    raw(text, from, end - from);
    endLine();
  }

  private void endLine() {
    reserve(SMALL);
    Wire.SHORT.set(current, position, CRLF);
    position += 2;
  }

  // ---- numbers and headers ---------------------------------------------------------------------

  /** An integer. */
  public void integer(long value) {
    number(':', value);
  }

  /** The header of an array; {@code count} replies follow. */
  public void arrayHeader(int count) {
    number('*', count);
  }

  /** The header of a map; {@code count} keys and values follow, each key before its value. */
  public void mapHeader(int count) {
    if (resp3) {
      number('%', count);
    } else {
      number('*', 2L * count);
    }
  }

  /** The header of a set; {@code count} replies follow. */
  public void setHeader(int count) {
    number(resp3 ? '~' : '*', count);
  }

  /** The header of an out-of-band message; {@code count} replies follow. */
  public void pushHeader(int count) {
    number(resp3 ? '>' : '*', count);
  }

  /**
   * An out-of-band message that was encoded before. It is not copied, but where there is room for a
   * short one beside what waits already.
   */
  public void push(PushMessage message) {
    byte[] bytes = message.bytes(resp3);
    boolean hasRoom = bytes.length <= current.length - position;
    // One as long as a pool's chunk would be handed out as one when it is sent.
    if (hasRoom || bytes.length == ChunkPool.CHUNK_BYTES) {
      raw(bytes, 0, bytes.length);
      return;
    }
    open(bytes);
    position = bytes.length;
  }

  /** The header of attributes of the reply that follows them. RESP3 only. */
  public void attributeHeader(int count) {
    assert resp3 : "RESP2 has no attributes";
    number('|', count);
  }

  private void number(char type, long value) {
    byte[] chunk = current;
    int at = position;
    if (chunk.length - at < SMALL) {
      chunk = nextChunk();
      at = 0;
    }
    position = putNumber(chunk, at, type, value);
  }

  /** Writes a type, a number and CR LF into {@link #SMALL} bytes of room; returns the end. */
  private static int putNumber(byte[] chunk, int offset, char type, long value) {
    if (value >= 0 && value < TAILS_COUNT) {
      long tail = TAILS[(int) value];
      // The last byte may be the length, which is no text; what is written next covers it.
      Wire.LONG.set(chunk, offset, tail | type);
      return offset + (int) (tail >>> 56);
    }
    chunk[offset] = (byte) type;
    int at = offset + 1 + IntegerText.write(value, chunk, offset + 1);
    Wire.SHORT.set(chunk, at, CRLF);
    return at + 2;
  }

  /** True or false: in RESP2 the integer 1 or 0. */
  public void bool(boolean value) {
    if (resp3) {
      word(value ? TRUE : FALSE, 4);
    } else {
      number(':', value ? 1 : 0);
    }
  }

  /** A double as its shortest text: in RESP2 a bulk string. */
  public void doubleValue(double value) {
    reserve(2 * SMALL);
    byte[] chunk = current;
    int at = position;
    if (resp3) {
      chunk[at] = ',';
      at += 1 + DoubleText.write(value, chunk, at + 1);
    } else {
      // The length stands in front: leave room for two digits, and close the gap if there is one.
      int length = DoubleText.write(value, chunk, at + 5);
      chunk[at++] = '$';
      if (length >= 10) {
        chunk[at++] = (byte) ('0' + length / 10);
      } else {
        System.arraycopy(chunk, at + 4, chunk, at + 3, length);
      }
      chunk[at] = (byte) ('0' + length % 10);
      Wire.SHORT.set(chunk, at + 1, CRLF);
      at += 3 + length;
    }
    Wire.SHORT.set(chunk, at, CRLF);
    position = at + 2;
  }

  /**
   * A double, given as its text.
   *
   * @param text the digits, or {@code inf}, {@code -inf}, {@code nan}
   */
  public void doubleValue(byte[] text, int offset, int length) {
    textOrBulk(',', text, offset, length);
  }

  /** A number of any size, given as its digits. */
  public void bigNumber(byte[] text, int offset, int length) {
    textOrBulk('(', text, offset, length);
  }

  private void textOrBulk(char type, byte[] text, int offset, int length) {
    if (resp3) {
      line(type, text, offset, length);
    } else {
      bulk(text, offset, length);
    }
  }

  // ---- bulks -----------------------------------------------------------------------------------

  /** A bulk string. */
  public void bulk(byte[] source) {
    bulk(source, 0, source.length);
  }

  /** A bulk string: a range of an array, of an arena's page for example. */
  public void bulk(byte[] source, int offset, int length) {
    byte[] chunk = current;
    int at = position;
    // Not "length + SMALL <= room", which overflows for a hostile length.
    if (length < 0 || chunk.length - at - SMALL < length) {
      bulkHeader(length);
      raw(source, offset, length);
      bulkEnd();
      return;
    }
    at = putNumber(chunk, at, '$', length);
    System.arraycopy(source, offset, chunk, at, length);
    at += length;
    Wire.SHORT.set(chunk, at, CRLF);
    position = at + 2;
  }

  /** A bulk string of text, as UTF-8. */
  public void bulk(String text) {
    int length = text.length();
    if (length <= MAX_QUICK_TEXT) {
      reserve(MAX_QUICK_TEXT + SMALL);
      byte[] chunk = current;
      int at = putNumber(chunk, position, '$', length);
      int i = 0;
      for (; i < length; i++) {
        char c = text.charAt(i);
        if (c >= 0x80) {
          break;
        }
        chunk[at + i] = (byte) c;
      }
      if (i == length) {
        Wire.SHORT.set(chunk, at + length, CRLF);
        position = at + length + 2;
        return;
      }
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    bulk(bytes, 0, bytes.length);
  }

  /** A bulk string that holds an integer's text. */
  public void bulk(long value) {
    int length = IntegerText.length(value);
    reserve(2 * SMALL);
    int at = putNumber(current, position, '$', length);
    at += IntegerText.write(value, current, at);
    Wire.SHORT.set(current, at, CRLF);
    position = at + 2;
  }

  /**
   * Begins a bulk string that is written in pieces: {@link #raw} calls of {@code length} bytes in
   * all, then {@link #bulkEnd}.
   */
  public void bulkHeader(int length) {
    bulkHeader('$', length);
  }

  /** Ends a bulk string begun by {@link #bulkHeader(int)}. */
  public void bulkEnd() {
    if (current.length - position < 2) {
      nextChunk();
    }
    Wire.SHORT.set(current, position, CRLF);
    position += 2;
  }

  private void bulkHeader(char type, int length) {
    if (length < 0 || length > Integer.MAX_VALUE - 2 * SMALL) {
      throw new IllegalArgumentException("not the length of a bulk string: length=" + length);
    }
    if (length > MAX_SHARED_BULK_BYTES) {
      int header = 1 + IntegerText.length(length) + 2;
      position = putNumber(open(new byte[header + length + 2]), 0, type, length);
    } else {
      number(type, length);
    }
  }

  /**
   * Text for people with its format: in RESP2 a bulk string.
   *
   * @param format three ASCII characters: {@code txt} or {@code mkd}
   */
  public void verbatim(String format, byte[] source, int offset, int length) {
    if (!resp3) {
      bulk(source, offset, length);
      return;
    }
    if (format.length() != 3) {
      throw new IllegalArgumentException("must be three characters: format=" + format);
    }
    bulkHeader('=', length + 4);
    if (current.length - position < 4) {
      nextChunk();
    }
    Wire.INT.set(current, position, (int) Wire.word(format) | ':' << 24);
    position += 4;
    raw(source, offset, length);
    bulkEnd();
  }

  /** Bytes that are RESP already, or a piece of a bulk string. */
  public void raw(byte[] source, int offset, int length) {
    int from = offset;
    int left = length;
    while (left > 0) {
      int room = current.length - position;
      if (room == 0) {
        nextChunk();
        room = current.length;
      }
      int n = Math.min(left, room);
      System.arraycopy(source, from, current, position, n);
      position += n;
      from += n;
      left -= n;
    }
  }

  // ---- chunks ----------------------------------------------------------------------------------

  private void reserve(int bytes) {
    if (current.length - position < bytes) {
      nextChunk();
    }
  }

  private byte[] nextChunk() {
    return open(pool.take());
  }

  private byte[] open(byte[] chunk) {
    if (position > 0) {
      close(current, position);
    } else if (current.length > 0) {
      // An empty chunk cannot be pending; only a rewind leaves one.
      release(current);
    }
    heldBytes += chunk.length;
    current = chunk;
    position = 0;
    if (closedBytes - start > limit) {
      overrun();
    }
    return chunk;
  }

  /** Drops all chunks but the current one, which is empty. */
  private void overrun() {
    isOverrun = true;
    consumedBytes += closedBytes - start;
    start = 0;
    while (closedHead < closedTail) {
      releaseClosed(closedHead++);
    }
    closedHead = 0;
    closedTail = 0;
  }

  private void close(byte[] chunk, int end) {
    if (closedTail == closed.length) {
      growClosed();
    }
    closed[closedTail] = chunk;
    closedEnds[closedTail] = end;
    closedTail++;
    closedBytes += end;
  }

  private void growClosed() {
    int count = closedTail - closedHead;
    int capacity = count < closed.length / 2 ? closed.length : Math.max(4, closed.length * 2);
    byte[][] chunks = new byte[capacity][];
    int[] ends = new int[capacity];
    System.arraycopy(closed, closedHead, chunks, 0, count);
    System.arraycopy(closedEnds, closedHead, ends, 0, count);
    closed = chunks;
    closedEnds = ends;
    closedHead = 0;
    closedTail = count;
  }

  private void release(byte[] chunk) {
    heldBytes -= chunk.length;
    pool.give(chunk);
  }

  private void releaseCurrent() {
    release(current);
    current = Wire.NO_BYTES;
    position = 0;
  }

  private void releaseClosed(int index) {
    closedBytes -= closedEnds[index];
    release(closed[index]);
    closed[index] = Wire.NO_BYTES;
  }

  // ---- taking back -----------------------------------------------------------------------------

  /** A point in the output to {@link #rewind} to. */
  public long mark() {
    return consumedBytes + pendingBytes();
  }

  /**
   * Takes back everything written since the mark.
   *
   * @throws IllegalArgumentException if some of it has been consumed already, or the mark lies
   *     ahead
   */
  public void rewind(long mark) {
    if (isOverrun) {
      return; // nothing of it will be sent
    }
    long surplus = mark() - mark;
    if (surplus < 0 || mark < consumedBytes) {
      throw new IllegalArgumentException("not a mark within the pending bytes: mark=" + mark);
    }
    while (surplus > 0 && surplus >= position - (closedHead == closedTail ? start : 0)) {
      surplus -= position - (closedHead == closedTail ? start : 0);
      releaseCurrent();
      if (closedHead == closedTail) {
        start = 0;
        return;
      }
      closedTail--;
      current = closed[closedTail];
      position = closedEnds[closedTail];
      closedBytes -= position;
      closed[closedTail] = Wire.NO_BYTES;
    }
    position -= (int) surplus;
  }

  // ---- sending ---------------------------------------------------------------------------------

  /** The bytes written and not consumed. */
  public long pendingBytes() {
    return closedBytes + position - start;
  }

  /**
   * How much may be pending. When it becomes more, even within one reply, the writer is overrun: it
   * drops what is pending, and goes on dropping, so that nothing must be sent any more.
   *
   * @param bytes 0 for no limit
   */
  public void limit(long bytes) {
    limit = bytes == 0 ? Long.MAX_VALUE : bytes;
  }

  /** Whether something was dropped, because there was too much. */
  public boolean isOverrun() {
    return isOverrun;
  }

  /** The size of all chunks held, used and unused. */
  public long heldBytes() {
    return heldBytes;
  }

  /** The number of chunks with pending bytes. */
  public int chunkCount() {
    return closedTail - closedHead + (position > 0 ? 1 : 0);
  }

  /** A chunk with pending bytes; valid until something is written or consumed. */
  public byte[] chunk(int index) {
    int at = closedHead + index;
    return at < closedTail ? closed[at] : current;
  }

  /** The offset of a chunk's first pending byte. */
  public int chunkFrom(int index) {
    return index == 0 ? start : 0;
  }

  /** The offset behind a chunk's last pending byte. */
  public int chunkTo(int index) {
    int at = closedHead + index;
    return at < closedTail ? closedEnds[at] : position;
  }

  @Override
  public int peek(ByteBuffer target) {
    int copied = 0;
    int count = chunkCount();
    for (int i = 0; i < count && target.hasRemaining(); i++) {
      int from = chunkFrom(i);
      int n = Math.min(target.remaining(), chunkTo(i) - from);
      target.put(chunk(i), from, n);
      copied += n;
    }
    return copied;
  }

  @Override
  public void consume(long bytes) {
    if (bytes < 0 || bytes > pendingBytes()) {
      throw new IllegalArgumentException(
          "more than is pending: bytes=" + bytes + " pendingBytes=" + pendingBytes());
    }
    consumedBytes += bytes;
    long left = bytes;
    while (closedHead < closedTail) {
      int available = closedEnds[closedHead] - start;
      if (left < available) {
        start += (int) left;
        return;
      }
      left -= available;
      start = 0;
      releaseClosed(closedHead++);
    }
    closedHead = 0;
    closedTail = 0;
    start += (int) left;
    if (start == position) {
      start = 0;
      releaseCurrent();
      if (closed.length > RETAINED_LIST) {
        closed = new byte[0][];
        closedEnds = new int[0];
      }
    }
  }

  /** Drops everything pending and gives all chunks back. */
  public void reset() {
    consume(pendingBytes());
  }

  /** A copy of the pending bytes. */
  public byte[] toByteArray() {
    byte[] bytes = new byte[Math.toIntExact(pendingBytes())];
    peek(ByteBuffer.wrap(bytes));
    return bytes;
  }

  @Override
  public String toString() {
    ByteBuffer shown = ByteBuffer.allocate((int) Math.min(pendingBytes(), 256));
    return "ReplyWriter[pendingBytes="
        + pendingBytes()
        + " "
        + Quoted.text(shown.array(), 0, peek(shown))
        + "]";
  }

  /** Proves that the counters agree with the chunks. For tests. */
  void checkInvariants() {
    long ends = 0;
    long held = current.length;
    for (int i = closedHead; i < closedTail; i++) {
      assert closedEnds[i] > 0 : "a closed chunk holds something";
      ends += closedEnds[i];
      held += closed[i].length;
    }
    assert ends == closedBytes : "closedBytes is the sum of the ends";
    assert held == heldBytes : "heldBytes is the sum of the chunks";
    assert start <= (closedHead < closedTail ? closedEnds[closedHead] : position);
    assert pendingBytes() > 0 || heldBytes == 0 : "nothing pending holds no chunk";
    assert Arrays.stream(closed, closedTail, closed.length)
        .allMatch(c -> c == null || c.length == 0);
  }
}
