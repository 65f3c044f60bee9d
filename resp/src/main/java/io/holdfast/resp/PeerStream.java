package io.holdfast.resp;

import io.holdfast.core.codec.PendingBytes;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * The bytes from and to a client, over a socket as they are or encrypted. Thread: the one the
 * socket belongs to.
 */
interface PeerStream {
  /**
   * Reads once into {@link NetworkBuffers#received}.
   *
   * @return number of bytes, 0 if nothing came that means anything, -1 at the end of the stream
   */
  int receive(NetworkBuffers buffers) throws IOException;

  /** Whether the last {@link #receive} left something behind, so that another is worth while. */
  boolean mayHaveMore();

  /**
   * Sends pending replies as far as the socket takes them.
   *
   * @param limit how many bytes of them
   * @return whether all of these were sent
   */
  boolean send(NetworkBuffers buffers, PendingBytes replies, long limit) throws IOException;

  /** Whether something is to be sent besides replies. */
  default boolean hasUnsent() {
    return false;
  }

  /** Says good-bye, as far as the socket takes it; the channel is closed next. */
  default void close(NetworkBuffers buffers) {}

  /** Bytes as they are. */
  final class Plain implements PeerStream {
    private final SocketChannel channel;
    private boolean mayHaveMore;

    Plain(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public int receive(NetworkBuffers buffers) throws IOException {
      int count = buffers.receive(channel);
      mayHaveMore = count == NetworkBuffers.RECEIVE_BYTES;
      return count;
    }

    @Override
    public boolean mayHaveMore() {
      return mayHaveMore;
    }

    @Override
    public boolean send(NetworkBuffers buffers, PendingBytes replies, long limit)
        throws IOException {
      return buffers.send(channel, replies, limit);
    }
  }
}
