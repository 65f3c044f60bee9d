package io.holdfast.resp;

import io.holdfast.core.Engine;
import io.holdfast.core.appendonly.Durability;
import io.holdfast.core.codec.ChunkPool;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.RequestLimits;
import io.holdfast.core.codec.RequestParser;
import io.holdfast.core.command.CommandDispatcher;
import io.holdfast.core.command.PipelineLookAhead;
import io.holdfast.core.command.Session;
import io.holdfast.core.config.Directives;
import io.holdfast.core.event.Attachment;
import io.holdfast.core.server.Info;
import io.holdfast.core.stats.RecentRate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Serves a store to Redis clients.
 *
 * <pre>{@code
 * try (Store store = Holdfast.open();
 *     RespListener listener = RespListener.builder().port(6379).open(store)) {
 *   ...
 * }
 * }</pre>
 *
 * <p>The store's event thread does all the work: it sleeps in the listener's selector, and what it
 * finds there it reads, executes and answers itself. With {@link ListenerBuilder#ioThreads} it only
 * executes, and other threads read, parse and write. Closing the listener or the store ends every
 * connection.
 */
public final class RespListener implements AutoCloseable {
  private static final byte[] TOO_MANY_CLIENTS =
      "-ERR max number of clients reached\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] LOCAL_ONLY =
      ("-DENIED Redis is running in protected mode because protected mode is enabled and no"
              + " password is set for the default user. Only connections from this machine are"
              + " accepted. Set a password (requirepass), or say 'protected-mode no' if everybody"
              + " who can connect may do everything.\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  /** Connections accepted in a row before those there are get their turn. */
  private static final int MAX_ACCEPTS = 64;

  private static final long CHECK_EVERY_MS = 1_000;

  /** How long writers wait for others to share their fsync, while there is always somebody. */
  private static final long HELD_AT_MOST_MS = 2;

  private final Engine engine;
  private final ListenerLimits limits = new ListenerLimits();
  private final ListenerSockets sockets;
  private final @Nullable TlsContext tls;
  private final Selector selector;
  private final SelectorWait wait;
  private final IoThreads ioThreads;
  private final NetworkBuffers buffers = new NetworkBuffers();
  private final ChunkPool chunkPool = new ChunkPool();
  private final CommandArgs args = new CommandArgs();
  private final PipelineLookAhead lookAhead = new PipelineLookAhead();
  private final Set<Connection> connections = new LinkedHashSet<>();
  private final ArrayDeque<Connection> toResume = new ArrayDeque<>();
  private final WaitingLine line = new WaitingLine();
  private final AcceptPause acceptPause;
  private final Attachment attachment = new Turn();
  private final Consumer<Info.Fields> addressFigures = this::addAddress;
  private final Consumer<Info.Fields> trafficFigures = this::addTraffic;
  private long turnAtMs;
  private final RecentRate receivedRate;
  private final RecentRate sentRate;
  private long nextCheckAtMs;
  private long heldSinceMs = Long.MAX_VALUE;
  private boolean isSoftLimitExceeded;
  private long rejected;
  private boolean isClosed;

  RespListener(Engine engine, ListenerSockets sockets, @Nullable TlsContext tls, int ioThreads)
      throws IOException {
    this.engine = engine;
    this.sockets = sockets;
    this.tls = tls;
    this.selector = Selector.open();
    this.ioThreads = new IoThreads(ioThreads - 1, engine.clock(), engine.errorHandler());
    this.wait =
        new SelectorWait(
            selector, this.ioThreads::hasLetters, engine.durability()::demandBeforeSleep);
    this.receivedRate = new RecentRate(engine.clock().epochMs());
    this.sentRate = new RecentRate(engine.clock().epochMs());
    this.acceptPause = new AcceptPause(engine.errorHandler());
    for (ServerSocketChannel channel : sockets.channels()) {
      channel.configureBlocking(false);
      acceptPause.add(channel.register(selector, SelectionKey.OP_ACCEPT, channel));
    }
    engine
        .door()
        .call(
            () -> {
              limits.follow(engine.config());
              engine
                  .config()
                  .bind(Directives.CLIENT_QUERY_BUFFER_LIMIT, this.ioThreads::maxQueryBufferBytes);
              if (tls != null) {
                tls.follow();
              }
              engine.info().add(Info.Section.SERVER, addressFigures);
              engine.info().add(Info.Section.STATS, trafficFigures);
              engine.loading().addListener(attachment);
              return true;
            });
    this.ioThreads.start(wait);
    engine.eventLoop().attach(attachment);
    engine.eventLoop().waitBy(wait);
  }

  /** Starts a configuration. */
  public static ListenerBuilder builder() {
    return new ListenerBuilder();
  }

  /** The TCP addresses it listens on. */
  public List<InetSocketAddress> addresses() {
    return sockets.addresses();
  }

  /** The TCP port it listens on; 0 if on none. */
  public int port() {
    return addresses().isEmpty() ? 0 : addresses().get(0).getPort();
  }

  /** The TCP port where clients speak TLS; 0 if there is none. */
  public int tlsPort() {
    return sockets.tlsAddresses().isEmpty() ? 0 : sockets.tlsAddresses().get(0).getPort();
  }

  /** Where it listens, for a line in a log: {@code tcp 127.0.0.1:6379, unix /tmp/store.sock}. */
  public String description() {
    return sockets.toString();
  }

  /** How many connections were refused because there were too many. */
  public long rejectedConnections() {
    return engine.door().call(() -> rejected);
  }

  /** Stops listening and ends every connection. Idempotent. */
  @Override
  public void close() {
    if (engine.eventLoop().isClosed()) {
      return;
    }
    engine.eventLoop().detach(attachment);
    engine.eventLoop().waitByParking();
    engine
        .eventLoop()
        .call(
            () -> {
              engine.loading().removeListener(attachment);
              shutDown();
              return true;
            });
  }

  /** Bytes received from all connections. The owner only. */
  long receivedBytes() {
    return buffers.receivedBytes() + ioThreads.sum(IoThread::receivedBytes);
  }

  Session openSession(Session.Transport transport) {
    return engine.sessions().open(transport);
  }

  NetworkBuffers buffers() {
    return buffers;
  }

  ListenerLimits limits() {
    return limits;
  }

  RequestLimits requestLimits() {
    return engine.requestLimits();
  }

  ChunkPool chunkPool() {
    return chunkPool;
  }

  PipelineLookAhead lookAhead() {
    return lookAhead;
  }

  CommandArgs args() {
    return args;
  }

  CommandDispatcher dispatcher() {
    return engine.dispatcher();
  }

  long nowMs() {
    return engine.keyspace().nowMs();
  }

  /** When the turn began in which something came. */
  long turnAtMs() {
    return turnAtMs;
  }

  Durability durability() {
    return engine.durability();
  }

  /** Who has to wait for his next turn. */
  WaitingLine line() {
    return line;
  }

  /** Gives a connection of an I/O thread its next turn, behind what is in the inbox. */
  void later(Runnable turn) {
    ioThreads.tell(turn);
  }

  /** Lets a connection go on in this turn of the event thread, or in one it is woken for. */
  void resume(Connection connection) {
    toResume.add(connection);
    engine.eventLoop().wake();
  }

  void closed(Connection connection) {
    connections.remove(connection);
    engine.sessions().close(connection.session());
    acceptPause.endSoon();
    engine.eventLoop().wake(); // the selector lets go of the socket when it is looked at
  }

  private void accept(ServerSocketChannel server, long nowMs) throws IOException {
    for (int accepts = 0; accepts < MAX_ACCEPTS; accepts++) {
      SocketChannel channel;
      try {
        channel = server.accept();
      } catch (IOException noDescriptor) {
        acceptPause.begin(noDescriptor, nowMs);
        return;
      }
      if (channel == null) {
        return;
      }
      acceptPause.wentWell();
      try {
        channel.configureBlocking(false);
        if (connections.size() >= limits.maxClients()) {
          refuse(channel, sockets.isTls(server), TOO_MANY_CLIENTS);
        } else if (isLocalOnly() && !isLocal(channel.getRemoteAddress())) {
          refuse(channel, sockets.isTls(server), LOCAL_ONLY);
        } else {
          welcome(channel, sockets.isTls(server));
        }
      } catch (IOException lostBeforeItBegan) {
        channel.close();
      }
    }
  }

  /** Without a word where the client expects TLS: he would not understand it. */
  private void refuse(SocketChannel channel, boolean isTls, byte[] why) throws IOException {
    rejected++;
    if (!isTls) {
      channel.write(ByteBuffer.wrap(why));
    }
    channel.close();
  }

  /** In protected mode, while whoever connects may come in. */
  private boolean isLocalOnly() {
    return limits.isProtected() && engine.users().isDefaultUserOpen();
  }

  /** Whether a peer is on this machine and says so: by a unix socket or a loopback address. */
  static boolean isLocal(SocketAddress peer) {
    return !(peer instanceof InetSocketAddress address) || address.getAddress().isLoopbackAddress();
  }

  private void welcome(SocketChannel channel, boolean isTls) throws IOException {
    if (channel.getLocalAddress() instanceof InetSocketAddress) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      int seconds = limits.keepAliveSeconds();
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, seconds > 0);
      if (seconds > 0 && channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
        channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, seconds);
        channel.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, Math.max(1, seconds / 3));
        channel.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
      }
    }
    PeerStream stream =
        isTls && tls != null
            ? new TlsStream(channel, tls.newEngine())
            : new PeerStream.Plain(channel);
    connections.add(ioThreads.isEmpty() ? direct(channel, stream) : threaded(channel, stream));
  }

  private Connection direct(SocketChannel channel, PeerStream stream) throws IOException {
    SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
    Connection connection = new DirectConnection(this, channel, stream, key);
    key.attach(connection);
    return connection;
  }

  private Connection threaded(SocketChannel channel, PeerStream stream) throws IOException {
    IoThread thread = ioThreads.leastBusy();
    if (thread == null) {
      throw new IOException("the I/O threads have ended");
    }
    IoPeer peer = new IoPeer(thread, channel, stream, new RequestParser(requestLimits()));
    ThreadedConnection connection = new ThreadedConnection(this, channel, peer);
    thread.join(peer, connection);
    return connection;
  }

  private void checkLimits(long nowMs) {
    isSoftLimitExceeded = false; // says each connection for which it is true
    for (Connection connection : List.copyOf(connections)) {
      connection.checkLimits(nowMs);
    }
  }

  private void addAddress(Info.Fields fields) {
    fields.add("tcp_port", port());
    fields.add("io_threads_active", ioThreads.isEmpty() ? 0 : 1);
  }

  private void addTraffic(Info.Fields fields) {
    fields.add("total_net_input_bytes", receivedBytes());
    fields.add("total_net_output_bytes", sentBytes());
    lookAtTraffic(engine.clock().epochMs());
    fields.add("instantaneous_input_kbps", kib(receivedRate));
    fields.add("instantaneous_output_kbps", kib(sentRate));
    fields.add("rejected_connections", rejected);
    fields.add("io_threaded_reads_processed", ioThreads.sum(IoThread::reads));
    fields.add("io_threaded_writes_processed", ioThreads.sum(IoThread::writes));
  }

  private void lookAtTraffic(long nowMs) {
    if (sentRate.isDue(nowMs)) {
      receivedRate.look(receivedBytes(), nowMs);
      sentRate.look(sentBytes(), nowMs);
    }
  }

  private long sentBytes() {
    return buffers.sentBytes() + ioThreads.sum(IoThread::sentBytes);
  }

  private static String kib(RecentRate bytes) {
    return String.format(Locale.ROOT, "%.2f", bytes.perSecond() / 1024);
  }

  /** Somebody has more output waiting than he may have for long. */
  void softLimitExceeded() {
    isSoftLimitExceeded = true;
  }

  private boolean hasTimedLimits() {
    return limits.idleTimeoutMs() > 0 || isSoftLimitExceeded;
  }

  private void shutDown() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    engine.info().remove(Info.Section.SERVER, addressFigures);
    engine.info().remove(Info.Section.STATS, trafficFigures);
    for (Connection connection : new ArrayList<>(connections)) {
      connection.close();
    }
    ioThreads.close();
    sockets.close();
    try {
      selector.close();
    } catch (IOException e) {
      // A selector that cannot be closed has no sockets left.
    }
  }

  /** The listener's turn in the duty cycle. */
  private final class Turn implements Attachment {
    @Override
    public int doWork(long nowMs) {
      turnAtMs = nowMs;
      try {
        acceptPause.endIfDue(nowMs);
        int count = wait.poll();
        if (count > 0 || !line.isEmpty()) {
          engine.keyspace().time(nowMs);
          serveAll(count, nowMs);
          line.serve(buffers, engine.clock(), nowMs);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (ioThreads.hasLetters()) {
        engine.keyspace().time(nowMs);
        ioThreads.openInbox();
        wait.served();
      }
      engine.tellTrackers();
      resumeAll();
      demandIfHeldForLong(nowMs);
      ioThreads.wake();
      lookAtTraffic(nowMs);
      if (nowMs >= nextCheckAtMs && hasTimedLimits()) {
        nextCheckAtMs = nowMs + CHECK_EVERY_MS;
        engine.keyspace().time(nowMs);
        checkLimits(nowMs);
      }
      // The sleep is the poll: saying 0 makes the loop look at the sockets again, not wait.
      return line.isEmpty() && !acceptPause.isOver() ? 0 : 1;
    }

    /** Writers share an fsync as long as others follow; who asks for more does not hold them up. */
    private void demandIfHeldForLong(long nowMs) {
      if (!engine.durability().holdsAnybody()) {
        heldSinceMs = Long.MAX_VALUE;
        return;
      }
      heldSinceMs = Math.min(heldSinceMs, nowMs);
      if (wait.isSleeping() || nowMs - heldSinceMs >= HELD_AT_MOST_MS) {
        heldSinceMs = Long.MAX_VALUE;
        engine.durability().demand();
        resumeAll();
      }
    }

    private void serveAll(int count, long nowMs) throws IOException {
      try {
        for (int i = 0; i < count; i++) {
          serve(wait.ready(i), nowMs);
        }
      } finally {
        wait.clear();
      }
    }

    /** One after the other; what they run may add others. */
    private void resumeAll() {
      for (Connection next = toResume.poll(); next != null; next = toResume.poll()) {
        next.resumed();
      }
    }

    private void serve(SelectionKey key, long nowMs) throws IOException {
      if (!key.isValid()) {
        return;
      }
      if (key.attachment() instanceof DirectConnection connection) {
        connection.onReady(buffers, nowMs);
      } else if (key.attachment() instanceof ServerSocketChannel server) {
        accept(server, nowMs);
      }
    }

    @Override
    public long nextDeadlineMs() {
      boolean isChecking = hasTimedLimits() && !connections.isEmpty();
      return Math.min(isChecking ? nextCheckAtMs : Long.MAX_VALUE, acceptPause.untilMs());
    }

    @Override
    public void onClose() {
      shutDown();
    }

    @Override
    public String name() {
      return "listener";
    }
  }
}
