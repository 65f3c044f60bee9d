package io.holdfast;

/**
 * How an application's type becomes the bytes a store keeps, and back.
 *
 * <p>Implementations are called by any thread, some calls under ownership, several at a time; they
 * must not call the store and must not keep the arrays they are given.
 *
 * @param <T> the application's type
 */
public interface Codec<T> {
  /** The bytes of a value. The store does not change the array and does not keep it. */
  byte[] encode(T value);

  /** The value of bytes that stand in a larger array; read-only. */
  T decode(byte[] bytes, int offset, int length);

  /** Text as UTF-8. Bytes that are no UTF-8 are decoded to U+FFFD. */
  static Codec<String> utf8() {
    return Codecs.UTF_8;
  }

  /** Bytes as they are; {@link #encode} does not copy. */
  static Codec<byte[]> bytes() {
    return Codecs.BYTES;
  }
}
