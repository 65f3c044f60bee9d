package io.holdfast.oracle;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The two servers of a run: the oracle, and the one under test.
 *
 * <p>The system property {@code holdfast.oracle.peer} chooses the one under test: {@code holdfast}
 * (the default), {@code redis} for a second redis-server, which checks the scripts themselves, or
 * {@code host:port} for a server that is already running on this machine.
 */
record Peers(RedisServer oracle, Peer ours) implements AutoCloseable {
  /** Starts both; without redis-server it says so loudly and aborts the test. */
  static Peers start() throws IOException {
    Optional<String> problem = missing();
    if (problem.isPresent()) {
      loudly(
          "NO ORACLE: " + problem.get(),
          "The comparison with a real redis-server is SKIPPED.",
          "Nothing has shown that replies and error texts are right.",
          "Install redis 7.0 (Debian: apt-get install redis-server), or name it with",
          "-Dholdfast.oracle.redis-server=/path/to/redis-server");
      Assumptions.abort(problem.get());
    }
    RedisServer oracle = RedisServer.start();
    if (!oracle.isPinnedVersion()) {
      loudly(
          "NOTE: this oracle is redis " + oracle.version() + ".",
          "The case files and docs/differences.md were checked with " + RedisServer.PINNED + "x.",
          "Failures may be changes between Redis versions.");
    }
    try {
      return new Peers(oracle, underTest());
    } catch (IOException | RuntimeException e) {
      oracle.close();
      throw e;
    }
  }

  /** True when the server under test is Holdfast, so that listed differences must show. */
  boolean isHoldfast() {
    return !(ours instanceof RedisServer);
  }

  private static void loudly(String... lines) {
    String rule = "*".repeat(80);
    System.err.println("\n" + rule);
    for (String line : lines) {
      System.err.println("*  " + line);
    }
    System.err.println(rule + "\n");
  }

  private static Optional<String> missing() {
    return RedisServer.program().isPresent()
        ? Optional.empty()
        : Optional.of("no redis-server on the PATH");
  }

  private static Peer underTest() throws IOException {
    String choice = System.getProperty("holdfast.oracle.peer", "holdfast");
    if (choice.equals("redis")) {
      return RedisServer.start();
    }
    if (choice.equals("holdfast")) {
      return HoldfastServer.start();
    }
    int colon = choice.lastIndexOf(':');
    return new RedisServer.At(Integer.parseInt(choice.substring(colon + 1)));
  }

  @Override
  public void close() {
    ours.close();
    oracle.close();
  }
}
