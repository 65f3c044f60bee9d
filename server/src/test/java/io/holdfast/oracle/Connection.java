package io.holdfast.oracle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection to a peer that hides nothing: it sends the bytes it is given and returns replies as
 * they came.
 *
 * <p>Thread: one.
 */
final class Connection implements AutoCloseable {
  private static final int TIMEOUT_MS = 10_000;
  private static final byte[] CRLF = {'\r', '\n'};

  private final Socket socket;
  private final OutputStream out;
  private final ReplyReader replies;

  Connection(Peer peer) throws IOException {
    socket = new Socket(peer.host(), peer.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MS);
    out = socket.getOutputStream();
    replies = new ReplyReader(socket.getInputStream());
  }

  /** Sends one command and reads one reply. */
  Reply call(List<byte[]> command) {
    send(encode(command));
    return read();
  }

  Reply call(String line) {
    return call(Quoting.split(line));
  }

  /** Sends all commands before it reads the first reply; one reply for each command. */
  List<Reply> pipeline(List<List<byte[]>> commands) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    for (List<byte[]> command : commands) {
      request.writeBytes(encode(command));
    }
    send(request.toByteArray());
    List<Reply> answers = new ArrayList<>(commands.size());
    for (int i = 0; i < commands.size(); i++) {
      Reply reply = read();
      answers.add(reply);
      if (reply.isNone()) {
        break;
      }
    }
    return answers;
  }

  /** Sends bytes as they are. A peer that hung up shows itself at the next read, not here. */
  void send(byte[] bytes) {
    try {
      out.write(bytes);
    } catch (IOException e) {
      // What the peer said before it hung up is still to be read, and is what gets compared.
    }
  }

  /** Sends nothing more; the peer sees the end of its input, we still read. */
  void endOfInput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      // The peer hung up already; reading will tell.
    }
  }

  Reply read() {
    return replies.read();
  }

  /** What has arrived by now: a reply, that the peer hung up, or silence. */
  Reply readNow() throws IOException {
    socket.setSoTimeout(1);
    Reply reply = read();
    socket.setSoTimeout(TIMEOUT_MS);
    boolean nothing = reply.isNone() && !reply.string().equals(Reply.CLOSED);
    return nothing && reply.bytes().length == 0 ? Reply.silence() : reply;
  }

  Reply readToEnd() {
    return replies.readToEnd();
  }

  boolean hasMore() throws IOException {
    return replies.hasMore();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Closing is all we wanted.
    }
  }

  /** A command as an array of bulk strings. */
  static byte[] encode(List<byte[]> command) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(("*" + command.size() + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (byte[] word : command) {
      request.writeBytes(("$" + word.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      request.writeBytes(word);
      request.writeBytes(CRLF);
    }
    return request.toByteArray();
  }
}
