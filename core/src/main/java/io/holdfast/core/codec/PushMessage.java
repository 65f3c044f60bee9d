package io.holdfast.core.codec;

import io.holdfast.encodings.number.IntegerText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A push message that was encoded once, for many clients.
 *
 * <pre>
 *  RESP3   &gt; 3 CR LF $7 CR LF message CR LF ...
 *  RESP2   * 3 CR LF $7 CR LF message CR LF ...
 * </pre>
 *
 * <p>Its arrays lie among the chunks of all who send it; they are full, so that nobody finds room
 * in them. Immutable, but for what is made when first asked for. Thread: the owner's.
 */
public final class PushMessage {
  /** What stands around digits, and around an element: type, CR LF. */
  private static final int FRAME = 3;

  private static final byte[] INVALIDATION_RESP2 =
      ascii("*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n");

  private static final byte[] INVALIDATION_RESP3 = ascii(">2\r\n$10\r\ninvalidate\r\n");

  private final byte[] resp2;
  private byte @Nullable [] resp3;
  private int written;

  private PushMessage(int length) {
    resp2 = new byte[length];
  }

  private PushMessage(byte[] resp2, byte[] resp3) {
    this.resp2 = resp2;
    this.resp3 = resp3;
  }

  /**
   * What a client cached is no longer true: in RESP2 a message on the channel {@code
   * __redis__:invalidate}, for who listens to such.
   *
   * @param keys of what; null for everything
   */
  public static PushMessage invalidation(@Nullable List<byte[]> keys) {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    if (keys != null) {
      names.writeBytes(ascii("*" + keys.size() + "\r\n"));
      for (byte[] key : keys) {
        names.writeBytes(ascii("$" + key.length + "\r\n"));
        names.writeBytes(key);
        names.writeBytes(ascii("\r\n"));
      }
    }
    return new PushMessage(
        joined(INVALIDATION_RESP2, keys == null ? ascii("$-1\r\n") : names.toByteArray()),
        joined(INVALIDATION_RESP3, keys == null ? ascii("_\r\n") : names.toByteArray()));
  }

  /** Who was told instead of a client is gone. */
  public static PushMessage redirectionBroken(long client) {
    byte[] rest = ascii("$21\r\ntracking-redir-broken\r\n:" + client + "\r\n");
    return new PushMessage(joined(ascii("*2\r\n"), rest), joined(ascii(">2\r\n"), rest));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A message of bulk strings, the first one in ASCII. */
  public static PushMessage of(String word, ByteRange... elements) {
    byte[] first = word.getBytes(StandardCharsets.US_ASCII);
    int count = 1 + elements.length;
    int length = FRAME + IntegerText.length(count) + length(first.length);
    for (ByteRange element : elements) {
      length = Math.addExact(length, length(element.length()));
    }
    PushMessage message = new PushMessage(length);
    message.header('*', count);
    message.add(first, 0, first.length);
    for (ByteRange element : elements) {
      message.add(element.array(), element.offset(), element.length());
    }
    assert message.written == length : "the array is full";
    return message;
  }

  /** A line that is a simple string in both protocols; ASCII without CR and LF. */
  public static PushMessage simpleString(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    PushMessage message = new PushMessage(FRAME + bytes.length);
    message.resp2[message.written++] = '+';
    System.arraycopy(bytes, 0, message.resp2, message.written, bytes.length);
    message.written += bytes.length;
    message.endLine();
    message.resp3 = message.resp2;
    return message;
  }

  private static int length(int elementLength) {
    return Math.addExact(FRAME + IntegerText.length(elementLength) + 2, elementLength);
  }

  private void add(byte[] source, int offset, int length) {
    header('$', length);
    System.arraycopy(source, offset, resp2, written, length);
    written += length;
    endLine();
  }

  private void header(char type, int number) {
    resp2[written++] = (byte) type;
    written += IntegerText.write(number, resp2, written);
    endLine();
  }

  private void endLine() {
    resp2[written++] = '\r';
    resp2[written++] = '\n';
  }

  /** The message in one of the protocols; not to be changed. */
  byte[] bytes(boolean isResp3) {
    return isResp3 ? resp3() : resp2;
  }

  private byte[] resp3() {
    byte[] bytes = resp3;
    if (bytes == null) {
      bytes = resp2.clone();
      bytes[0] = '>';
      resp3 = bytes;
    }
    return bytes;
  }
}
