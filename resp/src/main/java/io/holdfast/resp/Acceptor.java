package io.holdfast.resp;

import io.holdfast.core.event.ErrorHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients in or says why not, a few in each turn: in a flood of them those who are in already
 * come first. Who is not let in yet waits in the system's queue.
 *
 * <p>Thread: the owner.
 */
final class Acceptor {
  /** A turn's most, however little time they take. */
  static final int MAX_ACCEPTS = 64;

  /** Whom the clients come to. */
  interface Host {
    /** Why a client may not come in, as an error reply; null if he may. */
    byte @Nullable [] refusal(SocketChannel client) throws IOException;

    /** A client comes in. */
    void welcome(SocketChannel client, ServerSocketChannel server) throws IOException;

    /** Whether he expects TLS, and would not understand why he may not come in. */
    boolean isTls(ServerSocketChannel server);
  }

  private final Host host;
  private final AcceptPause pause;
  private final Slice slice;
  private final List<ServerSocketChannel> ready = new ArrayList<>(2);
  private long rejected;

  Acceptor(Host host, ErrorHandler errors, Slice slice) {
    this.host = host;
    this.pause = new AcceptPause(errors);
    this.slice = slice;
  }

  /** Looks at a listening socket from now on. */
  void open(ServerSocketChannel server, Selector selector) throws IOException {
    server.configureBlocking(false);
    pause.add(server.register(selector, SelectionKey.OP_ACCEPT, server));
  }

  /** How long to look away from the listening sockets. */
  AcceptPause pause() {
    return pause;
  }

  /** How many clients were not let in. */
  long rejected() {
    return rejected;
  }

  /** Somebody waits at a listening socket. */
  void onReady(ServerSocketChannel server) {
    ready.add(server);
  }

  /** Lets in some of those who wait. */
  void accept(long nowMs) throws IOException {
    for (int i = 0; i < ready.size() && !pause.isOn(); i++) {
      accept(ready.get(i), nowMs);
    }
    ready.clear();
  }

  private void accept(ServerSocketChannel server, long nowMs) throws IOException {
    slice.begin();
    for (int accepts = 0; accepts < MAX_ACCEPTS; accepts++) {
      SocketChannel client;
      try {
        client = server.accept();
      } catch (IOException noDescriptor) {
        pause.begin(noDescriptor, nowMs);
        return;
      }
      if (client == null) {
        return;
      }
      pause.wentWell();
      try {
        client.configureBlocking(false);
        receive(client, server);
      } catch (IOException lostBeforeItBegan) {
        client.close();
      }
      if (slice.isOver()) {
        return;
      }
    }
  }

  private void receive(SocketChannel client, ServerSocketChannel server) throws IOException {
    byte[] why = host.refusal(client);
    if (why == null) {
      host.welcome(client, server);
      return;
    }
    rejected++;
    if (!host.isTls(server)) {
      client.write(ByteBuffer.wrap(why));
    }
    client.close();
  }
}
