package io.holdfast.resp;

import io.holdfast.DurabilityException;
import io.holdfast.core.appendonly.Durability;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ProtocolException;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.codec.RequestParser;
import io.holdfast.core.command.CommandDispatcher;
import io.holdfast.core.command.Session;
import io.holdfast.core.config.OutputLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One client: from received bytes to commands, and from replies to sent bytes.
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
final class Connection implements Session.Transport, Durability.Acknowledgement {
  private static final byte[] NO_BYTES = {};

  /** Pending replies are sent before all commands of a read have run once there are so many. */
  private static final int SEND_EARLY_BYTES = 256 * 1024;

  /** Reads in a row from one client before others get their turn. */
  private static final int MAX_READS = 8;

  private final RespListener listener;
  private final SocketChannel channel;
  private final PeerStream stream;
  private final SelectionKey key;
  private final boolean isUnixSocket;
  private final String peerAddress;
  private final String localAddress;
  private final RequestParser parser;
  private final ReplyWriter replies;
  private final Session session;

  private byte[] held = NO_BYTES;
  private int heldBytes;
  private boolean isClosing;
  private boolean isClosed;
  private boolean isWaitingToSend;
  private boolean isToResume;

  /** Up to where the log must have kept what was done before the replies are sent. */
  private long repliesPosition;

  /** The log has not: nothing is read until it has. */
  private boolean isHeld;

  /** Which replies wait for that, and which need not. */
  private long heldMark;

  private long releasedMark;
  private boolean isUnread;

  /** Something was dropped because there was too much, so nothing more must be sent. */
  private boolean isOverrun;

  private long lastInputAtMs;
  private long overSoftLimitSinceMs;

  Connection(RespListener listener, SocketChannel channel, PeerStream stream, SelectionKey key)
      throws IOException {
    this.listener = listener;
    this.channel = channel;
    this.stream = stream;
    this.key = key;
    SocketAddress peer = channel.getRemoteAddress();
    SocketAddress local = channel.getLocalAddress();
    this.isUnixSocket = !(local instanceof InetSocketAddress);
    this.peerAddress = isUnixSocket ? local + ":0" : text((InetSocketAddress) peer);
    this.localAddress = isUnixSocket ? local + ":0" : text((InetSocketAddress) local);
    this.parser = new RequestParser(listener.requestLimits());
    this.replies = new ReplyWriter(listener.chunkPool());
    this.session = listener.openSession(this);
    this.lastInputAtMs = session.createdAtMs();
  }

  Session session() {
    return session;
  }

  boolean isClosed() {
    return isClosed;
  }

