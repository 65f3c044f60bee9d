package io.holdfast.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients who cannot be accepted, because the process has no file descriptor left. */
class AcceptorTest {
  private static final long NOW_MS = 1_000_000;

  private final List<String> reported = new ArrayList<>();
  private final List<SocketChannel> welcomed = new ArrayList<>();
  private final Exhausted exhausted = new Exhausted();
  private final Acceptor acceptor =
      new Acceptor(
          new Host(),
          (where, error) -> reported.add(where + ": " + error.getMessage()),
          new Slice(new PassingClock()));
  private Selector selector;
  private ServerSocketChannel server;

  @BeforeEach
  void open() throws IOException {
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    acceptor.open(server, selector);
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel client : welcomed) {
      client.close();
    }
    server.close();
    selector.close();
  }

  private final class Host implements Acceptor.Host {
    @Override
    public byte @Nullable [] refusal(SocketChannel client) {
      return null;
    }

    @Override
    public void welcome(SocketChannel client, ServerSocketChannel from) {
      welcomed.add(client);
    }

    @Override
    public boolean isTls(ServerSocketChannel from) {
      return false;
    }
  }

  /** A listening socket whose clients need a descriptor that is not there. */
  private static final class Exhausted extends ServerSocketChannel {
    Exhausted() {
      super(SelectorProvider.provider());
    }

    @Override
    public SocketChannel accept() throws IOException {
      throw new IOException("Too many open files");
    }

    @Override
    public ServerSocketChannel bind(SocketAddress local, int backlog) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
      return Set.of();
    }

    @Override
    public ServerSocket socket() {
      throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getLocalAddress() {
      throw new UnsupportedOperationException();
    }

    @Override
    protected void implCloseSelectableChannel() {}

    @Override
    protected void implConfigureBlocking(boolean block) {}
  }

  private int interest() {
    return selector.keys().iterator().next().interestOps();
  }

  private void accept(ServerSocketChannel from, long nowMs) throws IOException {
    acceptor.pause().endIfDue(nowMs);
    acceptor.onReady(from);
    acceptor.accept(nowMs);
  }

  @Test
  void noDescriptor_isReportedOnce_andTheSocketIsNotLookedAtForAWhile() throws IOException {
    accept(exhausted, NOW_MS);
    assertThat(reported).containsExactly("accepting a connection: Too many open files");
    assertThat(interest()).isZero();
    assertThat(acceptor.pause().untilMs()).isEqualTo(NOW_MS + 100);
    accept(server, NOW_MS + 99);
    assertThat(interest()).as("one that was ready already waits, too").isZero();
    accept(exhausted, NOW_MS + 100);
    assertThat(interest()).as("tried again, in vain").isZero();
    assertThat(acceptor.pause().untilMs()).isEqualTo(NOW_MS + 200);
    assertThat(reported).hasSize(1);
    acceptor.pause().endIfDue(NOW_MS + 200);
    assertThat(interest()).isEqualTo(SelectionKey.OP_ACCEPT);
    assertThat(acceptor.pause().untilMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(acceptor.rejected()).isZero();
  }

  @Test
  void connectionThatEnds_endsThePause_andWhoWaitedComesIn() throws IOException {
    accept(exhausted, NOW_MS);
    try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
      acceptor.pause().endSoon();
      assertThat(acceptor.pause().isOver()).isTrue();
      accept(server, NOW_MS);
      assertThat(interest()).isEqualTo(SelectionKey.OP_ACCEPT);
      assertThat(welcomed).hasSize(1);
      assertThat(welcomed.get(0).getRemoteAddress()).isEqualTo(client.getLocalAddress());
      assertThat(welcomed.get(0).isBlocking()).isFalse();
    }
    accept(exhausted, NOW_MS);
    assertThat(reported).as("it went well in between").hasSize(2);
  }
}
