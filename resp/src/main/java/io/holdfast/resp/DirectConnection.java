package io.holdfast.resp;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ProtocolException;
import io.holdfast.core.codec.RequestParser;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * A client whose socket is the event thread's: from received bytes to commands, and from replies to
 * sent bytes.
 *
 * <pre>
 *  socket -&gt; received (shared) ----------------&gt; parser -&gt; dispatcher -&gt; replies -&gt; socket
 *                 '-&gt; held (a request in part) -^
 * </pre>
 *
 * A whole request is parsed where it was received. Only one that is incomplete is held in an array
 * of the connection, which grows as bytes arrive, never by what a client announces. The replies to
 * everything one read brought are sent by one write. An idle connection holds neither input nor
 * output.
 *
 * <p>Thread: the owner.
 */
final class DirectConnection extends Connection {
  private static final byte[] NO_BYTES = {};

  /** Reads in a row from one client before others get their turn. */
  private static final int MAX_READS = 8;

  private final SocketChannel channel;
  private final PeerStream stream;
  private final SelectionKey key;
  private final RequestParser parser;

  private byte[] held = NO_BYTES;
  private int heldBytes;
  private boolean isWaitingToSend;

  /** Nothing is read for as long as replies are held. */
  private boolean isUnread;

  DirectConnection(
      RespListener listener, SocketChannel channel, PeerStream stream, SelectionKey key)
      throws IOException {
    super(listener, channel);
    this.channel = channel;
    this.stream = stream;
    this.key = key;
    this.parser = new RequestParser(listener.requestLimits());
  }

  /** Does what the selector found the socket ready for. */
  void onReady(NetworkBuffers buffers, long nowMs) {
    if (isOverrun()) {
      close();
      return;
    }
    try {
      if (key.isWritable()) {
        flush();
        if (isClosed()) {
          return;
        }
      }
      if (key.isReadable() && !isClosing()) {
        if (isHeld()) {
          isUnread = true;
          key.interestOps(0);
        } else {
          read(buffers, nowMs);
        }
      }
    } catch (IOException connectionLost) {
      close();
    } catch (RuntimeException | Error fault) {
      close(); // requests and replies may be out of step
      throw fault;
    }
  }

  private void read(NetworkBuffers buffers, long nowMs) throws IOException {
    inputCame(nowMs);
    for (int reads = 0; reads < MAX_READS && !isClosing(); reads++) {
      int count = stream.receive(buffers);
      if (count < 0) {
        close();
        return;
      }
      if (count > 0) {
        consume(buffers.received(), count);
      }
      if (!stream.mayHaveMore()) {
        break;
      }
    }
    if (!isClosed() && (replies.pendingBytes() > 0 || isClosing() || stream.hasUnsent())) {
      sendOrCheck();
    }
  }

  private void consume(byte[] received, int count) throws IOException {
    if (heldBytes == 0 && mayExecute()) {
      int done = execute(received, count);
      hold(received, done, count - done);
    } else {
      hold(received, 0, count);
      executeHeld();
    }
    if (heldBytes > listener.limits().maxQueryBufferBytes()) {
      close();
    }
  }

  @Override
  void executeHeld() throws IOException {
    if (heldBytes == 0 || !mayExecute() || parser.needed() > heldBytes) {
      return;
    }
    int done = execute(held, heldBytes);
    if (isClosed()) {
      return;
    }
    heldBytes -= done;
    if (heldBytes == 0) {
      held = NO_BYTES;
    } else if (done > 0) {
      System.arraycopy(held, done, held, 0, heldBytes);
    }
  }

  /** Runs the commands in a buffer until one waits; returns how many bytes they took. */
  private int execute(byte[] buffer, int length) throws IOException {
    CommandArgs args = listener.args();
    int from = 0;
    beginTurn();
    try {
      while (from < length && !isClosing() && !session().isWaiting()) {
        parser.authenticated(!session().mustAuthenticate());
        int taken = parser.parse(buffer, from, length, args);
        if (taken == RequestParser.NEED_MORE) {
          return from;
        }
        from += taken;
        execute(args);
      }
    } catch (ProtocolException malformed) {
      refuse(malformed);
    } finally {
      endTurn();
    }
    return isClosing() ? length : from;
  }

  private void hold(byte[] source, int offset, int count) {
    if (count == 0) {
      return;
    }
    if (heldBytes + count > held.length) {
      long wanted = Math.max((long) heldBytes + count, Math.min(parser.needed(), 2L * heldBytes));
      held = Arrays.copyOf(held, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
    }
    System.arraycopy(source, offset, held, heldBytes, count);
    heldBytes += count;
  }

  @Override
  void sendOrCheck() throws IOException {
    if (!isWaitingToSend) {
      flush();
    } else if (isOverOutputLimit()) {
      close();
    }
  }

  @Override
  void flush() throws IOException {
    long sendable = sendableBytes();
    if (sendable > 0 || isWaitingToSend || stream.hasUnsent()) {
      boolean isSent = stream.send(listener.buffers(), replies, sendable);
      if (isSent == isWaitingToSend) {
        isWaitingToSend = !isSent;
        key.interestOps(isSent ? SelectionKey.OP_READ : readInterest() | SelectionKey.OP_WRITE);
      }
    }
    if (isClosing() && replies.pendingBytes() == 0 && !stream.hasUnsent() || isOverOutputLimit()) {
      close();
    }
  }

  private int readInterest() {
    return isClosing() ? 0 : SelectionKey.OP_READ;
  }

  @Override
  long departedBytes() {
    return 0;
  }

  @Override
  void readOn() {
    if (isUnread) {
      isUnread = false;
      key.interestOps(SelectionKey.OP_READ | (isWaitingToSend ? SelectionKey.OP_WRITE : 0));
    }
  }

  @Override
  void disconnect() {
    key.cancel();
    stream.close(listener.buffers());
    try {
      channel.close();
    } catch (IOException alreadyLost) {
      // There is nothing left to lose.
    }
    parser.reset();
    held = NO_BYTES;
    heldBytes = 0;
  }

  @Override
  public long queryBufferBytes() {
    return heldBytes;
  }
}
