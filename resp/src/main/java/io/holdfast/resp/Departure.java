package io.holdfast.resp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Replies on their way from the owner to an I/O thread, which gives it back when they are sent. */
final class Departure implements Runnable {
  private static final int BYTES = 16 * 1024;

  /** On the heap: an I/O thread that cannot send must not hold memory that is scarce. */
  private final ByteBuffer bytes = ByteBuffer.allocate(BYTES);

  private @Nullable IoPeer peer;

  ByteBuffer bytes() {
    return bytes;
  }

  /** The owner sends it. */
  Departure to(IoPeer recipient) {
    peer = recipient;
    return this;
  }

  void clear() {
    bytes.clear();
    peer = null;
  }

  /** It has come to the I/O thread. */
  @Override
  public void run() {
    if (peer != null) {
      peer.send(this);
    }
  }
}
