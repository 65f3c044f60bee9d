package io.holdfast.resp;

import io.holdfast.DurabilityException;
import io.holdfast.core.appendonly.Durability;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ProtocolException;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.CommandDispatcher;
import io.holdfast.core.command.Session;
import io.holdfast.core.config.OutputLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * One client, as the owner of the store sees it: commands are executed and answered, and what waits
 * to be sent is kept within its limits. Where the bytes come from and go to is the subclass's: a
 * socket of the event thread, or one of an I/O thread.
 *
 * <pre>
 *  commands -&gt; dispatcher -&gt; replies -&gt; | held until the log has kept what they tell | -&gt; sent
 * </pre>
 *
 * <p>No client has the loop to himself: his turn is over when his commands have run for some time,
 * or much has been answered. Who has more to run or to send than fits in a turn, or took long last
 * time, has his next turn in {@linkplain WaitingLine line}, behind those who ask for little.
 *
 * <p>Thread: the owner.
 */
abstract class Connection
    implements Session.Transport, Durability.Acknowledgement, WaitingLine.Member {
  /** Replies are sent before all commands of a turn have run once so much has been written. */
  private static final int SEND_EARLY_BYTES = 256 * 1024;

  /** A turn is over when commands have run so long, ... */
  private static final long MAX_TURN_NS = 500_000;

  /** ... which is looked at now and then; a power of two. */
  private static final int COMMANDS_A_LOOK = 64;

  /** It is over, too, when so much was answered. */
  private static final int MAX_TURN_REPLY_BYTES = 1024 * 1024;

  /** A turn that took longer keeps others waiting. */
  private static final long LONG_TURN_NS = 100_000;

  final RespListener listener;
  final ReplyWriter replies;
  private final boolean isUnixSocket;
  private final String peerAddress;
  private final String localAddress;
  private final Session session;

  private boolean isClosing;
  private boolean isClosed;
  private boolean isToResume;

  /** Up to where the log must have kept what was done before the replies are sent. */
  private long repliesPosition;

  /** How much the log had been given when the turn began, or was last answered. */
  private long turnPosition;

  /** The log has not: nothing is executed until it has. */
  private boolean isHeld;

  /** Which replies wait for that, and which need not. */
  private long heldMark;

  private long releasedMark;

  /** Something was dropped because there was too much, so nothing more must be sent. */
  private boolean isOverrun;

  // The turn: when it began, where the replies were then, and what has been run since.
  private long turnBeganNs;
  private long turnBeganAt;
  private long sendAt;
  private int turnCommands;

  /** The next turn is to come when others are served. */
  private boolean isHeavy;

  private boolean isInLine;

  private long lastInputAtMs;
  private long overSoftLimitSinceMs;

  Connection(RespListener listener, SocketChannel channel) throws IOException {
    this.listener = listener;
    SocketAddress peer = channel.getRemoteAddress();
    SocketAddress local = channel.getLocalAddress();
    this.isUnixSocket = !(local instanceof InetSocketAddress);
    this.peerAddress = isUnixSocket ? local + ":0" : text((InetSocketAddress) peer);
    this.localAddress = isUnixSocket ? local + ":0" : text((InetSocketAddress) local);
    this.replies = new ReplyWriter(listener.chunkPool());
    this.session = listener.openSession(this);
    this.lastInputAtMs = session.createdAtMs();
  }

  // ---- what a subclass does ------------------------------------------------------------------

  /** Does what there is to do: what came is read, run and answered. */
  abstract void serve() throws IOException;

  /** Goes on with what has come in and was not executed, as far as {@link #mayExecute} says. */
  abstract void executeHeld() throws IOException;

  /** Sends what may be sent, as far as it is taken; ends the connection where that is due. */
  abstract void flush() throws IOException;

  /** Sends unless nothing is known to be taken; then only sees to the limits. */
  abstract void sendOrCheck() throws IOException;

  /** Bytes of replies that are on their way and not yet sent. */
  abstract long departedBytes();

  /** Gives up the socket; called once. */
  abstract void disconnect();

  /** The log has kept up: reading may go on, if it was stopped. */
  void readOn() {}

  // ---- turns ---------------------------------------------------------------------------------

  /** There is something to do: now, or if he asked for much, when others are served. */
  final void serveOrLineUp() {
    if (isHeavy) {
      lineUp(listener.line());
    } else {
      goOnOrClose(true);
    }
  }

  /** The next turn is to come when others are served. */
  final void beHeavy() {
    isHeavy = true;
  }

  final boolean isInLine() {
    return isInLine;
  }

  /** Has a turn when others are served. */
  final void lineUp(WaitingLine line) {
    isHeavy = true;
    if (!isInLine && !isClosed) {
      isInLine = true;
      line.add(this);
    }
  }

  @Override
  public final void onTurn() {
    isInLine = false;
    isHeavy = false;
    if (!isClosed) {
      goOnOrClose(true);
    }
  }

  private void goOnOrClose(boolean isReady) {
    try {
      if (isReady) {
        serve();
      } else {
        goOn();
      }
    } catch (IOException connectionLost) {
      close();
    } catch (RuntimeException | Error fault) {
      close(); // requests and replies may be out of step
      throw fault;
    }
  }

  // ---- what it may use -----------------------------------------------------------------------

  final Session session() {
    return session;
  }

  final boolean isClosed() {
    return isClosed;
  }

  /** Whether nothing more is read or executed: it ends as soon as all is sent, or has ended. */
  final boolean isClosing() {
    return isClosing;
  }

  /** Whether replies wait for the log, and commands with them. */
  final boolean isHeld() {
    return isHeld;
  }

  /** Whether something was dropped, so that nothing more must be sent. */
  final boolean isOverrun() {
    return isOverrun || replies.isOverrun();
  }

  final boolean mayExecute() {
    return !isHeld && !isClosing && !session.isWaiting();
  }

  final void inputCame(long nowMs) {
    lastInputAtMs = nowMs;
  }

  /** Commands follow, with nothing in between but {@link #execute}. */
  final void beginTurn() {
    turnBeganNs = listener.dispatcher().beginTurn();
    turnPosition = listener.durability().position();
    turnBeganAt = replies.mark();
    sendAt = turnBeganAt + SEND_EARLY_BYTES;
    turnCommands = 0;
    replies.limit(listener.limits().output(session.subscriptions() != null).hardBytes());
  }

  /** Runs a command; an empty line is none. */
  final void execute(CommandArgs args) throws IOException {
    turnCommands++;
    if (args.count() > 0) {
      listener.dispatcher().execute(args, session, replies);
      if (replies.mark() > sendAt) {
        endTurn();
        sendOrCheck();
        sendAt = replies.mark() + SEND_EARLY_BYTES;
        listener.dispatcher().beginTurn();
      }
    }
  }

  /** Whether it is time for others. */
  final boolean isTurnOver() {
    boolean isLook = (turnCommands & COMMANDS_A_LOOK - 1) == 0;
    CommandDispatcher dispatcher = listener.dispatcher();
    long nowNs = isLook ? dispatcher.look() : dispatcher.lookedAtNs();
    return nowNs - turnBeganNs > MAX_TURN_NS || replies.mark() - turnBeganAt > MAX_TURN_REPLY_BYTES;
  }

  /** Whether the turn that has ended kept others waiting. */
  final boolean wasLongTurn() {
    return listener.dispatcher().lookedAtNs() - turnBeganNs > LONG_TURN_NS;
  }

  /** What came is no request: nothing after it can be understood. */
  final void refuse(ProtocolException malformed) {
    replies.error(malformed);
    closeAfterReply();
  }

  final void endTurn() {
    listener.dispatcher().endTurn(session);
    noteReplies();
  }

  /**
   * The replies tell of all that was done before, so they wait until it is kept. Not while the log
   * has failed: then who reads, or is refused, is answered, as in process; only who has changed
   * something waits, and hears that it was not kept.
   */
  private void noteReplies() {
    Durability durability = listener.durability();
    long position = durability.position();
    if (position != turnPosition || durability.failure() == null) {
      repliesPosition = position;
    }
    turnPosition = position;
  }

  /** How much may be sent: what tells of something that is not kept yet stays until it is. */
  final long sendableBytes() {
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
  public final void settled() {
    isHeld = false;
    releasedMark = heldMark;
    if (!isClosed) {
      readOn();
      goOnLater();
    }
  }

  /** Whether it was done is not known, so the client is told neither. */
  @Override
  public final void failed(DurabilityException why) {
    isHeld = false;
    close();
  }

  final boolean isOverOutputLimit() {
    long pending = outputBufferBytes();
    if (pending == 0) {
      overSoftLimitSinceMs = 0;
      return false;
    }
    OutputLimits.Limit limit = listener.limits().output(session.subscriptions() != null);
    if (replies.isOverrun() || limit.hardBytes() > 0 && pending > limit.hardBytes()) {
      return true;
    }
    if (limit.softBytes() == 0 || pending <= limit.softBytes()) {
      overSoftLimitSinceMs = 0;
      return false;
    }
    listener.limitRounds().softLimitExceeded();
    long nowMs = listener.nowMs();
    if (overSoftLimitSinceMs == 0) {
      overSoftLimitSinceMs = nowMs;
    }
    return nowMs - overSoftLimitSinceMs > TimeUnit.SECONDS.toMillis(limit.softSeconds());
  }

  @Override
  public final boolean canWait() {
    return true;
  }

  @Override
  public final void resume() {
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
  final void resumed() {
    isToResume = false;
    if (isOverrun) {
      close();
    }
    if (!isClosed) {
      goOnOrClose(false);
    }
  }

  final void goOn() throws IOException {
    if (!isClosing) {
      executeHeld();
    }
    if (!isClosed && (replies.pendingBytes() > 0 || isClosing)) {
      sendOrCheck();
    }
  }

  /** Called now and then: ends the connection if it broke a limit by waiting. */
  final void checkLimits(long nowMs) {
    if (isClosed) {
      return;
    }
    long idleMs = listener.limits().idleTimeoutMs();
    boolean isListening = session.isWaiting() || session.subscriptions() != null;
    boolean isIdle = idleMs > 0 && nowMs - lastInputAtMs() > idleMs && !isListening;
    if (isIdle || isOverOutputLimit()) {
      close();
    }
  }

  /** Ends the connection at once. Idempotent. */
  @Override
  public final void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    isClosing = true;
    disconnect();
    replies.reset();
    listener.closed(this);
  }

  @Override
  public final void closeAfterReply() {
    isClosing = true;
  }

  @Override
  public final String peerAddress() {
    return peerAddress;
  }

  @Override
  public final String localAddress() {
    return localAddress;
  }

  @Override
  public final boolean isUnixSocket() {
    return isUnixSocket;
  }

  @Override
  public final int fileDescriptor() {
    return -1;
  }

  @Override
  public final long outputBufferBytes() {
    return replies.pendingBytes() + departedBytes();
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
