package io.holdfast.house;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packaged jar in a JVM of its own, as a user starts it: it needs no flag, warns of nothing and
 * ends cleanly. On JDKs that can deny sun.misc.Unsafe, as a later JDK will, it runs denied as well.
 */
@Timeout(300)
class RunnableJarIT {
  private static final Path JAR = House.module("server").resolve("target/holdfast-server.jar");
  private static final String DENY_UNSAFE = "--sun-misc-unsafe-memory-access=deny";
  private static final int FIRST_THAT_DENIES = 23;

  @TempDir Path folder;
  private Path errors;

  @BeforeEach
  void nameTheErrorFile() {
    errors = folder.resolve("stderr");
  }

  static List<List<String>> flags() {
    return Runtime.version().feature() >= FIRST_THAT_DENIES
        ? List.of(List.of(), List.of(DENY_UNSAFE))
        : List.of(List.of());
  }

  @ParameterizedTest(name = "java {0} -jar")
  @MethodSource("flags")
  void server_answersAndEndsOnShutdown(List<String> flags) throws Exception {
    int port = freePort();
    Process server = serve(flags, port);
    try (BufferedReader out = server.inputReader()) {
      assertThat(out.readLine()).as("first line of output").startsWith("Ready to accept");
      assertThat(ask(port, "PING\r\n")).isEqualTo("+PONG\r\n");
      assertThat(ask(port, "SET key value\r\nGET key\r\n")).isEqualTo("+OK\r\n$5\r\nvalue\r\n");
      assertThat(ask(port, "SHUTDOWN NOSAVE\r\n")).isEmpty();
      assertThat(server.waitFor()).as("exit code").isZero();
      assertThat(out.lines()).as("further output").isEmpty();
    } finally {
      server.destroyForcibly();
    }
    assertThat(errors).isEmptyFile();
  }

  @ParameterizedTest(name = "java {0} -jar")
  @MethodSource("flags")
  void server_endsOnSigterm(List<String> flags) throws Exception {
    Process server = serve(flags, freePort());
    try (BufferedReader out = server.inputReader()) {
      assertThat(out.readLine()).as("first line of output").startsWith("Ready to accept");
      // Process.destroy would close the output before it is read.
      server.toHandle().destroy();
      assertThat(server.waitFor()).as("exit code").isZero();
      assertThat(out.lines()).as("further output").isEmpty();
    } finally {
      server.destroyForcibly();
    }
    assertThat(errors).isEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({
    "--no-such-directive 1, no-such-directive: there is no such directive",
    "--port abc, port: argument couldn't be parsed into an integer",
    "--port, port: wrong number of arguments",
    "--port 70000, port: argument must be between 0 and 65535 inclusive",
    "--port 0, nothing to listen on",
    "--databases 0, databases: argument must be between",
    "--dir no/such/folder, no/such/folder",
    "no-such-file.conf, no-such-file.conf: there is no such file",
    "wrong.conf, 'wrong.conf, line 2: nosuch: there is no such directive'"
  })
  void server_refusesWrongOptions(String options, String message) throws Exception {
    Files.writeString(folder.resolve("wrong.conf"), "port 0\nnosuch 1\n");
    List<String> words = new ArrayList<>(List.of("-jar", JAR.toString()));
    words.addAll(List.of(options.split(" ", -1)));
    Process server = java(List.of(), words.toArray(new String[0]));
    try (BufferedReader out = server.inputReader()) {
      assertThat(out.lines()).as("output").isEmpty();
      assertThat(server.waitFor()).as("exit code").isEqualTo(1);
    } finally {
      server.destroyForcibly();
    }
    assertThat(Files.readString(errors)).contains(message).hasLineCount(1);
  }

  @Test
  void server_readsItsFile_optionsComeAfter() throws Exception {
    int port = freePort();
    Path file = folder.resolve("redis.conf");
    Files.write(file, List.of("# mine", "port 1", "bind 127.0.0.1", "requirepass \"a b\""));
    Process server =
        java(List.of(), "-jar", JAR.toString(), file.toString(), "--port", String.valueOf(port));
    try (BufferedReader out = server.inputReader()) {
      assertThat(out.readLine()).isEqualTo("Ready to accept connections tcp 127.0.0.1:" + port);
      String replies = ask(port, "PING\nAUTH \"a b\"\nSELECT 16\nSHUTDOWN NOSAVE\n");
      assertThat(replies.lines())
          .containsExactly(
              "-NOAUTH Authentication required.", "+OK", "-ERR DB index is out of range");
      assertThat(server.waitFor()).as("exit code").isZero();
    } finally {
      server.destroyForcibly();
    }
    assertThat(errors).isEmptyFile();
  }

  @ParameterizedTest(name = "java {0}")
  @MethodSource("flags")
  void embeddedStore_printsNothing(List<String> flags) throws Exception {
    String classPath =
        JAR + File.pathSeparator + House.module("server").resolve("target/test-classes");
    Process program = java(flags, "-cp", classPath, EmbeddedProgram.class.getName());
    try (BufferedReader out = program.inputReader()) {
      assertThat(out.lines()).as("output").containsExactly("1000");
      assertThat(program.waitFor()).as("exit code").isZero();
    } finally {
      program.destroyForcibly();
    }
    assertThat(errors).isEmptyFile();
  }

  private Process serve(List<String> flags, int port) throws IOException {
    return java(flags, "-jar", JAR.toString(), "--port", Integer.toString(port));
  }

  private Process java(List<String> flags, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    return builder.redirectError(errors.toFile()).start();
  }

  /** Sends the inline commands, ends the sending side and returns all that came back. */
  private static String ask(int port, String commands) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(commands.getBytes(US_ASCII));
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), US_ASCII);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
