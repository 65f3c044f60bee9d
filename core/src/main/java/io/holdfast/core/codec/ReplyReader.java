package io.holdfast.core.codec;

import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the replies a server sends, RESP2 and RESP3 mixed, as they arrive.
 *
 * <pre>
 *  line      + - : , # _ (   text CR LF
 *  bulk      $ = !           length CR LF  length bytes  CR LF
 *  aggregate * ~ > | %       count CR LF   count replies (| and %: twice as many)
 *
 *  received  | *2 CR LF | $3 CR LF foo CR LF | $5 CR LF he ...
 *              consumed at once, kept as a     not consumed until complete
 *              frame: type, elements so far
 * </pre>
 *
 * <p>{@link #read} consumes every line, bulk and header that is complete, so the caller keeps at
 * most one unfinished element in its buffer; nested replies live on an explicit stack, never on the
 * thread's.
 *
 * <p>Strict: CR LF must be there, no CR or LF within a line, no sign or zero too many in a length,
 * nesting at most {@value #MAX_DEPTH} deep, bulks at most as long as allowed. Announced counts and
 * lengths allocate nothing; memory is in proportion to what was received. RESP3's streamed strings
 * and aggregates, which Redis does not send, are refused.
 *
 * <p>Thread: the owner's. Cost: this is the test's and the client's end; it allocates freely.
 *
 * <p>Source: the RESP specification.
 */
public final class ReplyReader {
  /** The deepest nesting that is read. */
  public static final int MAX_DEPTH = 64;

  private static final int MAX_LINE_BYTES = 64 * 1024;
  private static final long NONE = -1;
  private static final Pattern BIG_NUMBER = Pattern.compile("-?[0-9]+");
  private static final Pattern DECIMAL = Pattern.compile("[-+.0-9eE]+");

  /** An aggregate whose elements are still coming. */
  private static final class Frame {
    final char type;
    final List<Reply> elements;
    long left;

    Frame(char type, long left) {
      this.type = type;
      this.left = left;
      this.elements = new ArrayList<>((int) Math.min(left, 16));
    }
  }

  /** Marks the frame that waits for the reply its attributes describe. */
  private static final char DESCRIBED = 'd';

  private final long maxBulkBytes;
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private @Nullable Reply complete;

  /** How far the unfinished line was searched, counted from its type byte. */
  private int searched;

  private long needed;

  /** Bytes of the current reply that were consumed by earlier calls. */
  private long consumedBefore;

  /** A reader that takes bulks up to Redis's default limit. */
  public ReplyReader() {
    this(RequestLimits.DEFAULT_MAX_BULK_BYTES);
  }

  /**
   * A reader.
   *
   * @param maxBulkBytes the longest bulk string, simple string or error to accept
   */
  public ReplyReader(long maxBulkBytes) {
    this.maxBulkBytes = maxBulkBytes;
  }

  /**
   * The one reply these bytes are.
   *
   * @throws ProtocolException if they are anything but exactly one reply
   */
  public static Reply decode(byte[] bytes) {
    List<Reply> replies = decodeAll(bytes);
    if (replies.size() != 1) {
      throw new ProtocolException("expected one reply, got " + replies.size(), 0);
    }
    return replies.get(0);
  }

  /**
   * The replies these bytes are.
   *
   * @throws ProtocolException if the last one is not complete, or for bytes that are no reply
   */
  public static List<Reply> decodeAll(byte[] bytes) {
    ReplyReader reader = new ReplyReader();
    List<Reply> replies = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      at += reader.read(bytes, at, bytes.length);
      Reply reply = reader.poll();
      if (reply == null) {
        throw new ProtocolException("the last reply is not complete", bytes.length);
      }
      replies.add(reply);
    }
    return replies;
  }

  /**
   * Reads until a reply is complete or the bytes are used up. Take the reply with {@link #poll}
   * before reading on.
   *
   * @return the number of bytes consumed; give the others again, with more behind them
   * @throws ProtocolException for bytes that are no reply; the reader is then of no more use
   */
  public int read(byte[] buffer, int from, int to) {
    if (complete != null) {
      throw new IllegalStateException("a complete reply has not been taken");
    }
    int at = from;
    while (complete == null && at < to) {
      int next = element(buffer, from, at, to);
      if (next < 0) {
        break;
      }
      searched = 0;
      at = next;
    }
    consumedBefore = complete == null ? consumedBefore + at - from : 0;
    if (at == to) {
      needed = 1;
    }
    return at - from;
  }

  /** The reply that {@link #read} completed, once; null if it is still incomplete. */
  public @Nullable Reply poll() {
    Reply reply = complete;
    complete = null;
    return reply;
  }

  /** How many bytes, from the first one not consumed, must be there for the next step. */
  public long needed() {
    return needed;
  }

  /** Whether a reply has been read in part. */
  public boolean isMidReply() {
    return !frames.isEmpty() || searched > 0;
  }

  /** Reads one line, bulk or header; returns the offset behind it, negative if it is incomplete. */
  private int element(byte[] buffer, int from, int at, int to) {
    char type = (char) (buffer[at] & 0xff);
    long offset = consumedBefore + at - from;
    if ("+-:,#_($=!*~>|%".indexOf(type) < 0) {
      throw new ProtocolException("no type of reply: " + Quoted.text(buffer, at, 1), offset);
    }
    int cr = lineEnd(buffer, at, to, type, offset);
    if (cr < 0) {
      return -1;
    }
    int text = at + 1;
    int length = cr - text;
    switch (type) {
      case '$', '=', '!' -> {
        return bulk(buffer, at, cr, to, type, offset);
      }
      case '*', '~', '>', '|', '%' -> aggregate(buffer, text, length, type, offset);
      default -> add(line(buffer, text, length, type, offset));
    }
    return cr + 2;
  }

  private int lineEnd(byte[] buffer, int start, int to, char type, long offset) {
    long limit = type == '+' || type == '-' ? maxBulkBytes : MAX_LINE_BYTES;
    int at = start + Math.max(1, searched);
    while (at < to && buffer[at] != '\r' && buffer[at] != '\n') {
      at++;
    }
    if (at - start - 1 > limit) {
      throw new ProtocolException("a line is longer than " + limit + " bytes", offset);
    }
    if (at < to && (buffer[at] == '\n' || (at + 1 < to && buffer[at + 1] != '\n'))) {
      throw new ProtocolException("CR or LF within a line", offset + at - start);
    }
    if (at + 1 < to) {
      return at;
    }
    searched = at - start;
    needed = to - start + 1L;
    return -1;
  }

  private int bulk(byte[] buffer, int start, int cr, int to, char type, long offset) {
    long length = number(buffer, start + 1, cr - start - 1, "bulk length", offset);
    int data = cr + 2;
    if (length == NONE && type == '$') {
      add(Reply.Null.BULK);
      return data;
    }
    if (length < 0 || length > maxBulkBytes || (type == '=' && length < 4)) {
      throw new ProtocolException("invalid bulk length " + length, offset);
    }
    if (to - data - 2 < length) {
      searched = cr - start;
      needed = data - start + length + 2;
      return -1;
    }
    int end = data + (int) length;
    if (buffer[end] != '\r' || buffer[end + 1] != '\n') {
      throw new ProtocolException("no CR LF behind a bulk", offset + end - start);
    }
    if (type == '$') {
      add(new Reply.Bulk(Arrays.copyOfRange(buffer, data, end)));
    } else if (type == '!') {
      add(new Reply.ErrorReply(text(buffer, data, (int) length)));
    } else if (buffer[data + 3] == ':') {
      String format = text(buffer, data, 3);
      add(new Reply.Verbatim(format, text(buffer, data + 4, (int) length - 4)));
    } else {
      throw new ProtocolException("no format in a verbatim string", offset + data - start);
    }
    return end + 2;
  }

  private void aggregate(byte[] buffer, int text, int length, char type, long offset) {
    long count = number(buffer, text, length, "count", offset);
    if (count == NONE && type == '*') {
      add(Reply.Null.ARRAY);
      return;
    }
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new ProtocolException("invalid count " + count, offset);
    }
    if (frames.size() == MAX_DEPTH) {
      throw new ProtocolException("nested deeper than " + MAX_DEPTH, offset);
    }
    Frame frame = new Frame(type, type == '%' || type == '|' ? 2 * count : count);
    if (frame.left == 0 && type != '|') {
      add(finish(frame));
    } else {
      frames.push(frame.left == 0 ? described(frame) : frame);
    }
  }

  private static Reply line(byte[] buffer, int offset, int length, char type, long at) {
    return switch (type) {
      case '+' -> new Reply.SimpleString(text(buffer, offset, length));
      case '-' -> new Reply.ErrorReply(text(buffer, offset, length));
      case ':' -> {
        int plus = length > 1 && buffer[offset] == '+' && buffer[offset + 1] != '-' ? 1 : 0;
        yield new Reply.IntegerReply(number(buffer, offset + plus, length - plus, "integer", at));
      }
      case ',' -> {
        String text = text(buffer, offset, length);
        check(isDouble(text, buffer, offset), "double", at);
        yield new Reply.DoubleReply(text);
      }
      case '(' -> {
        String text = text(buffer, offset, length);
        check(BIG_NUMBER.matcher(text).matches(), "big number", at);
        yield new Reply.BigNumber(new BigInteger(text));
      }
      case '#' -> {
        boolean isTrue = length == 1 && buffer[offset] == 't';
        check(isTrue || (length == 1 && buffer[offset] == 'f'), "boolean", at);
        yield new Reply.BooleanReply(isTrue);
      }
      default -> {
        check(length == 0, "null", at);
        yield Reply.Null.RESP3;
      }
    };
  }

  private static void check(boolean valid, String what, long offset) {
    if (!valid) {
      throw new ProtocolException("invalid " + what, offset);
    }
  }

  private static boolean isDouble(String text, byte[] buffer, int offset) {
    return switch (text) {
      case "inf", "-inf", "nan" -> true;
      default ->
          DECIMAL.matcher(text).matches()
              && !Double.isNaN(DoubleText.parse(buffer, offset, text.length()));
    };
  }

  private static long number(byte[] buffer, int offset, int length, String what, long at) {
    long value = IntegerText.parse(buffer, offset, length);
    check(!IntegerText.isRefused(value, buffer, offset, length), what, at);
    return value;
  }

  private static String text(byte[] buffer, int offset, int length) {
    return new String(buffer, offset, length, StandardCharsets.UTF_8);
  }

  /** Puts a reply into the aggregate it belongs to, and that one, if complete, into its own. */
  private void add(Reply reply) {
    Reply whole = reply;
    while (true) {
      Frame frame = frames.peek();
      if (frame == null) {
        complete = whole;
        return;
      }
      frame.elements.add(whole);
      if (--frame.left > 0) {
        return;
      }
      frames.pop();
      if (frame.type == '|') {
        frames.push(described(frame));
        return;
      }
      whole = finish(frame);
    }
  }

  /** Attributes are complete: they wait for one more reply behind them. */
  private static Frame described(Frame attributes) {
    Frame frame = new Frame(DESCRIBED, 1);
    frame.elements.addAll(attributes.elements);
    return frame;
  }

  private static Reply finish(Frame frame) {
    List<Reply> elements = Collections.unmodifiableList(frame.elements);
    return switch (frame.type) {
      case '*' -> new Reply.Array(elements);
      case '~' -> new Reply.SetReply(elements);
      case '>' -> new Reply.Push(elements);
      case '%' -> new Reply.MapReply(pairs(elements));
      default -> {
        int last = elements.size() - 1;
        yield new Reply.Attributed(pairs(elements.subList(0, last)), elements.get(last));
      }
    };
  }

  private static List<Reply.Pair> pairs(List<Reply> keysAndValues) {
    List<Reply.Pair> pairs = new ArrayList<>(keysAndValues.size() / 2);
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      pairs.add(new Reply.Pair(keysAndValues.get(i), keysAndValues.get(i + 1)));
    }
    return Collections.unmodifiableList(pairs);
  }
}
