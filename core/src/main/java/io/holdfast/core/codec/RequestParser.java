package io.holdfast.core.codec;

import io.holdfast.encodings.number.IntegerText;
import org.jspecify.annotations.Nullable;

/**
 * Finds the commands in the bytes a client sends, a command at a time and without copying.
 *
 * <pre>
 *  request   = multibulk | inline
 *  multibulk = "*" count CR LF  { "$" length CR LF  length bytes  CR LF }     count times
 *  inline    = line [CR] LF     words between spaces, "quoted\x41\n" or 'quoted'
 *
 *  buffer   |  done  | *3 CR LF $3 CR LF SET CR LF $3 CR LF foo CR LF $500000 CR LF xxxx |
 *                    ^                                                        ^          ^
 *                    from                                                  position      to
 * </pre>
 *
 * <p>The caller owns the buffer. It calls {@link #parse} with all bytes from the start of the next
 * request on, again with more after {@link #NEED_MORE}; in between it may move the bytes or put
 * them into a larger buffer. The parser remembers how far it came, as a distance from {@code from}:
 * arguments that were complete, the announced length of the one that is not, how far a line was
 * searched. So the work is linear however small the pieces are, and {@link #needed} says how much
 * is missing. An announced length never makes this class allocate: what it keeps of a half-received
 * command is 8 bytes an argument that arrived.
 *
 * <p>As in Redis, the two bytes behind an argument and the one behind a CR are skipped unseen; a
 * count of zero or less and an empty line are no command; a NUL in a line hides the rest of it
 * until the line is too long. Unlike Redis, where it depends on how the bytes arrive, a line is too
 * long exactly if its first 65537 bytes hold no end of line.
 *
 * <p>Thread: the one that reads; one parser a connection. Memory: 64 bytes while no request is half
 * received. Cost: some nanoseconds an argument: a length of up to six digits is read as one word.
 *
 * <p>Source: the RESP specification; texts and limits observed on redis-server 7.0.15.
 */
public final class RequestParser {
  /** What {@link #parse} returns while the request is incomplete. */
  public static final int NEED_MORE = -1;

  /** The longest line: an inline request, or a count or length in front of its CR. */
  static final int MAX_LINE_BYTES = 64 * 1024;

  /** Before AUTH: the most arguments a request may have. */
  static final int MAX_UNAUTHENTICATED_ARGUMENTS = 10;

  /** Before AUTH: the longest argument. */
  static final int MAX_UNAUTHENTICATED_BYTES = 16 * 1024;

  private static final long ZEROS = 0x3030_3030_3030_3030L;
  private static final long HIGH_NIBBLES = 0xf0f0_f0f0_f0f0_f0f0L;

  /** No argument's length has been read: its header is next. */
  private static final long NO_LENGTH = -1;

  /** More than any array holds; longer announcements count as this one. */
  private static final long UNREACHABLE = 1L << 40;

  private final RequestLimits limits;
  private boolean authenticated = true;

  // A half-received request, all positions counted from its first byte.

  /** Arguments still to come; 0 until the count of a multibulk request is known. */
  private int remaining;

  /** The first byte not yet understood: a header's, or the bulk's whose length is known. */
  private int position;

  /** Up to where the line at {@link #position} was searched for its end. */
  private int searched;

  /** The announced length of the argument at {@link #position}, or {@link #NO_LENGTH}. */
  private long bulkLength = NO_LENGTH;

  private long needed = 1;

  private long @Nullable [] spans;
  private int spanCount;

  /** A parser for one connection. */
  public RequestParser(RequestLimits limits) {
    this.limits = limits;
  }

  /** Whether the client may send more than the little that AUTH and HELLO need; true at first. */
  public void authenticated(boolean authenticated) {
    this.authenticated = authenticated;
  }

  /**
   * Parses the request that begins at {@code from}.
   *
   * @param into becomes a view of the command; it has no arguments if there was nothing to execute
   *     (an empty line, an array of no elements). It need not be the same object every time.
   * @return the length of the request in bytes, or {@link #NEED_MORE}
   * @throws ProtocolException for anything that is no request; {@link #reset} makes the parser
   *     usable again
   */
  public int parse(byte[] buffer, int from, int to, CommandArgs into) {
    if (position == 0) {
      if (to - from >= 4 && buffer[from] == '*') {
        int digit = buffer[from + 1] - '0';
        if (digit > 0 && digit <= 9 && buffer[from + 2] == '\r') {
          into.begin(buffer, from);
          return arguments(buffer, from, from + 4, to, into, digit);
        }
      }
      into.begin(buffer, from);
      return begin(buffer, from, to, into);
    }
    return resume(buffer, from, to, into);
  }

