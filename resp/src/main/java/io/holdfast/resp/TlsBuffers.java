package io.holdfast.resp;

import java.nio.ByteBuffer;

/**
 * The buffers the TLS connections of a thread share. On the heap, where the JDK's ciphers work;
 * made for the first such connection.
 */
final class TlsBuffers {
  /** Replies that are encrypted at a time: four records. */
  static final int SEND_BYTES = 64 * 1024;

  /** More than any record of TLS is long. */
  private static final int RECORD_BYTES = 20 * 1024;

  private final ByteBuffer ciphertext = ByteBuffer.allocate(NetworkBuffers.RECEIVE_BYTES);
  private final ByteBuffer plaintext =
      ByteBuffer.allocate(NetworkBuffers.RECEIVE_BYTES + RECORD_BYTES);
  private final ByteBuffer records = ByteBuffer.allocate(SEND_BYTES + 2 * RECORD_BYTES);

  /** What was received: as much as its plaintext has room in the array of requests. */
  ByteBuffer ciphertext() {
    return ciphertext;
  }

  /** What it says, or what is to be said. */
  ByteBuffer plaintext() {
    return plaintext;
  }

  /** What is to be sent. */
  ByteBuffer records() {
    return records;
  }
}
