package io.holdfast.resp;

import io.holdfast.core.codec.PendingBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The two buffers all connections of a thread share: what was received just now, and what is being
 * sent.
 *
 * <p>Direct, because the JDK would copy a heap buffer into a direct one of its own, and keep one as
 * large as the largest ever written. Thread: the one the socket belongs to.
 */
final class NetworkBuffers {
  /** One read takes at most this much; more than Redis's 16 KiB, so that long values come whole. */
  static final int RECEIVE_BYTES = 64 * 1024;

  private static final int SEND_BYTES = 128 * 1024;

  private final ByteBuffer receive = ByteBuffer.allocateDirect(RECEIVE_BYTES);
  private final ByteBuffer send = ByteBuffer.allocateDirect(SEND_BYTES);

  /** What the last {@link #receive} brought. */
  private final byte[] received = new byte[RECEIVE_BYTES];

  private @Nullable TlsBuffers tls;
  private final AtomicLong receivedBytes = new AtomicLong();
  private final AtomicLong sentBytes = new AtomicLong();

  byte[] received() {
    return received;
  }

  /** Reads once into {@link #received}; returns the number of bytes, or -1 at the end of stream. */
  int receive(SocketChannel channel) throws IOException {
    receive.clear();
    int count = channel.read(receive);
    if (count > 0) {
      receive.flip().get(received, 0, count);
      add(receivedBytes, count);
    }
    return count;
  }

  /**
   * Sends pending replies as far as the socket takes them.
   *
   * @param limit how many bytes of them
   * @return whether all of these were sent
   */
  boolean send(SocketChannel channel, PendingBytes replies, long limit) throws IOException {
    for (long left = limit; left > 0; ) {
      send.clear().limit((int) Math.min(SEND_BYTES, left));
      int offered = replies.peek(send);
      send.flip();
      int sent = channel.write(send);
      replies.consume(sent);
      add(sentBytes, sent);
      left -= sent;
      if (sent < offered) {
        return false;
      }
    }
    return true;
  }

  /** Reads once, as much as there is room for; returns the number of bytes, -1 at the end. */
  int receiveInto(SocketChannel channel, ByteBuffer target) throws IOException {
    receive.clear().limit(Math.min(receive.capacity(), target.remaining()));
    int count = channel.read(receive);
    if (count > 0) {
      target.put(receive.flip());
      add(receivedBytes, count);
    }
    return count;
  }

  /** Writes as far as the socket takes it. */
  void sendFrom(SocketChannel channel, ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      int length = Math.min(source.remaining(), send.capacity());
      send.clear().put(0, source, source.position(), length).limit(length);
      int sent = channel.write(send);
      source.position(source.position() + sent);
      add(sentBytes, sent);
      if (sent < length) {
        return;
      }
    }
  }

  /** The buffers of encrypted connections. */
  TlsBuffers tls() {
    TlsBuffers buffers = tls;
    if (buffers == null) {
      buffers = new TlsBuffers();
      tls = buffers;
    }
    return buffers;
  }

  /** By the one thread that counts; others may read it. */
  private static void add(AtomicLong total, int bytes) {
    total.setRelease(total.getPlain() + bytes);
  }

  /** Bytes received so far, from all connections. Any thread. */
  long receivedBytes() {
    return receivedBytes.get();
  }

  /** Bytes sent so far, to all connections. Any thread. */
  long sentBytes() {
    return sentBytes.get();
  }
}
