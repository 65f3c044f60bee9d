package io.holdfast.core.codec;

import java.nio.ByteBuffer;

/** Bytes that wait to be sent: looked at first, and dropped when they are. */
public interface PendingBytes {
  /** Copies pending bytes into {@code target} without consuming them; returns how many. */
  int peek(ByteBuffer target);

  /**
   * Drops pending bytes, which have been sent.
   *
   * @throws IllegalArgumentException if there are fewer
   */
  void consume(long bytes);
}
