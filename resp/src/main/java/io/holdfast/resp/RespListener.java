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
  private final Slice resumeSlice;
  private final WaitingLine newcomers;
  private final WaitingLine line;
  private final Acceptor acceptor;
  private final LimitRounds limitRounds;
  private final Attachment attachment = new Turn();
  private final Consumer<Info.Fields> addressFigures = this::addAddress;
  private final Consumer<Info.Fields> trafficFigures = this::addTraffic;
  private long turnAtMs;
  private final RecentRate receivedRate;
  private final RecentRate sentRate;
  private long heldSinceMs = Long.MAX_VALUE;
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
    this.resumeSlice = new Slice(engine.clock());
    this.newcomers = new WaitingLine(new Slice(engine.clock()));
    this.line = new WaitingLine(new Slice(engine.clock()));
    this.limitRounds = new LimitRounds(limits, connections, new Slice(engine.clock()));
    this.acceptor = new Acceptor(new Host(), engine.errorHandler(), new Slice(engine.clock()));
    for (ServerSocketChannel channel : sockets.channels()) {
      acceptor.open(channel, selector);
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
    return engine.door().call(acceptor::rejected);
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

  /** Whether an I/O thread has left something. */
  boolean hasLetters() {
    return ioThreads.hasLetters();
  }

  Session openSession(Session.Transport transport) {
    return engine.sessions().open(transport);
  }

  LimitRounds limitRounds() {
    return limitRounds;
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

  /** Who has just come, and waits for his first turn. */
  WaitingLine newcomers() {
    return newcomers;
  }

  /** Who asks for much, and waits for his next turn. */
  WaitingLine line() {
    return line;
  }

  /** Lets a connection go on in this turn of the event thread, or in one it is woken for. */
  void resume(Connection connection) {
    toResume.add(connection);
    engine.eventLoop().wake();
  }

  void closed(Connection connection) {
    connections.remove(connection);
    engine.sessions().close(connection.session());
    acceptor.pause().endSoon();
    engine.eventLoop().wake(); // the selector lets go of the socket when it is looked at
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
    fields.add("rejected_connections", acceptor.rejected());
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

  /** Who may come in, and how. */
  private final class Host implements Acceptor.Host {
    @Override
    public byte @Nullable [] refusal(SocketChannel client) throws IOException {
      if (connections.size() >= limits.maxClients()) {
        return TOO_MANY_CLIENTS;
      }
      return isLocalOnly() && !isLocal(client.getRemoteAddress()) ? LOCAL_ONLY : null;
    }

    /** In protected mode, while whoever connects may do everything. */
    private boolean isLocalOnly() {
      return limits.isProtected() && engine.users().isDefaultUserOpen();
    }

    /** Whether a peer is on this machine and says so: by a unix socket or a loopback address. */
    private static boolean isLocal(SocketAddress peer) {
      return !(peer instanceof InetSocketAddress address)
          || address.getAddress().isLoopbackAddress();
    }

    @Override
    public void welcome(SocketChannel client, ServerSocketChannel server) throws IOException {
      RespListener.this.welcome(client, sockets.isTls(server));
    }

    @Override
    public boolean isTls(ServerSocketChannel server) {
      return sockets.isTls(server);
    }
  }

  /** The listener's turn in the duty cycle. */
  private final class Turn implements Attachment {
    @Override
    public int doWork(long nowMs) {
      turnAtMs = nowMs;
      try {
        acceptor.pause().endIfDue(nowMs);
        int count = wait.poll();
        if (count > 0 || isAnybodyInLine()) {
          engine.keyspace().time(nowMs);
          serveAll(count);
          newcomers.serve();
          line.serve();
          acceptor.accept(nowMs);
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
      boolean isCheck = limitRounds.isDue(nowMs);
      if (isCheck) {
        engine.keyspace().time(nowMs);
        limitRounds.goOn(nowMs);
      }
      // The sleep is the poll: saying 0 makes the loop look at the sockets again, not wait.
      boolean isLeft = isAnybodyInLine() || !toResume.isEmpty() || acceptor.pause().isOver();
      return isLeft || isCheck ? 1 : 0;
    }

    private boolean isAnybodyInLine() {
      return !newcomers.isEmpty() || !line.isEmpty();
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

    private void serveAll(int count) {
      try {
        for (int i = 0; i < count; i++) {
          serve(wait.ready(i));
        }
      } finally {
        wait.clear();
      }
    }

    /** One after the other; what they run may add others. Some have to wait for the next turn. */
    private void resumeAll() {
      Connection next = toResume.poll();
      if (next == null) {
        return;
      }
      resumeSlice.begin();
      for (next.resumed(); !toResume.isEmpty() && !resumeSlice.isOver(); ) {
        toResume.remove().resumed();
      }
    }

    private void serve(SelectionKey key) {
      if (!key.isValid()) {
        return;
      }
      if (key.attachment() instanceof DirectConnection connection) {
        connection.onReady();
      } else if (key.attachment() instanceof ServerSocketChannel server) {
        acceptor.onReady(server);
      }
    }

    @Override
    public long nextDeadlineMs() {
      return Math.min(limitRounds.nextAtMs(), acceptor.pause().untilMs());
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
