package io.holdfast.core.codec;

import io.holdfast.encodings.number.IntegerText;
import java.nio.charset.StandardCharsets;

/**
 * A push message that was encoded once, for many clients.
 *
 * <pre>
 *  RESP3   &gt; 3 CR LF $7 CR LF message CR LF ...
 *  RESP2   * 3 CR LF $7 CR LF message CR LF ...
 *            '------------ the same ----------'
 * </pre>
 *
 * Immutable.
 */
public final class PushMessage {
  /** A header of a bulk or an array: type, up to ten digits, CR LF. */
  private static final int HEADER = 13;

  private final byte[] bytes;
  private int length;

  private PushMessage(int capacity) {
    bytes = new byte[capacity];
  }

  /** A message of bulk strings. */
  public static PushMessage of(String word, ByteRange second, ByteRange third) {
    PushMessage message = new PushMessage(capacity(word) + capacity(second) + capacity(third));
    message.begin(3, word);
    message.add(second);
    message.add(third);
    return message;
  }

  /** A message of bulk strings. */
  public static PushMessage of(String word, ByteRange second, ByteRange third, ByteRange fourth) {
    PushMessage message =
        new PushMessage(capacity(word) + capacity(second) + capacity(third) + capacity(fourth));
    message.begin(4, word);
    message.add(second);
    message.add(third);
    message.add(fourth);
    return message;
  }

  private static int capacity(String word) {
    return HEADER + HEADER + word.length() + 2;
  }

  private static int capacity(ByteRange element) {
    return Math.addExact(HEADER + 2, element.length());
  }

  private void begin(int count, String word) {
    number(count);
    byte[] text = word.getBytes(StandardCharsets.US_ASCII);
    add(text, 0, text.length);
  }

  private void add(ByteRange element) {
    add(element.array(), element.offset(), element.length());
  }

  private void add(byte[] source, int offset, int count) {
    bytes[length++] = '$';
    number(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    endLine();
  }

  private void number(int value) {
    length += IntegerText.write(value, bytes, length);
    endLine();
  }

  private void endLine() {
    bytes[length++] = '\r';
    bytes[length++] = '\n';
  }

  /** All bytes but the first one, which depends on the protocol, from the array's beginning on. */
  byte[] bytes() {
    return bytes;
  }

  /** How many bytes these are. */
  int length() {
    return length;
  }
}