  /**
   * After {@link #NEED_MORE}: how many bytes there must be, from the start of the request, before
   * calling again can make a difference. More than an array holds if a client announced that much.
   * 1 after a whole request.
   */
  public long needed() {
    return needed;
  }

  /** Whether a request has been received in part. */
  public boolean isMidRequest() {
    return position > 0 || searched > 0;
  }

  /** The memory kept for a request that was received in part, its bytes not counted. */
  public long heldBytes() {
    long[] held = spans;
    return held == null ? 0 : 8L * held.length;
  }

  /** Forgets a request that was received in part. */
  public void reset() {
    remaining = 0;
    position = 0;
    searched = 0;
    needed = 1;
    bulkLength = NO_LENGTH;
    spans = null;
    spanCount = 0;
  }

  // ---- the three ways in -----------------------------------------------------------------------

  private int begin(byte[] buffer, int from, int to, CommandArgs into) {
    if (from == to) {
      needed = 1;
      return NEED_MORE;
    }
    if (buffer[from] != '*') {
      return inline(buffer, from, to, into);
    }
    int cr = findLineEnd(buffer, from, from, to, '\r', "too big mbulk count string");
    if (cr < 0) {
      return NEED_MORE;
    }
    long count = IntegerText.parse(buffer, from + 1, cr - from - 1);
    if (count > Integer.MAX_VALUE
        || IntegerText.isRefused(count, buffer, from + 1, cr - from - 1)) {
      throw fail("invalid multibulk length", 1);
    }
    if (count > MAX_UNAUTHENTICATED_ARGUMENTS && !authenticated) {
      throw fail("unauthenticated multibulk length", 1);
    }
    searched = 0;
    needed = 1;
    int at = cr + 2;
    return count <= 0 ? at - from : arguments(buffer, from, at, to, into, (int) count);
  }

  private int resume(byte[] buffer, int from, int to, CommandArgs into) {
    if (to - from < needed) {
      return NEED_MORE;
    }
    long length = bulkLength;
    long[] held = spans;
    if (held == null) {
      into.begin(buffer, from);
    } else {
      into.resume(buffer, from, held, spanCount);
      spans = null;
    }
    int left = remaining;
    int at = position;
    if (length != NO_LENGTH) {
      into.append(at, (int) length);
      at += (int) length + 2;
      left--;
      bulkLength = NO_LENGTH;
    }
    position = 0;
    return arguments(buffer, from, from + at, to, into, left);
  }

  // ---- multibulk -------------------------------------------------------------------------------

  /** Reads the arguments that are left, the first of them at {@code start}. */
  private int arguments(
      byte[] buffer, int from, int start, int to, CommandArgs into, int argumentsLeft) {
    int at = start;
    for (int left = argumentsLeft; left > 0; left--) {
      long length = NO_LENGTH;
      int data = at;
      if (buffer.length - at >= 8) {
        long word = (long) Wire.LONG.get(buffer, at);
        int digit = ((int) word >>> 8 & 0xff) - '0';
        if ((word & 0xff00ffL) == ('$' | '\r' << 16) && digit >= 0 && digit <= 9) {
          length = digit;
          data = at + 4;
        } else {
          long header = shortHeader(word);
          length = header >> 32;
          data = at + (int) header;
        }
        if (data > to) {
          // The word reached into bytes that are not part of the input.
          length = NO_LENGTH;
        }
      }
      if (length == NO_LENGTH || length > MAX_UNAUTHENTICATED_BYTES) {
        data = anyHeader(buffer, from, at, to);
        if (data == NEED_MORE) {
          return park(into, left, at - from, NO_LENGTH);
        }
        length = announced;
      }
      if (to - data - 2 < length) {
        needed = data - from + Math.min(length, UNREACHABLE) + 2;
        return park(into, left, data - from, length);
      }
      into.append(data - from, (int) length);
      at = data + (int) length + 2;
    }
    searched = 0;
    needed = 1;
    return at - from;
  }

