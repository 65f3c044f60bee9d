package io.holdfast.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** A socket to a listener, bytes as Latin-1 text. Every read gives up after ten seconds. */
final class RawClient implements Closeable {
  private final Socket socket;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
  }

  RawClient send(String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
    return this;
  }

  /** As {@link #send}, from where nothing may be thrown. */
  RawClient sendUnchecked(String bytes) {
    try {
      return send(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String command(String... arguments) {
    StringBuilder text = new StringBuilder("*" + arguments.length + "\r\n");
    for (String argument : arguments) {
      text.append('$').append(argument.length()).append("\r\n").append(argument).append("\r\n");
    }
    return text.toString();
  }

  /** Exactly so many bytes. */
  String read(int count) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(count);
    return new String(bytes, ISO_8859_1);
  }

  /** How many bytes have come that were not read. */
  int available() throws IOException {
    return socket.getInputStream().available();
  }

  /** Sends one command and reads as much as the expected reply is long. */
  String ask(String expectedReply, String... arguments) throws IOException {
    return send(command(arguments)).read(expectedReply.length());
  }

  /** Everything until the server closes the connection. */
  String readToEnd() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    try {
      in.transferTo(all);
    } catch (java.net.SocketException reset) {
      // The server had bytes of ours it did not read: the connection ends with a reset.
    }
    return all.toString(ISO_8859_1);
  }

  /** The server sees the end of the stream, and may still answer. */
  void sendNothingMore() throws IOException {
    socket.shutdownOutput();
  }

  /** Ends the connection by a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
