package io.holdfast.core.codec;

import io.holdfast.encodings.number.IntegerText;
import java.nio.charset.StandardCharsets;
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

  private final byte[] resp2;
  private byte @Nullable [] resp3;
  private int written;

  private PushMessage(int length) {
    resp2 = new byte[length];
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