  /** Does what the selector found the socket ready for. */
  void onReady(NetworkBuffers buffers, long nowMs) {
    if (isOverrun) {
      close();
      return;
    }
    try {
      if (key.isWritable() && !flush(buffers)) {
        return;
      }
      if (key.isReadable() && !isClosing) {
        if (isHeld) {
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
    lastInputAtMs = nowMs;
    for (int reads = 0; reads < MAX_READS && !isClosing; reads++) {
      int count = stream.receive(buffers);
      if (count < 0) {
        close();
        return;
      }
      if (count > 0) {
        consume(buffers, buffers.received(), count);
      }
      if (!stream.mayHaveMore()) {
        break;
      }
    }
    if (!isClosed && (replies.pendingBytes() > 0 || isClosing || stream.hasUnsent())) {
      sendOrCheck(buffers);
    }
  }

  private void consume(NetworkBuffers buffers, byte[] received, int count) throws IOException {
    if (heldBytes == 0 && !isHeld && !session.isWaiting()) {
      int done = execute(buffers, received, count);
      hold(received, done, count - done);
    } else {
      hold(received, 0, count);
      executeHeld(buffers);
    }
    if (heldBytes > listener.limits().maxQueryBufferBytes()) {
      close();
    }
  }

  private void executeHeld(NetworkBuffers buffers) throws IOException {
    if (heldBytes == 0 || isHeld || session.isWaiting() || parser.needed() > heldBytes) {
      return;
    }
    int done = execute(buffers, held, heldBytes);
    if (isClosed) {
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
  private int execute(NetworkBuffers buffers, byte[] buffer, int length) throws IOException {
    CommandArgs args = listener.args();
    CommandDispatcher dispatcher = listener.dispatcher();
    int from = 0;
    dispatcher.beginTurn();
    try {
      while (from < length && !isClosing && !session.isWaiting()) {
        parser.authenticated(!session.mustAuthenticate());
        int taken = parser.parse(buffer, from, length, args);
        if (taken == RequestParser.NEED_MORE) {
          return from;
        }
        from += taken;
        if (args.count() > 0) {
          dispatcher.execute(args, session, replies);
          if (replies.pendingBytes() > SEND_EARLY_BYTES) {
            dispatcher.endTurn(session);
            repliesPosition = listener.durability().position();
            sendOrCheck(buffers);
            dispatcher.beginTurn();
          }
        }
      }
    } catch (ProtocolException malformed) {
      replies.error(malformed);
      closeAfterReply();
    } finally {
      dispatcher.endTurn(session);
      repliesPosition = listener.durability().position();
    }
    return isClosing ? length : from;
  }

  /** Sends unless the socket is known to be full; then only sees to the limits. */
  private void sendOrCheck(NetworkBuffers buffers) throws IOException {
    if (!isWaitingToSend) {
      flush(buffers);
    } else if (isOverOutputLimit()) {
      close();
    }
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

  /** Sends what the socket takes; returns false if the connection was closed meanwhile. */
  private boolean flush(NetworkBuffers buffers) throws IOException {
    long sendable = sendableBytes();
    if (sendable > 0 || isWaitingToSend || stream.hasUnsent()) {
      boolean isSent = stream.send(buffers, replies, sendable);
      if (isSent == isWaitingToSend) {
        isWaitingToSend = !isSent;
        key.interestOps(isSent ? SelectionKey.OP_READ : readInterest() | SelectionKey.OP_WRITE);
      }
    }
    if (isClosing && replies.pendingBytes() == 0 && !stream.hasUnsent() || isOverOutputLimit()) {
      close();
    }
    return !isClosed;
  }

  /** How much may be sent: what tells of something that is not kept yet stays until it is. */
  private long sendableBytes() {
    Durability durability = listener.durability();
    long pending = replies.pendingBytes();
    if (pending == 0 || !durability.mustWait(repliesPosition)) {
      return pending;
    }
    if (!isHeld) {
      isHeld = true;
      heldMark = replies.mark();
      durability.whenSettled(repliesPosition, this);
    }
    return Math.max(0, releasedMark - (replies.mark() - pending));
  }

  @Override
  public void settled() {
    isHeld = false;
    releasedMark = heldMark;
    if (isClosed) {
      return;
    }
    if (isUnread) {
      isUnread = false;
      key.interestOps(SelectionKey.OP_READ | (isWaitingToSend ? SelectionKey.OP_WRITE : 0));
    }
    goOnLater();
  }

  /** Whether it was done is not known, so the client is told neither. */
  @Override
  public void failed(DurabilityException why) {
    isHeld = false;
    close();
  }

  private int readInterest() {
    return isClosing ? 0 : SelectionKey.OP_READ;
  }

  private boolean isOverOutputLimit() {
    long pending = replies.pendingBytes();
    if (pending == 0) {
      overSoftLimitSinceMs = 0;
      return false;
    }
    OutputLimits.Limit limit = listener.limits().output(session.subscriptions() != null);
    if (limit.hardBytes() > 0 && pending > limit.hardBytes()) {
      return true;
    }
    if (limit.softBytes() == 0 || pending <= limit.softBytes()) {
      overSoftLimitSinceMs = 0;
      return false;
    }
    listener.softLimitExceeded();
    long nowMs = listener.nowMs();
    if (overSoftLimitSinceMs == 0) {
      overSoftLimitSinceMs = nowMs;
    }
    return nowMs - overSoftLimitSinceMs > TimeUnit.SECONDS.toMillis(limit.softSeconds());
  }

  @Override
  public boolean canWait() {
    return true;
  }

  @Override
  public void resume() {
    if (isClosed) {
      return;
    }
    repliesPosition = listener.durability().position();
    goOnLater();
    if (isOverOutputLimit()) {
      // Who wrote may be in the midst of others: this one ends when its turn comes.
      isOverrun = true;
      isClosing = true;
      replies.reset();
    }
  }

  private void goOnLater() {
    if (!isToResume) {
      isToResume = true;
      listener.resume(this);
    }
  }

  /** Sends what was written outside of a turn, and goes on with what came in meanwhile. */
  void resumed(NetworkBuffers buffers) {
    isToResume = false;
    if (isOverrun) {
      close();
    }
    if (isClosed) {
      return;
    }
    try {
      if (!isClosing) {
        executeHeld(buffers);
      }
      if (!isClosed && (replies.pendingBytes() > 0 || isClosing)) {
        sendOrCheck(buffers);
      }
    } catch (IOException connectionLost) {
      close();
    } catch (RuntimeException | Error fault) {
      close();
      throw fault;
    }
  }

  /** Called now and then: ends the connection if it broke a limit by waiting. */
  void checkLimits(long nowMs) {
    long idleMs = listener.limits().idleTimeoutMs();
    boolean isListening = session.isWaiting() || session.subscriptions() != null;
    boolean isIdle = idleMs > 0 && nowMs - lastInputAtMs > idleMs && !isListening;
    if (isIdle || isOverOutputLimit()) {
      close();
    }
  }

  /** Ends the connection at once. Idempotent. */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    isClosing = true;
    key.cancel();
    stream.close(listener.buffers());
    try {
      channel.close();
    } catch (IOException alreadyLost) {
      // There is nothing left to lose.
    }
    replies.reset();
    parser.reset();
    held = NO_BYTES;
    heldBytes = 0;
    listener.closed(this);
  }

  @Override
  public void closeAfterReply() {
    isClosing = true;
  }

  @Override
  public String peerAddress() {
    return peerAddress;
  }

  @Override
  public String localAddress() {
    return localAddress;
  }

  @Override
  public boolean isUnixSocket() {
    return isUnixSocket;
  }

  @Override
  public int fileDescriptor() {
    return -1;
  }

  @Override
  public long queryBufferBytes() {
    return heldBytes;
  }

  @Override
  public long outputBufferBytes() {
    return replies.pendingBytes();
  }

  @Override
  public long lastInputAtMs() {
    return lastInputAtMs;
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    boolean isIpv6 = host.indexOf(':') >= 0;
    return (isIpv6 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
