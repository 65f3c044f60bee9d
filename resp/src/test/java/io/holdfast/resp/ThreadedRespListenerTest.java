package io.holdfast.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.Holdfast;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All of it with I/O threads, and what there is only with them. */
class ThreadedRespListenerTest extends RespListenerTest {
  @Override
  Holdfast.Builder builder() {
    return super.builder().config("io-threads", "3");
  }

  @Test
  void info_tellsWhatTheThreadsHaveDone() throws IOException {
    try (RawClient client = new RawClient(listener.port())) {
      assertThat(client.ask("+PONG\r\n", "PING")).isEqualTo("+PONG\r\n");
      client.send(RawClient.command("INFO") + RawClient.command("QUIT"));
      assertThat(client.readToEnd())
          .contains("\r\nio_threads_active:1\r\n")
          .contains("\r\nio_threaded_writes_processed:1\r\n")
          .contains("\r\nio_threaded_reads_processed:2\r\n");
    }
  }

  @Test
  void builder_saysHowMany_andWhatIsWrong() throws IOException {
    try (RespListener one =
            RespListener.builder().port(ListenerBuilder.ANY_PORT).ioThreads(1).open(store);
        RawClient client = new RawClient(one.port())) {
      client.send(RawClient.command("INFO") + RawClient.command("QUIT"));
      assertThat(client.readToEnd()).contains("\r\nio_threads_active:0\r\n");
    }
    for (int wrong : new int[] {0, 129}) {
      assertThatThrownBy(() -> RespListener.builder().ioThreads(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("not between 1 and 128: ioThreads=" + wrong);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5_000, 300_000, 3_000_000})
  void whoSaysThatNothingMoreComes_isAnsweredAll(int length) throws IOException {
    String value = "v".repeat(length);
    store.strings().set("k", value);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      String get = RawClient.command("GET", "k");
      socket.getOutputStream().write((get + get).getBytes(ISO_8859_1));
      socket.shutdownOutput();
      String reply = "$" + length + "\r\n" + value + "\r\n";
      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .isEqualTo(reply + reply);
    }
  }

  @Test
  void flood_isHeldByTheWindow_whileTheOwnerIsBusy() throws IOException {
    String ping = RawClient.command("PING");
    ByteBuffer pings = ByteBuffer.wrap(ping.repeat(10_000).getBytes(ISO_8859_1));
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port());
    try (SocketChannel channel = SocketChannel.open(address)) {
      channel.write(ByteBuffer.wrap(ping.getBytes(ISO_8859_1)));
      ByteBuffer pong = ByteBuffer.allocate("+PONG\r\n".length());
      while (pong.hasRemaining() && channel.read(pong) >= 0) {}
      channel.configureBlocking(false);
      store.call(
          db -> {
            int refused = 0;
            for (long sent = 0; sent < 50_000_000 && refused < 20_000; ) {
              int count = write(channel, pings);
              sent += count;
              refused = count == 0 ? refused + 1 : 0;
              if (!pings.hasRemaining()) {
                pings.clear();
              }
            }
            assertThat(listener.receivedBytes())
                .isLessThan(Window.BYTES + 2L * NetworkBuffers.RECEIVE_BYTES);
            return true;
          });
    }
    try (RawClient client = new RawClient(listener.port())) {
      assertThat(client.ask("+PONG\r\n", "PING")).isEqualTo("+PONG\r\n");
    }
  }

  private static int write(SocketChannel channel, ByteBuffer bytes) {
    try {
      return channel.write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void clientList_tellsWhatIsHeldOnEitherSide() throws IOException {
    store.strings().set("k", "v".repeat(10_000_000));
    try (RawClient half = new RawClient(listener.port());
        RawClient slow = new RawClient(listener.port());
        RawClient client = new RawClient(listener.port())) {
      half.send(RawClient.command("CLIENT", "SETNAME", "half")).read(5);
      half.send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1000\r\nxyz");
      slow.send(RawClient.command("CLIENT", "SETNAME", "slow")).read(5);
      slow.send(RawClient.command("GET", "k"));
      String list;
      do {
        client.send(RawClient.command("CLIENT", "LIST"));
        StringBuilder header = new StringBuilder();
        while (header.indexOf("\r\n") < 0) {
          header.append(client.read(1));
        }
        list = client.read(Integer.parseInt(header.substring(1, header.length() - 2)) + 2);
      } while (!list.matches("(?s).*name=half [^\n]* qbuf=30 .*name=slow [^\n]* obl=[1-9].*"));
      String reply = "$10000000\r\n" + "v".repeat(10_000_000) + "\r\n";
      assertThat(slow.read(reply.length())).isEqualTo(reply);
    }
  }

  @Test
  void beforeAuth_littleMayBeSent_andMoreRightBehindIt() throws IOException {
    close();
    open(builder().config("requirepass", "secret"));
    String noAuth = "-NOAUTH Authentication required.\r\n";
    String value = "v".repeat(100_000);
    String mset =
        RawClient.command(
            "MSET", "a", "1", "b", "2", "c", "3", "d", "4", "e", "5", "f", value, "g", "7");
    try (RawClient client = new RawClient(listener.port())) {
      client.send(
          RawClient.command("GET", "a")
              + RawClient.command("AUTH", "secret")
              + mset
              + RawClient.command("STRLEN", "f"));
      String replies = noAuth + "+OK\r\n+OK\r\n:100000\r\n";
      assertThat(client.read(replies.length())).isEqualTo(replies);
    }
    try (RawClient client = new RawClient(listener.port())) {
      client.send(RawClient.command("PING") + mset);
      assertThat(client.readToEnd())
          .isEqualTo(noAuth + "-ERR Protocol error: unauthenticated multibulk length\r\n");
    }
  }
}
