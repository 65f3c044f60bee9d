package io.holdfast.resp;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ProtocolException;
import io.holdfast.core.codec.RequestParser;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

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
  /** Reads in a row from one client whose request is not complete. */
  private static final int MAX_READS = 8;

  /** Of what waits to be sent, so much is sent in a turn. */
  private static final int MAX_TURN_SEND_BYTES = 512 * 1024;

  private final SocketChannel channel;
  private final PeerStream stream;
  private final SelectionKey key;
  private final RequestParser parser;

  private final HeldBytes held = new HeldBytes();
  private boolean isWaitingToSend;

  /** The last turn ended before all was run that has come. */
  private boolean hasMoreToRun;

  /** Not served yet: one of a flood of clients, maybe, or one whose handshake takes its time. */
  private boolean isNew = true;

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

  /** The selector found the socket ready. */
  void onReady() {
    if (isNew) {
      isNew = false;
      lineUp(listener.newcomers());
    } else {
      serveOrLineUp();
    }
  }

  @Override
  void serve() throws IOException {
    if (isOverrun()) {
      close();
      return;
    }
    if (key.isWritable()) {
      flush();
      if (isClosed()) {
        return;
      }
    }
    if (hasMoreToRun) {
      goOn();
    } else if (key.isReadable() && !isClosing()) {
      if (isHeld()) {
        isUnread = true;
        key.interestOps(0);
      } else {
        read();
      }
    }
  }

  private void read() throws IOException {
    NetworkBuffers buffers = listener.buffers();
    inputCame(listener.turnAtMs());
    boolean hasRun = false;
    for (int reads = 0; reads < MAX_READS && !isClosing() && !hasRun; reads++) {
      int count = stream.receive(buffers);
      if (count < 0) {
        close();
        return;
      }
      if (count > 0) {
        hasRun = consume(buffers.received(), count);
      }
      if (!stream.mayHaveMore()) {
        break;
      }
    }
    if (!isClosed() && (replies.pendingBytes() > 0 || isClosing() || stream.hasUnsent())) {
      sendOrCheck();
    }
  }

  /** Returns whether commands were run. */
  private boolean consume(byte[] received, int count) throws IOException {
    int done = 0;
    if (held.isEmpty() && mayExecute()) {
      done = execute(received, 0, count);
      hold(received, done, count - done);
    } else {
      hold(received, 0, count);
      done = runHeld();
    }
    if (held.length() > listener.limits().maxQueryBufferBytes()) {
      close();
    }
    return done > 0;
  }

  @Override
  void executeHeld() throws IOException {
    runHeld();
  }

  /** Returns how many bytes of requests were run. */
  private int runHeld() throws IOException {
    hasMoreToRun = false;
    if (!mayExecute() || parser.needed() > held.length()) {
      return 0;
    }
    int done = execute(held.array(), held.from(), held.to());
    if (!isClosed()) {
      held.drop(done);
    }
    return done;
  }

  /** Runs commands until one waits or the turn is over; returns how many bytes they took. */
  private int execute(byte[] buffer, int start, int end) throws IOException {
    CommandArgs args = listener.args();
    int from = start;
    int looked = start;
    beginTurn();
    try {
      while (from < end && !isClosing() && !session().isWaiting()) {
        if (from >= looked) {
          looked = listener.lookAhead().read(session().database(), buffer, from, end);
        }
        parser.authenticated(!session().mustAuthenticate());
        int taken = parser.parse(buffer, from, end, args);
        if (taken == RequestParser.NEED_MORE) {
          break;
        }
        from += taken;
        execute(args);
        if (isTurnOver()) {
          hasMoreToRun = from < end;
          break;
        }
      }
    } catch (ProtocolException malformed) {
      refuse(malformed);
    } finally {
      endTurn();
    }
    if (hasMoreToRun) {
      lineUp(listener.line());
    } else if (wasLongTurn()) {
      beHeavy();
    }
    return isClosing() ? end - start : from - start;
  }

  private void hold(byte[] source, int offset, int count) {
    if (count > 0 && !isClosed() && !held.add(source, offset, count, parser.needed())) {
      close();
    }
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
    if (isOverrun()) {
      close();
      return;
    }
    long sendable = sendableBytes();
    if (sendable > 0 || isWaitingToSend || stream.hasUnsent()) {
      long limit = Math.min(sendable, MAX_TURN_SEND_BYTES);
      boolean isSent = stream.send(listener.buffers(), replies, limit);
      if (isSent && limit < sendable) {
        isSent = false;
        beHeavy();
      }
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
    held.clear();
  }

  @Override
  public long queryBufferBytes() {
    return held.length();
  }
}
