package io.holdfast.core.codec;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real redis-server, reached over a unix socket, for the length of a test class. */
final class RedisServer implements AutoCloseable {
  private final Path folder;
  private final Process process;

  private RedisServer(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts a server with these options, or skips the test loudly where there is none. */
  static RedisServer startOrSkip(String... options) {
    Path program = find();
    try {
      Path folder = Files.createTempDirectory("holdfast-codec");
      List<String> command = new ArrayList<>(List.of(program.toString(), "--port", "0"));
      command.addAll(List.of("--unixsocket", folder.resolve("redis.sock").toString()));
      command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", folder.toString()));
      command.addAll(List.of(options));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      RedisServer server = new RedisServer(folder, process);
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path find() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path program = Path.of(folder, "redis-server");
      if (Files.isExecutable(program)) {
        return program;
      }
    }
    System.err.println("SKIPPED: oracle tests of the codec, no redis-server on the PATH");
    return abort("no redis-server on the PATH");
  }

  private void awaitReady() throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder log = new StringBuilder();
    String line;
    while ((line = output.readLine()) != null) {
      log.append(line).append('\n');
      if (line.contains("eady to accept connections")) {
        return;
      }
    }
    close();
    throw new IOException("redis-server did not start:\n" + log);
  }

  /** Sends a request over a connection of its own, says that no more comes, and reads the reply. */
  byte[] exchange(byte[] request) {
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("redis.sock"));
    try (SocketChannel channel = SocketChannel.open(address)) {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(request);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.shutdownOutput();
      } catch (IOException e) {
        // The server has closed the connection for what it read so far; its reply says why.
      }
      ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
      while (channel.read(buffer) >= 0) {
        reply.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reply.toByteArray();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
      Files.deleteIfExists(folder.resolve("redis.sock"));
      Files.deleteIfExists(folder);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
