package io.holdfast.resp;

import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directive;
import io.holdfast.core.config.Directives;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Configures a {@link RespListener}.
 *
 * <p>What is not said here is taken from the store's configuration (port, tls-port, bind,
 * unixsocket, unixsocketperm, tcp-backlog, io-threads), whose defaults are Redis's. The limits of
 * connections (maxclients, timeout, tcp-keepalive, client-query-buffer-limit,
 * client-output-buffer-limit) always follow it, also when it changes later.
 */
public final class ListenerBuilder {
  /** A port that stands for any free one. */
  public static final int ANY_PORT = -1;

  private static final int MAX_IO_THREADS = 128;

  private @Nullable Integer port;
  private @Nullable Integer tlsPort;
  private @Nullable List<String> bind;
  private @Nullable Integer backlog;
  private @Nullable Path unixSocket;
  private int unixSocketPermissions;
  private @Nullable Integer ioThreads;

  ListenerBuilder() {}

  /**
   * port: the TCP port; 0 for no TCP, {@link #ANY_PORT} for any free one.
   *
   * @throws IllegalArgumentException if not in -1..65535
   */
  public ListenerBuilder port(int value) {
    if (value < ANY_PORT || value > 65_535) {
      throw new IllegalArgumentException("port out of range: port=" + value);
    }
    port = value;
    return this;
  }

  /**
   * tls-port: the TCP port for clients that speak TLS; 0 for none, {@link #ANY_PORT} for any free
   * one. Certificates and rules are those of the tls-* directives.
   *
   * @throws IllegalArgumentException if not in -1..65535
   */
  public ListenerBuilder tlsPort(int value) {
    if (value < ANY_PORT || value > 65_535) {
      throw new IllegalArgumentException("port out of range: tlsPort=" + value);
    }
    tlsPort = value;
    return this;
  }

  /**
   * bind: the addresses to listen on. {@code *} is every address; a {@code -} in front passes over
   * an address this machine does not have.
   */
  public ListenerBuilder bind(String... addresses) {
    bind = List.of(addresses);
    return this;
  }

  /** tcp-backlog: connections waiting to be accepted. */
  public ListenerBuilder backlog(int count) {
    backlog = count;
    return this;
  }

  /** unixsocket and unixsocketperm: the path of a unix socket, and its mode (0 leaves it as is). */
  public ListenerBuilder unixSocket(Path path, int permissions) {
    unixSocket = path;
    unixSocketPermissions = permissions;
    return this;
  }

  /**
   * io-threads: how many threads serve connections, the one that executes commands among them. With
   * 1 that one also reads and writes; with more, the others do, each for connections of its own.
   *
   * @throws IllegalArgumentException if not in 1..128
   */
  public ListenerBuilder ioThreads(int count) {
    if (count < 1 || count > MAX_IO_THREADS) {
      throw new IllegalArgumentException("not between 1 and 128: ioThreads=" + count);
    }
    ioThreads = count;
    return this;
  }

  /**
   * Binds the sockets and starts serving the store.
   *
   * @throws IOException if an address or the unix socket cannot be bound, or the certificates for
   *     TLS cannot be used
   */
  public RespListener open(Store store) throws IOException {
    Engine engine = Engine.of(store);
    ListenerSockets sockets = new ListenerSockets();
    try {
      bind(sockets, engine.config());
      boolean isTls = !sockets.tlsAddresses().isEmpty();
      TlsContext tls = isTls ? new TlsContext(engine.config()) : null;
      int threads = ioThreads != null ? ioThreads : intOf(engine.config(), Directives.IO_THREADS);
      return new RespListener(engine, sockets, tls, threads);
    } catch (IOException | RuntimeException e) {
      sockets.close();
      throw e;
    }
  }

  private void bind(ListenerSockets sockets, Config config) throws IOException {
    int connections = backlog != null ? backlog : intOf(config, Directives.TCP_BACKLOG);
    int wanted = port != null ? port : intOf(config, Directives.PORT);
    int wantedTls = tlsPort != null ? tlsPort : intOf(config, Directives.TLS_PORT);
    List<String> addresses = bind != null ? bind : config.get(Directives.BIND);
    if (wanted != 0) {
      bindTcp(sockets, addresses, Math.max(wanted, 0), connections, false);
    }
    if (wantedTls != 0) {
      bindTcp(sockets, addresses, Math.max(wantedTls, 0), connections, true);
    }
    String configured = config.get(Directives.UNIXSOCKET);
    if (unixSocket != null) {
      sockets.bindUnix(unixSocket, connections, unixSocketPermissions);
    } else if (!configured.isEmpty()) {
      int permissions = config.get(Directives.UNIXSOCKETPERM);
      sockets.bindUnix(Path.of(configured), connections, permissions);
    } else if (wanted == 0 && wantedTls == 0) {
      throw new IOException("nothing to listen on: port=0, tls-port=0 and no unixsocket");
    }
  }

  private static int intOf(Config config, Directive<Long> directive) {
    return Math.toIntExact(config.get(directive));
  }

  /** Binds every address to one port: the given one, or the one the first address was given. */
  private static void bindTcp(
      ListenerSockets sockets, List<String> addresses, int port, int backlog, boolean isTls)
      throws IOException {
    int wanted = port;
    for (String address : addresses) {
      boolean isOptional = address.startsWith("-");
      String host = isOptional ? address.substring(1) : address;
      sockets.bind(host, wanted, backlog, isOptional, isTls);
      List<InetSocketAddress> bound = isTls ? sockets.tlsAddresses() : sockets.addresses();
      if (wanted == 0 && !bound.isEmpty()) {
        wanted = bound.get(0).getPort();
      }
    }
    if ((isTls ? sockets.tlsAddresses() : sockets.addresses()).isEmpty()) {
      throw new IOException("no address could be bound: bind=" + addresses);
    }
  }
}
