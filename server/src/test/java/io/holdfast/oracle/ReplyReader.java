package io.holdfast.oracle;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into replies of RESP2 and RESP3 and keeps each reply's bytes.
 *
 * <p>It trusts nothing: what is no RESP, comes too late or ends early becomes a {@link Reply} of
 * type {@link Reply#NONE} that carries the bytes received so far, so that it can be compared and
 * shown like any other answer.
 *
 * <p>Thread: one.
 */
final class ReplyReader {
  private static final int MAX_LENGTH = 1 << 30;
  private static final int MAX_DEPTH = 32;

  private final InputStream in;
  private byte[] buffer = new byte[64 * 1024];
  private int start;
  private int at;
  private int end;

  ReplyReader(InputStream in) {
    this.in = in;
  }

  /** The next reply, or why there is none. */
  Reply read() {
    start = at;
    try {
      return next(0);
    } catch (EOFException | SocketException e) {
      return none(Reply.CLOSED);
    } catch (SocketTimeoutException e) {
      return none("no reply in time");
    } catch (NotResp e) {
      return none("not RESP: " + e.getMessage());
    } catch (IOException e) {
      return none("failed: " + e.getMessage());
    }
  }

  /** Every byte until the peer closes the connection; a NONE reply in any case. */
  Reply readToEnd() {
    start = at;
    try {
      while (true) {
        at = end;
        fill();
      }
    } catch (EOFException | SocketException e) {
      at = end;
      return none(Reply.CLOSED);
    } catch (IOException e) {
      at = end;
      return none("still open");
    }
  }

  /** True when bytes have arrived that no reply has claimed yet. */
  boolean hasMore() throws IOException {
    return at < end || in.available() > 0;
  }

  private Reply none(String why) {
    return Reply.none(why, Arrays.copyOfRange(buffer, start, Math.max(at, end)));
  }

  private Reply next(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new NotResp("nested deeper than " + MAX_DEPTH);
    }
    int from = at - start;
    char type = (char) (readByte() & 0xff);
    switch (type) {
      case '+', '-', ':', ',', '#', '(' -> {
        byte[] line = line();
        return new Reply(type, line, null, slice(from));
      }
      case '_' -> {
        if (line().length != 0) {
          throw new NotResp("text after _");
        }
        return new Reply(type, null, null, slice(from));
      }
      case '$', '=', '!' -> {
        byte[] payload = bulk(length());
        return new Reply(type, payload, null, slice(from));
      }
      case '*', '~', '>' -> {
        int length = length();
        List<Reply> elements = length < 0 ? null : elements(length, depth);
        return new Reply(type, null, elements, slice(from));
      }
      case '%' -> {
        List<Reply> elements = elements(2 * length(), depth);
        return new Reply(type, null, elements, slice(from));
      }
      case '|' -> {
        List<Reply> elements = elements(2 * length(), depth);
        elements.add(next(depth + 1));
        return new Reply(type, null, elements, slice(from));
      }
      default -> throw new NotResp("type byte \"" + Quoting.escape(new byte[] {(byte) type}) + '"');
    }
  }

  private List<Reply> elements(int count, int depth) throws IOException {
    List<Reply> elements = new ArrayList<>(Math.min(Math.max(count, 0), 1024));
    for (int i = 0; i < count; i++) {
      elements.add(next(depth + 1));
    }
    return elements;
  }

  private int length() throws IOException {
    String text = new String(line(), StandardCharsets.ISO_8859_1);
    try {
      int length = Integer.parseInt(text);
      if (length < -1 || length > MAX_LENGTH || text.startsWith("+")) {
        throw new NotResp("length " + text);
      }
      return length;
    } catch (NumberFormatException e) {
      throw new NotResp("length " + text);
    }
  }

  private byte @Nullable [] bulk(int length) throws IOException {
    if (length < 0) {
      return null;
    }
    require(length + 2);
    byte[] payload = Arrays.copyOfRange(buffer, at, at + length);
    at += length;
    if (readByte() != '\r' || readByte() != '\n') {
      throw new NotResp("bulk not ended by CRLF");
    }
    return payload;
  }

  private byte[] line() throws IOException {
    int from = at - start;
    while (true) {
      byte b = readByte();
      if (b == '\n') {
        throw new NotResp("LF without CR");
      }
      if (b == '\r') {
        byte[] line = Arrays.copyOfRange(buffer, start + from, at - 1);
        if (readByte() != '\n') {
          throw new NotResp("CR without LF");
        }
        return line;
      }
    }
  }

  private byte readByte() throws IOException {
    require(1);
    return buffer[at++];
  }

  private byte[] slice(int from) {
    return Arrays.copyOfRange(buffer, start + from, at);
  }

  private void require(int count) throws IOException {
    while (end - at < count) {
      fill();
    }
  }

  private void fill() throws IOException {
    if (start == end) {
      start = at = end = 0;
    } else if (end == buffer.length && start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      at -= start;
      end -= start;
      start = 0;
    } else if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int received = in.read(buffer, end, buffer.length - end);
    if (received < 0) {
      throw new EOFException();
    }
    end += received;
  }

  private static final class NotResp extends IOException {
    private static final long serialVersionUID = 1;

    NotResp(String message) {
      super(message);
    }
  }
}
