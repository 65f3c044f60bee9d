package io.holdfast.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Change;
import io.holdfast.ChangeFilter;
import io.holdfast.Changes;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.VirtualClock;
import io.holdfast.resp.RespListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who runs what a feed delivers has the same data: random commands of every family on one store,
 * its changes on another, and their digests compared, again and again while keys expire.
 */
final class ChangesReplayTest {
  private static final boolean IS_LONG = Boolean.getBoolean("holdfast.long");
  private static final int SEQUENCES = IS_LONG ? 200 : 4;
  private static final int COMMANDS = 200;

  /** What waits, or is about the connection. */
  private static final Pattern NOT_RUN =
      Pattern.compile(
          "B[LRZ].*|CONFIG|DEBUG|SHUTDOWN|QUIT|RESET|HELLO|AUTH|CLIENT|MONITOR|P?S?SUBSCRIBE");

  private static boolean waits(Step step) {
    return step.words().stream()
        .anyMatch(word -> new String(word, StandardCharsets.UTF_8).equalsIgnoreCase("BLOCK"));
  }

  static Stream<Arguments> families() {
    return OracleRandomTest.grammars().entrySet().stream()
        .map(family -> Arguments.of(family.getKey(), family.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("families")
  void changes_makeTheSameData(String family, Function<Random, Grammar> grammars)
      throws IOException {
    for (int seed = 1; seed <= SEQUENCES; seed++) {
      try (Pair pair = new Pair()) {
        for (Step step : grammars.apply(new Random(seed)).sequence(COMMANDS)) {
          if (step.isCommand() && !NOT_RUN.matcher(step.name()).matches() && !waits(step)) {
            pair.run(step, family + ", seed " + seed);
          }
        }
        pair.end(family + ", seed " + seed);
      }
    }
  }

  /** A store, its feed, and the store that repeats what it reads there. */
  private static final class Pair implements AutoCloseable {
    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Server original = new Server(clock);
    private final Server replica = new Server(clock);
    private final Changes changes = original.store.changes(ChangeFilter.all().values(1 << 20));
    private final ToldValues told = new ToldValues();
    private int commands;

    Pair() throws IOException {}

    void run(Step step, String where) {
      original.connection.call(step.words());
      if (++commands % 10 == 0) {
        replay();
        compare(where + ", after " + step);
      }
    }

    /** Years pass. */
    void end(String where) {
      replay();
      clock.advance(Duration.ofDays(10_000));
      replay();
      compare(where + ", at the end");
    }

    private void replay() {
      for (Change change = changes.poll(); change != null; change = changes.poll()) {
        if (!change.isUnitEnd()) {
          replica.connection.call("SELECT " + change.database());
        }
        Reply reply = replica.connection.call(change.command());
        assertThat(reply.toString()).as(change.toString()).doesNotContain("ERR", "WRONGTYPE");
        told.add(change);
      }
    }

    private void compare(String where) {
      assertThat(replica.digest()).as(where).isEqualTo(original.digest());
      told.compare(original.store, where);
    }

    @Override
    public void close() throws IOException {
      changes.close();
      original.close();
      replica.close();
    }
  }

  private static final class Server implements Peer {
    final Store store;
    final RespListener listener;
    final Connection connection;
    private final Connection observer;

    Server(VirtualClock clock) throws IOException {
      store = Holdfast.builder().clock(clock).open();
      listener = RespListener.builder().bind("127.0.0.1").port(-1).open(store);
      connection = new Connection(this);
      observer = new Connection(this);
    }

    String digest() {
      return observer.call("DEBUG DIGEST").toString();
    }

    @Override
    public String name() {
      return "holdfast";
    }

    @Override
    public int port() {
      return listener.port();
    }

    @Override
    public void close() {
      connection.close();
      observer.close();
      listener.close();
      store.close();
    }
  }
}
