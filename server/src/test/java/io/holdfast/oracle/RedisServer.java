package io.holdfast.oracle;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real redis-server, started for the test on a free loopback port in a folder of its own, without
 * persistence.
 *
 * <p>The program is {@code redis-server} on the PATH, or what the system property {@code
 * holdfast.oracle.redis-server} names.
 */
final class RedisServer implements Peer {
  /** The version whose answers our case files and differences were checked against. */
  static final String PINNED = "7.0.";

  private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
  private static final int PORT_ATTEMPTS = 5;

  private final Process process;
  private final Path folder;
  private final int port;
  private final Thread killer;
  private final String version;

  private RedisServer(Process process, Path folder, int port) throws IOException {
    this.process = process;
    this.folder = folder;
    this.port = port;
    killer = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(killer);
    try (Connection connection = new Connection(this)) {
      String info = connection.call("INFO server").string();
      version =
          info.lines()
              .filter(line -> line.startsWith("redis_version:"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse("unknown");
    }
  }

  /** Where the program is, if anywhere. */
  static Optional<Path> program() {
    String named = System.getProperty("holdfast.oracle.redis-server");
    if (named != null) {
      return Optional.of(Path.of(named)).filter(Files::isExecutable);
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    for (String entry : path.split(File.pathSeparator, -1)) {
      Path candidate = Path.of(entry.isEmpty() ? "." : entry).resolve("redis-server");
      if (Files.isExecutable(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** Starts a server; further options are appended to the command line. */
  static RedisServer start(String... options) throws IOException {
    Path program = program().orElseThrow(() -> new IOException("no redis-server on the PATH"));
    IOException last = new IOException("not tried");
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      try {
        return start(program, freePort(), options);
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private static RedisServer start(Path program, int port, String... options) throws IOException {
    Path folder = Files.createTempDirectory("holdfast-oracle");
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--dir", folder.toString(), "--save", "", "--appendonly", "no"));
    command.addAll(List.of("--daemonize", "no", "--enable-debug-command", "yes"));
    command.addAll(List.of(options));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      awaitPort(process, port, log);
      return new RedisServer(process, folder, port);
    } catch (IOException e) {
      process.destroyForcibly();
      delete(folder);
      throw e;
    }
  }

  private static void awaitPort(Process process, int port, Path log) throws IOException {
    long deadline = System.nanoTime() + START_TIMEOUT_NS;
    while (System.nanoTime() < deadline) {
      try (Connection connection = new Connection(new At(port))) {
        if (connection.call("PING").string().equals("PONG")) {
          return;
        }
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IOException("redis-server ended: " + Files.readString(log), e);
        }
      }
      try {
        process.waitFor(5, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    throw new IOException("redis-server does not answer: port=" + port);
  }

  String version() {
    return version;
  }

  boolean isPinnedVersion() {
    return version.startsWith(PINNED);
  }

  @Override
  public String name() {
    return "redis " + version;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(killer);
    try {
      delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Deletes a folder and all that is in it. */
  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, java.io.IOException problem)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** A port somebody else looks after. */
  record At(int port) implements Peer {
    @Override
    public String name() {
      return "port " + port;
    }

    @Override
    public void close() {}
  }
}
