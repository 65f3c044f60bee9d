package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.VirtualClock;
import io.holdfast.core.codec.ChunkPool;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ProtocolException;
import io.holdfast.core.codec.Reply;
import io.holdfast.core.codec.ReplyReader;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.codec.RequestLimits;
import io.holdfast.core.codec.RequestParser;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.SilentTransport;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.spi.Effect;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A store to type commands at, and its answers as text: the whole way of a command, without a
 * socket and in virtual time.
 *
 * <pre>{@code
 * try (CommandTester tester = CommandTester.open()) {
 *   assertThat(tester.run("SET k \"a\\x00b\" EX 10")).isEqualTo("+OK");
 *   assertThat(tester.effects()).containsExactly("SET k \"a\\x00b\" PXAT 1767225610000");
 *   tester.script(
 *       """
 *       INCR k
 *           -ERR value is not an integer or out of range
 *       """);
 * }
 * }</pre>
 *
 * <p>Commands are written as for redis-cli. Replies are shown as {@code +OK}, {@code -ERR text},
 * {@code :1}, {@code "bulk"}, {@code nil}, {@code nil-array}, {@code [array, elements]}, and in
 * RESP3 {@code null}, <code>{key: value}</code>, {@code ~[set]}, {@code >[push]}, {@code ,1.5},
 * {@code #t}. Effects are shown as commands, events as {@code database:event:key}.
 */
public final class CommandTester implements AutoCloseable {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Store store;
  private final Engine engine;
  private final VirtualClock clock;
  private final Session session;
  private final CommandArgs args = new CommandArgs();
  private final RequestParser parser = new RequestParser(new RequestLimits());
  private final ReplyWriter writer = new ReplyWriter(new ChunkPool());
  private final List<String> effects;
  private final List<String> events;
  private long lastInputAtMs;

  private CommandTester(
      Store store, VirtualClock clock, List<String> effects, List<String> events) {
    this.store = store;
    this.engine = Engine.of(store);
    this.clock = clock;
    this.effects = effects;
    this.events = events;
    this.session = engine.door().call(() -> engine.sessions().openUnlimited(new NoTransport()));
  }

  /** A fresh store with the defaults, seed 1, stepped by the test, on 2026-01-01. */
  public static CommandTester open() {
    return open(Holdfast.builder());
  }

  /** As {@link #open()}, otherwise configured. */
  public static CommandTester open(Holdfast.Builder builder) {
    VirtualClock clock = new VirtualClock(START);
    Store store = builder.clock(clock).seed(1).invoker().open();
    CommandTester tester = new CommandTester(store, clock, new ArrayList<>(), new ArrayList<>());
    tester.listen();
    return tester;
  }

  private void listen() {
    engine.effects().addListener(effect -> effects.add(text(effect)));
    engine
        .keyspace()
        .events()
        .addListener(
            EnumSet.allOf(EventClass.class),
            (eventClass, event, database, key) ->
                events.add(database + ":" + event + ":" + word(key.copy())));
  }

  /** Another client of the same store, in a session of its own. */
  public CommandTester another() {
    return new CommandTester(store, clock, effects, events);
  }

  /** Lets the session speak RESP3, as HELLO 3 does. */
  public CommandTester resp3() {
    session.protocol(3);
    writer.resp3(true);
    return this;
  }

  // ---- commands ------------------------------------------------------------------------------

  /** Runs a command line and returns the reply as text. */
  public String run(String line) {
    return text(execute(parse(line)));
  }

  private CommandArgs parse(String line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      int length = parser.parse(bytes, 0, bytes.length, args);
      assertThat(length).as("bytes of the command line: %s", line).isEqualTo(bytes.length);
    } catch (ProtocolException e) {
      throw new IllegalArgumentException("no command line: line=" + line, e);
    }
    return args;
  }

  /** Runs a command given as words that need no quoting and returns the reply as text. */
  public String run(byte[]... words) {
    return text(reply(words));
  }

  /** Runs a command given as words and returns the reply. */
  public Reply reply(byte[]... words) {
    return execute(CommandArgs.of(words));
  }

  /** Runs a command line that is answered several times, or not at all. */
  public List<String> runAll(String line) {
    dispatch(parse(line));
    return received();
  }

  /** The messages and replies that have come by themselves since the last call. */
  public List<String> received() {
    byte[] bytes = writer.toByteArray();
    writer.consume(bytes.length);
    return ReplyReader.decodeAll(bytes).stream().map(CommandTester::text).toList();
  }

  /** Runs a command line that is not answered. */
  public void runWithoutReply(String line) {
    dispatch(CommandArgs.of(line.strip().split(" +", -1)));
    assertThat(writer.pendingBytes()).as("bytes of a reply to %s", line).isZero();
  }

  private Reply execute(CommandArgs command) {
    dispatch(command);
    byte[] reply = writer.toByteArray();
    writer.consume(reply.length);
    return ReplyReader.decode(reply);
  }

  private void dispatch(CommandArgs command) {
    engine
        .door()
        .call(
            () -> {
              lastInputAtMs = engine.keyspace().nowMs();
              engine.dispatcher().execute(command, session, writer);
              return true;
            });
  }

  /**
   * Runs a table of commands and checks their replies: a command a line, and below it, indented,
   * its reply. A command without a reply below it may answer anything; {@code #} starts a comment.
   */
  public void script(String table) {
    List<String> lines = table.lines().filter(line -> !line.isBlank()).toList();
    for (int i = 0; i < lines.size(); i++) {
      String command = lines.get(i);
      if (command.startsWith("#")) {
        continue;
      }
      String reply = run(command);
      if (i + 1 < lines.size() && lines.get(i + 1).startsWith(" ")) {
        assertThat(reply).as(command).isEqualTo(lines.get(++i).strip());
      }
    }
  }

  // ---- what it did ---------------------------------------------------------------------------

  /** The effects since the last call. */
  public List<String> effects() {
    return taken(effects);
  }

  /** The keyspace events since the last call, those of {@code new} and {@code keymiss} left out. */
  public List<String> events() {
    List<String> all = allEvents();
    all.removeIf(event -> event.contains(":new:") || event.contains(":keymiss:"));
    return all;
  }

  /** The keyspace events since the last call. */
  public List<String> allEvents() {
    return taken(events);
  }

  private static List<String> taken(List<String> from) {
    List<String> all = new ArrayList<>(from);
    from.clear();
    return all;
  }

  /** Proves the invariants of the keyspace. */
  public void checkInvariants() {
    engine.keyspace().checkInvariants();
  }

  /** The time; moves when told to. */
  public VirtualClock clock() {
    return clock;
  }

  /** The typed door to the same data. */
  public Store store() {
    return store;
  }

  /** The parts of the store. */
  public Engine engine() {
    return engine;
  }

  /** The session commands run in. */
  public Session session() {
    return session;
  }

  @Override
  public void close() {
    store.close();
  }

  // ---- text ----------------------------------------------------------------------------------

  private static String text(Effect effect) {
    return effect.command().stream().map(CommandTester::word).collect(Collectors.joining(" "));
  }

  /** A word as it would be typed: quoted where it must be. */
  private static String word(byte[] bytes) {
    String quoted = new Reply.Bulk(bytes).toString();
    String bare = quoted.substring(1, quoted.length() - 1);
    return bare.isEmpty() || bare.contains(" ") || bare.contains("\\") ? quoted : bare;
  }

  /** A reply on one line. */
  public static String text(Reply reply) {
    if (reply instanceof Reply.Array array) {
      return elements(array.elements());
    }
    if (reply instanceof Reply.SetReply set) {
      return "~" + elements(set.elements());
    }
    if (reply instanceof Reply.Push push) {
      return ">" + elements(push.elements());
    }
    if (reply instanceof Reply.MapReply map) {
      return map.entries().stream()
          .map(entry -> text(entry.key()) + ": " + text(entry.value()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (reply instanceof Reply.Null none) {
      return switch (none) {
        case BULK -> "nil";
        case ARRAY -> "nil-array";
        case RESP3 -> "null";
      };
    }
    return reply.toString();
  }

  private static String elements(List<Reply> elements) {
    return elements.stream().map(CommandTester::text).collect(Collectors.joining(", ", "[", "]"));
  }

  private final class NoTransport extends SilentTransport {
    NoTransport() {
      super("127.0.0.1:1", "127.0.0.1:6379");
    }

    @Override
    public long lastInputAtMs() {
      return lastInputAtMs;
    }
  }
}