  /**
   * The header in a word of eight bytes: {@code $}, one to six digits, CR.
   *
   * @return the length in the upper half and the header's length, LF included, in the lower; {@link
   *     #NO_LENGTH} in the upper half if it is anything else
   */
  private static long shortHeader(long word) {
    long x = word ^ 0x0d0d_0d0d_0d0d_0d0dL;
    long cr = (x - 0x0101_0101_0101_0101L) & ~x & 0x8080_8080_8080_8080L;
    int digits = (Long.numberOfTrailingZeros(cr) >>> 3) - 1;
    if (cr == 0 || digits <= 0 || (byte) word != '$') {
      return NO_LENGTH << 32;
    }
    int missing = 64 - 8 * digits;
    // The digits in the uppermost bytes, the last one on top; zeros fill what is below them.
    long text = (word >>> 8 << missing) | (ZEROS & ~(-1L << missing));
    boolean valid =
        ((text & HIGH_NIBBLES) | (((text + 0x0606_0606_0606_0606L) & HIGH_NIBBLES) >>> 4))
            == 0x3333_3333_3333_3333L;
    if (!valid || (digits > 1 && (byte) (word >>> 8) == '0')) {
      return NO_LENGTH << 32;
    }
    long value = text & 0x0f0f_0f0f_0f0f_0f0fL;
    value = value * 10 + (value >>> 8);
    value =
        ((value & 0x0000_00ff_0000_00ffL) * (100 + (1_000_000L << 32))
                + ((value >>> 16) & 0x0000_00ff_0000_00ffL) * (1 + (10_000L << 32)))
            >>> 32;
    return value << 32 | (digits + 3);
  }

  /** What {@link #anyHeader} read. */
  private long announced;

  /** Reads any header, right or wrong; returns the offset of the data, or {@link #NEED_MORE}. */
  private int anyHeader(byte[] buffer, int from, int at, int to) {
    int cr = findLineEnd(buffer, from, at, to, '\r', "too big bulk count string");
    if (cr < 0) {
      return NEED_MORE;
    }
    if (buffer[at] != '$') {
      char found = (char) (buffer[at] & 0xff);
      throw fail(
          "expected '$', got '" + (found == '\r' || found == '\n' ? ' ' : found) + "'", at - from);
    }
    long length = IntegerText.parse(buffer, at + 1, cr - at - 1);
    if (length < 0
        || length > limits.maxBulkBytes()
        || IntegerText.isRefused(length, buffer, at + 1, cr - at - 1)) {
      throw fail("invalid bulk length", at + 1 - from);
    }
    if (length > MAX_UNAUTHENTICATED_BYTES && !authenticated) {
      throw fail("unauthenticated bulk length", at + 1 - from);
    }
    announced = length;
    searched = 0;
    return cr + 2;
  }

  private int park(CommandArgs into, int left, int at, long length) {
    remaining = left;
    position = at;
    bulkLength = length;
    spanCount = into.count();
    if (spanCount > 0) {
      spans = into.takeSpans();
    }
    into.clear();
    return NEED_MORE;
  }

  /**
   * Finds the end of the line at {@code start}, going on where the last search stopped.
   *
   * @return its offset, or {@link #NEED_MORE}; a CR counts when the byte behind it has come too
   */
  private int findLineEnd(
      byte[] buffer, int from, int start, int to, char terminator, String tooBig) {
    int at = Math.max(start, from + searched);
    while (at < to && buffer[at] != terminator && buffer[at] != 0) {
      at++;
    }
    boolean found = at < to && buffer[at] == terminator && at - start <= MAX_LINE_BYTES;
    if (found && (terminator == '\n' || at + 1 < to)) {
      return at;
    }
    if (!found && to - start > MAX_LINE_BYTES) {
      throw fail(tooBig, start - from);
    }
    searched = at - from;
    needed = to - from + 1L;
    return NEED_MORE;
  }

  private ProtocolException fail(String message, int offset) {
    reset();
    return new ProtocolException(message, offset);
  }

  // ---- inline ----------------------------------------------------------------------------------

  private int inline(byte[] buffer, int from, int to, CommandArgs into) {
    int newline = findLineEnd(buffer, from, from, to, '\n', "too big inline request");
    if (newline < 0) {
      return NEED_MORE;
    }
    searched = 0;
    needed = 1;
    int end = newline > from && buffer[newline - 1] == '\r' ? newline - 1 : newline;
    int fault = InlineWords.split(buffer, from, end, into);
    if (fault >= 0) {
      into.clear();
      throw fail("unbalanced quotes in request", fault - from);
    }
    return newline + 1 - from;
  }
}
