package io.holdfast.resp;

import io.holdfast.core.codec.CommandBatch;
import io.holdfast.core.codec.PendingBytes;
import io.holdfast.core.codec.RequestParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a {@link ThreadedConnection}: read, decrypted and parsed, encrypted and written by
 * one I/O thread.
 *
 * <pre>
 *  socket -&gt; received (the thread's) -&gt; parser -&gt; Arrival  ==input==&gt;  connection
 *                 '-&gt; held (a request in part) -^
 *  socket &lt;- PeerStream &lt;- unsent                Departure  &lt;==output== connection
 * </pre>
 *
 * It is the connection that ends: the peer only says that nothing more will come, after everything
 * that has come, and closes the socket when it is told to, after everything that was to be sent.
 *
 * <p>Thread: the I/O thread, but for what says otherwise.
 */
final class IoPeer implements PendingBytes, WaitingLine.Member {
  /** Reads in a row from one client before others get their turn. */
  private static final int MAX_READS = 8;

  private final IoThread thread;
  private final SocketChannel channel;
  private final PeerStream stream;
  private final RequestParser parser;
  private final Window input = new Window();
  private final Window output = new Window();
  private @Nullable ThreadedConnection connection;
  private @Nullable SelectionKey key;

  /** Written by the owner. */
  private volatile boolean isAuthenticated;

  private final HeldBytes held = new HeldBytes();

  /** The length of {@link #held} for whoever asks what the client has waiting. */
  private volatile int heldBytes;

  /** When bytes came that were held. */
  private volatile long heldAtMs;

  private final ArrayDeque<Departure> unsent = new ArrayDeque<>(2);
  private long unsentBytes;

  /** Taken from {@link #unsent}, but the stream may still have some of it. */
  private long unconfirmedBytes;

  /** Not served yet: one of a flood of clients, maybe, or one whose handshake takes its time. */
  private boolean isNew = true;

  private boolean isInLine;
  private boolean isWaitingToSend;
  private boolean isToFlush;

  /** What came was no request: nothing after it can be understood. */
  private boolean isRefused;

  /** Nothing more is read. */
  private boolean isEnded;

  /** Nothing more can be written. */
  private boolean isBroken;

  private boolean isClosed;

  IoPeer(IoThread thread, SocketChannel channel, PeerStream stream, RequestParser parser) {
    this.thread = thread;
    this.channel = channel;
    this.stream = stream;
    this.parser = parser;
  }

  // ---- the owner -----------------------------------------------------------------------------

  IoThread thread() {
    return thread;
  }

  /** What the owner is done with. */
  Window input() {
    return input;
  }

  /** What the owner has passed. */
  Window output() {
    return output;
  }

  /** Whether the client may send more than the little that AUTH needs. */
  void authenticated(boolean value) {
    if (value != isAuthenticated) {
      isAuthenticated = value;
    }
  }

  /** Bytes of a request that has come in part. Any thread. */
  int heldBytes() {
    return heldBytes;
  }

  /** When such bytes came last, 0 if never. Any thread. */
  long heldAtMs() {
    return heldAtMs;
  }

  // ---- the beginning and the end -------------------------------------------------------------

  /** Begins to read. */
  void open(Selector selector, ThreadedConnection owner) {
    connection = owner;
    thread.opened(this);
    try {
      key = channel.register(selector, SelectionKey.OP_READ, this);
    } catch (IOException e) {
      fail();
    }
  }

  /** The client will send nothing more, but may wait for what he has asked for. */
  private void end() {
    isEnded = true;
    updateInterest();
    ThreadedConnection told = connection;
    if (told != null) {
      thread.tell(told::inputOver);
    }
  }

  /** The socket is of no more use, or the client asks for too much. */
  void fail() {
    isBroken = true;
    isEnded = true;
    dropUnsent();
    updateInterest();
    ThreadedConnection told = connection;
    if (told != null) {
      thread.tell(told::close);
    }
  }

  /** Requests and replies may be out of step. */
  void fail(Throwable fault) {
    fail();
    thread.fault(fault);
  }

  /** Sends what the socket takes at once, and gives it up. Idempotent. */
  void close() {
    if (isClosed) {
      return;
    }
    flushOrFail();
    isClosed = true;
    isEnded = true;
    isBroken = true;
    dropUnsent();
    if (key != null) {
      key.cancel();
    }
    stream.close(thread.buffers());
    try {
      channel.close();
    } catch (IOException alreadyLost) {
      // There is nothing left to lose.
    }
    parser.reset();
    held.clear();
    heldBytes = 0;
    thread.closed(this);
  }

  private void updateInterest() {
    if (key != null && key.isValid()) {
      boolean isReading = !isEnded && input.hasRoom();
      key.interestOps(
          (isReading ? SelectionKey.OP_READ : 0) | (isWaitingToSend ? SelectionKey.OP_WRITE : 0));
    }
  }

  // ---- reading -------------------------------------------------------------------------------

  /** The selector found the socket ready. */
  void onReady() {
    if (isNew) {
      isNew = false;
      isInLine = true;
      thread.newcomers().add(this);
    } else if (!isInLine) {
      serve();
    }
  }

  @Override
  public void onTurn() {
    isInLine = false;
    serve();
  }

  private void serve() {
    SelectionKey ready = key;
    try {
      if (ready != null && ready.isValid() && ready.isWritable()) {
        flush();
      }
      if (ready != null && ready.isValid() && ready.isReadable()) {
        read();
      }
    } catch (IOException connectionLost) {
      fail();
    } catch (RuntimeException | Error fault) {
      fail(fault);
    }
  }

  private void read() throws IOException {
    NetworkBuffers buffers = thread.buffers();
    for (int reads = 0; reads < MAX_READS && !isEnded && input.hasRoom(); reads++) {
      int count = stream.receive(buffers);
      if (count < 0) {
        end();
        return;
      }
      if (count > 0) {
        thread.countRead();
        consume(buffers.received(), count);
      }
      if (!stream.mayHaveMore()) {
        break;
      }
    }
    if (stream.hasUnsent()) {
      flush();
    }
    if (!isEnded && !input.hasRoom()) {
      pauseReading();
    }
  }

  /** The owner has enough to do for this client, and will say when he has less. */
  private void pauseReading() {
    input.awaitBelow(Window.BYTES);
    updateInterest(); // as it is now: he may be done already
  }

  /** The owner is done with some of what it was passed. */
  void readOn() {
    if (isEnded) {
      return;
    }
    try {
      parseHeld();
      if (input.hasRoom()) {
        updateInterest();
      } else {
        pauseReading();
      }
    } catch (RuntimeException | Error fault) {
      fail(fault);
    }
  }

  private void consume(byte[] received, int count) {
    if (isRefused) {
      return;
    }
    if (held.isEmpty() && mayParse()) {
      Arrival arrival = thread.newArrival();
      CommandBatch commands = arrival.commands();
      int done = parse(commands, received, 0, count);
      commands.keep(received);
      pass(arrival);
      hold(received, done, count - done);
    } else {
      hold(received, 0, count);
    }
    parseHeld();
    if (held.length() > thread.maxQueryBufferBytes()) {
      fail();
    }
  }

  private void parseHeld() {
    boolean isParsed = true;
    while (isParsed && !held.isEmpty() && mayParse() && parser.needed() <= held.length()) {
      Arrival arrival = thread.newArrival();
      byte[] array = held.array();
      int from = held.from();
      int to = held.to();
      int done = parse(arrival.commands(), array, from, to);
      isParsed = done > 0;
      if (isParsed) {
        arrival.commands().adopt(array);
        held.clear();
        held.add(array, from + done, to - from - done, parser.needed());
        heldBytes = held.length();
      }
      pass(arrival);
    }
  }

  /**
   * Before AUTH what may be sent depends on how the command in front was answered: then each waits
   * for that.
   */
  private boolean mayParse() {
    return isAuthenticated || input.inFlight() == 0 || !input.awaitBelow(1);
  }

  private int parse(CommandBatch commands, byte[] buffer, int from, int to) {
    boolean isTrusted = isAuthenticated;
    parser.authenticated(isTrusted);
    int most = isTrusted ? Integer.MAX_VALUE : 1;
    return commands.parse(parser, buffer, from, to, most, thread.view());
  }

  private void pass(Arrival arrival) {
    ThreadedConnection recipient = connection;
    if (arrival.commands().isEmpty() || recipient == null) {
      thread.keep(arrival);
      return;
    }
    isRefused = arrival.commands().failure() != null;
    input.pass(arrival.commands().length());
    thread.tell(arrival.from(recipient));
  }

  private void hold(byte[] source, int offset, int count) {
    if (count == 0) {
      return;
    }
    if (!held.add(source, offset, count, parser.needed())) {
      fail();
    }
    heldBytes = held.length();
    heldAtMs = thread.nowMs();
  }

  // ---- writing -------------------------------------------------------------------------------

  /** The owner has passed replies: they are sent at the end of the thread's turn. */
  void send(Departure replies) {
    if (isBroken) {
      int bytes = replies.bytes().remaining();
      thread.giveBack(replies);
      sent(bytes);
      return;
    }
    unsent.add(replies);
    unsentBytes += replies.bytes().remaining();
    if (!isWaitingToSend && !isToFlush) {
      isToFlush = true;
      thread.flushLater(this);
    }
  }

  /** Sends what has come in this turn. */
  void flushOrFail() {
    isToFlush = false;
    if (isBroken) {
      return;
    }
    try {
      flush();
    } catch (IOException connectionLost) {
      fail();
    } catch (RuntimeException | Error fault) {
      fail(fault);
    }
  }

  private void flush() throws IOException {
    if (isBroken) {
      return;
    }
    if (unsentBytes > 0) {
      thread.countWrite();
    }
    boolean isSent = stream.send(thread.buffers(), this, unsentBytes) && !stream.hasUnsent();
    if (!stream.hasUnsent() && unconfirmedBytes > 0) {
      long confirmed = unconfirmedBytes;
      unconfirmedBytes = 0;
      sent(confirmed);
    }
    if (isSent == isWaitingToSend) {
      isWaitingToSend = !isSent;
      updateInterest();
    }
  }

  private void sent(long bytes) {
    ThreadedConnection sender = connection;
    if (output.done(bytes) && sender != null) {
      thread.tell(sender::roomAgain);
    }
  }

  private void dropUnsent() {
    long dropped = unsentBytes + unconfirmedBytes;
    unsentBytes = 0;
    unconfirmedBytes = 0;
    unsent.forEach(thread::giveBack);
    unsent.clear();
    if (dropped > 0) {
      sent(dropped);
    }
  }

  @Override
  public int peek(ByteBuffer target) {
    int copied = 0;
    for (Departure next : unsent) {
      ByteBuffer bytes = next.bytes();
      int count = Math.min(bytes.remaining(), target.remaining());
      target.put(target.position(), bytes, bytes.position(), count);
      target.position(target.position() + count);
      copied += count;
      if (!target.hasRemaining()) {
        break;
      }
    }
    return copied;
  }

  @Override
  public void consume(long bytes) {
    if (bytes < 0 || bytes > unsentBytes) {
      throw new IllegalArgumentException(
          "more than is pending: bytes=" + bytes + " pendingBytes=" + unsentBytes);
    }
    unsentBytes -= bytes;
    unconfirmedBytes += bytes;
    long left = bytes;
    while (left > 0) {
      Departure first = unsent.element();
      int count = (int) Math.min(left, first.bytes().remaining());
      first.bytes().position(first.bytes().position() + count);
      left -= count;
      if (!first.bytes().hasRemaining()) {
        unsent.remove();
        thread.giveBack(first);
      }
    }
  }
}
