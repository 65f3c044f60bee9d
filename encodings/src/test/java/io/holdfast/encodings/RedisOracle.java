package io.holdfast.encodings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A real redis-server of this test's own, and a connection to it. */
public final class RedisOracle implements AutoCloseable {
  private final Process server;
  private final Socket socket;
  private final InputStream in;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  private RedisOracle(Process server, Socket socket) throws IOException {
    this.server = server;
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Starts a server, or skips the calling test, loudly, if there is none on the path. */
  public static RedisOracle start(Path directory, String... options) throws IOException {
    boolean present =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(path -> new File(path, "redis-server").canExecute());
    if (!present) {
      System.err.println("ORACLE TESTS SKIPPED: there is no redis-server on the path");
      Assumptions.abort("no redis-server on the path");
    }
    int port = freePort();
    List<String> command = new ArrayList<>(List.of("redis-server"));
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--dir", directory.toString()));
    command.addAll(List.of(options));
    Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader log = server.inputReader(ISO_8859_1);
    StringBuilder lines = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      lines.append(line).append('\n');
      if (line.contains("eady to accept connections")) {
        return new RedisOracle(server, new Socket(InetAddress.getLoopbackAddress(), port));
      }
    }
    throw new IOException("redis-server did not start:\n" + lines);
  }

  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return any.getLocalPort();
    }
  }

  /** Runs one command; bytes travel as ISO 8859-1. An error comes back as its text, "-" first. */
  public @Nullable String run(String... arguments) throws IOException {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      bytes[i] = arguments[i].getBytes(ISO_8859_1);
    }
    byte[] reply = run(bytes);
    return reply == null ? null : new String(reply, ISO_8859_1);
  }

  /** Runs one command of bytes. */
  public byte @Nullable [] run(byte[]... arguments) throws IOException {
    append(arguments);
    send();
    return readReply();
  }

  /** Runs one command and answers all parts of its reply, of nested arrays too, in one list. */
  public List<@Nullable String> runFlat(String... arguments) throws IOException {
    append(Stream.of(arguments).map(a -> a.getBytes(ISO_8859_1)).toArray(byte[][]::new));
    send();
    List<@Nullable String> parts = new ArrayList<>();
    readParts(parts);
    return parts;
  }

  /** Runs many commands and answers their replies, in few round trips. */
  public List<@Nullable String> runAll(List<String[]> commands) throws IOException {
    List<@Nullable String> replies = new ArrayList<>();
    for (int from = 0; from < commands.size(); from += 200) {
      List<String[]> batch = commands.subList(from, Math.min(from + 200, commands.size()));
      for (String[] command : batch) {
        append(Stream.of(command).map(a -> a.getBytes(ISO_8859_1)).toArray(byte[][]::new));
      }
      send();
      for (int i = 0; i < batch.size(); i++) {
        byte[] reply = readReply();
        replies.add(reply == null ? null : new String(reply, ISO_8859_1));
      }
    }
    return replies;
  }

  private void append(byte[][] arguments) {
    pending.writeBytes(("*" + arguments.length + "\r\n").getBytes(ISO_8859_1));
    for (byte[] argument : arguments) {
      pending.writeBytes(("$" + argument.length + "\r\n").getBytes(ISO_8859_1));
      pending.writeBytes(argument);
      pending.writeBytes(new byte[] {'\r', '\n'});
    }
  }

  private void send() throws IOException {
    pending.writeTo(socket.getOutputStream());
    pending.reset();
  }

  private void readParts(List<@Nullable String> parts) throws IOException {
    String line = readLine();
    if (line.charAt(0) == '*') {
      int count = Integer.parseInt(line.substring(1));
      for (int i = 0; i < count; i++) {
        readParts(parts);
      }
      if (count < 0) {
        parts.add(null);
      }
    } else {
      byte[] part = readReply(line);
      parts.add(part == null ? null : new String(part, ISO_8859_1));
    }
  }

  private byte @Nullable [] readReply() throws IOException {
    return readReply(readLine());
  }

  private byte @Nullable [] readReply(String line) throws IOException {
    if (line.charAt(0) != '$') {
      return (line.charAt(0) == '-' ? line : line.substring(1)).getBytes(ISO_8859_1);
    }
    int length = Integer.parseInt(line.substring(1));
    if (length < 0) {
      return null;
    }
    byte[] bulk = in.readNBytes(length);
    readLine();
    return bulk;
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    server.destroy();
    try {
      server.waitFor();
    } catch (InterruptedException e) {
      server.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
