package io.holdfast.resp;

import io.holdfast.core.codec.PendingBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * TLS over a socket, by the JDK's engine.
 *
 * <pre>
 *  socket -&gt; ciphertext (shared) -&gt; unwrap -&gt; received (shared) -&gt; parser
 *               '-&gt; held (a record in part)
 *  socket &lt;- records (shared) &lt;- wrap &lt;- plaintext (shared) &lt;- replies
 *     '-- unsent (what the socket did not take)
 * </pre>
 *
 * Like a plain connection, an idle one holds no buffer: ciphertext of a record that has come in
 * part, and records that the socket has not taken, are all that it keeps. What the handshake has to
 * compute is computed here and now, about a millisecond a new client.
 *
 * <p>Thread: the one the socket belongs to.
 */
final class TlsStream implements PeerStream {
  private static final byte[] NOTHING = {};

  private final SocketChannel channel;
  private final SSLEngine engine;
  private byte[] held = NOTHING;
  private ByteBuffer unsent = ByteBuffer.wrap(NOTHING);
  private boolean mayHaveMore;

  TlsStream(SocketChannel channel, SSLEngine engine) throws SSLException {
    this.channel = channel;
    this.engine = engine;
    engine.beginHandshake();
  }

  @Override
  public int receive(NetworkBuffers buffers) throws IOException {
    TlsBuffers tls = buffers.tls();
    ByteBuffer ciphertext = tls.ciphertext().clear().put(held);
    int held = ciphertext.position();
    int count = buffers.receiveInto(channel, ciphertext);
    mayHaveMore = !ciphertext.hasRemaining();
    if (count <= 0) {
      return count;
    }
    ciphertext.flip();
    ByteBuffer plaintext = tls.plaintext().clear();
    boolean isEnd = unwrapAll(ciphertext, plaintext, buffers);
    keep(ciphertext, held);
    int length = plaintext.position();
    if (length > 0) {
      plaintext.flip().get(buffers.received(), 0, length);
      return length;
    }
    return isEnd ? -1 : 0;
  }

  /** Keeps the record that has come in part. */
  private void keep(ByteBuffer ciphertext, int heldBefore) {
    if (ciphertext.hasRemaining()) {
      held = new byte[ciphertext.remaining()];
      ciphertext.get(held);
    } else if (heldBefore > 0) {
      held = NOTHING;
    }
  }

  /** Decrypts whole records, and answers those of a handshake; returns whether the peer ended. */
  private boolean unwrapAll(ByteBuffer ciphertext, ByteBuffer plaintext, NetworkBuffers buffers)
      throws IOException {
    for (; ; ) {
      SSLEngineResult result;
      try {
        result = engine.unwrap(ciphertext, plaintext);
      } catch (SSLException refused) {
        shake(buffers); // tells the peer why
        throw refused;
      }
      if (result.getStatus() == Status.CLOSED) {
        return true;
      }
      if (result.getStatus() == Status.BUFFER_OVERFLOW) {
        throw new SSLException("a record longer than TLS allows");
      }
      shake(buffers);
      boolean isWhole = result.getStatus() == Status.OK && result.bytesConsumed() > 0;
      if (!isWhole || !ciphertext.hasRemaining()) {
        return false;
      }
    }
  }

  /** Does what the handshake asks for, until it waits for the peer or is over. */
  private void shake(NetworkBuffers buffers) throws IOException {
    for (; ; ) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> {
          ByteBuffer records = buffers.tls().records().clear();
          SSLEngineResult result = engine.wrap(ByteBuffer.wrap(NOTHING), records);
          write(records.flip(), buffers);
          if (result.getStatus() == Status.CLOSED) {
            return;
          }
        }
        default -> {
          return;
        }
      }
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  @Override
  public boolean mayHaveMore() {
    return mayHaveMore;
  }

  @Override
  public boolean send(NetworkBuffers buffers, PendingBytes replies, long limit) throws IOException {
    if (!sendUnsent(buffers)) {
      return false;
    }
    TlsBuffers tls = buffers.tls();
    for (long left = limit; left > 0; ) {
      if (isShaking()) {
        throw new SSLException("a handshake begins while replies are waiting");
      }
      int most = (int) Math.min(TlsBuffers.SEND_BYTES, left);
      ByteBuffer plaintext = tls.plaintext().clear().limit(most);
      int offered = replies.peek(plaintext);
      plaintext.flip();
      ByteBuffer records = tls.records().clear();
      while (plaintext.hasRemaining()) {
        if (engine.wrap(plaintext, records).getStatus() != Status.OK) {
          throw new SSLException("the connection has ended");
        }
      }
      replies.consume(offered);
      left -= offered;
      records.flip();
      if (!write(records, buffers)) {
        return false;
      }
    }
    return true;
  }

  private boolean isShaking() {
    HandshakeStatus status = engine.getHandshakeStatus();
    return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
  }

  /** Writes records; what the socket does not take is kept. */
  private boolean write(ByteBuffer records, NetworkBuffers buffers) throws IOException {
    if (sendUnsent(buffers)) {
      buffers.sendFrom(channel, records);
    }
    if (!records.hasRemaining()) {
      return true;
    }
    ByteBuffer kept = ByteBuffer.allocate(unsent.remaining() + records.remaining());
    unsent = kept.put(unsent).put(records).flip();
    return false;
  }

  private boolean sendUnsent(NetworkBuffers buffers) throws IOException {
    if (unsent.hasRemaining()) {
      buffers.sendFrom(channel, unsent);
    }
    if (unsent.hasRemaining()) {
      return false;
    }
    if (unsent.capacity() > 0) {
      unsent = ByteBuffer.wrap(NOTHING);
    }
    return true;
  }

  @Override
  public boolean hasUnsent() {
    return unsent.hasRemaining();
  }

  @Override
  public void close(NetworkBuffers buffers) {
    engine.closeOutbound();
    try {
      shake(buffers);
    } catch (IOException gone) {
      // Nobody is left to say good-bye to.
    }
  }
}
