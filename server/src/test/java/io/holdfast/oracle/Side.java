package io.holdfast.oracle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One peer while a section runs on it: its connections by name and its variables.
 *
 * <p>Between sections the peer is put back: connections closed, every database emptied, what CONFIG
 * SET changed restored. That goes over a connection of its own, opened at the beginning, so that a
 * password set by a section does not lock it out.
 *
 * <p>Thread: one.
 */
final class Side implements AutoCloseable {
  private static final long GONE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
  private static final int TURNS = 6;
  private static final int SCAN_CALLS = 100_000;

  private final Peer peer;
  private final Connection admin;
  private final Map<String, Connection> connections = new TreeMap<>();
  private final Map<String, byte[]> variables = new HashMap<>();
  private final Map<String, byte[]> changedSettings = new LinkedHashMap<>();
  private final Map<String, Boolean> known = new HashMap<>();
  private final List<Step> pipelined = new ArrayList<>();
  private int protocol = 2;
  private boolean pipelining;
  private Reply last = Reply.none("no command yet", new byte[0]);

  Side(Peer peer) throws IOException {
    this.peer = peer;
    admin = new Connection(peer);
  }

  Peer peer() {
    return peer;
  }

  /** Makes the peer look as if nothing had happened, and waits until it does. */
  void reset(int protocol) {
    closeConnections();
    this.protocol = protocol;
    variables.clear();
    pipelined.clear();
    pipelining = false;
    changedSettings.forEach(
        (name, value) -> admin.call(List.of(bytes("CONFIG"), bytes("SET"), bytes(name), value)));
    changedSettings.clear();
    Reply flushed = admin.call("FLUSHALL");
    if (!flushed.string().equals("OK")) {
      throw new IllegalStateException(peer.name() + " refuses FLUSHALL: reply=" + flushed);
    }
  }

  /** Carries out a step; the replies that came of it, in order. */
  List<Exchange> execute(Step step) {
    return switch (step.directive()) {
      case "" -> command(step);
      case "raw" -> raw(step);
      case "send" -> {
        connection(step).send(Connection.encode(fill(step.words())));
        yield List.of();
      }
      case "read" -> read(step);
      case "closed" -> List.of(answer(step, List.of(), connection(step).readToEnd()));
      case "eof" -> {
        connection(step).endOfInput();
        yield List.of(answer(step, List.of(), connection(step).readToEnd()));
      }
      case "silent" -> List.of(silent(step));
      case "pushed" -> pushed(step);
      case "disconnect" -> {
        connection(step).close();
        connections.remove(step.connection());
        yield List.of();
      }
      case "resp" -> resp(step);
      case "let" -> let(step);
      case "capture" -> capture(step);
      case "repeat" -> repeat(step);
      case "scan" -> List.of(scan(step));
      case "gone" -> List.of(gone(step));
      case "until" -> List.of(until(step));
      case "pipeline" -> {
        pipelining = true;
        yield List.of();
      }
      case "end" -> endPipeline();
      case "needs" -> List.of();
      default -> throw new IllegalArgumentException("directive=" + step.directive());
    };
  }

  /** Whether the peer knows a command. */
  boolean has(String command) {
    return known.computeIfAbsent(
        command,
        name -> {
          List<Reply> infos = admin.call("COMMAND INFO " + name).elements();
          return infos != null && infos.size() == 1 && infos.get(0).elements() != null;
        });
  }

  /** Sends the commands of one connection together. */
  List<Exchange> pipeline(List<Step> steps) {
    List<List<byte[]>> commands = new ArrayList<>(steps.size());
    for (Step step : steps) {
      commands.add(fill(step.words()));
    }
    List<Reply> replies = connection(steps.get(0)).pipeline(commands);
    List<Exchange> exchanges = new ArrayList<>(replies.size());
    for (int i = 0; i < replies.size(); i++) {
      exchanges.add(answer(steps.get(i), commands.get(i), replies.get(i)));
    }
    return exchanges;
  }

  /**
   * Replies nobody asked for. The admin's round trips make sure that what was coming has come: each
   * is a turn of the server, in which a client who was served may serve the next.
   */
  List<Exchange> leftovers() {
    List<Exchange> found = new ArrayList<>();
    try {
      if (pipelining) {
        found.addAll(endPipeline());
      }
      for (int turn = 0; turn < TURNS; turn++) {
        admin.call("PING");
      }
      for (Map.Entry<String, Connection> entry : connections.entrySet()) {
        Step step = new Step(0, entry.getKey(), Comparison.EXACT, "read", List.of());
        while (entry.getValue().hasMore()) {
          Reply reply = entry.getValue().read();
          found.add(new Exchange(step, List.of(), reply));
          if (reply.isNone()) {
            break;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private List<Exchange> command(Step step) {
    if (pipelining) {
      pipelined.add(step);
      return List.of();
    }
    return List.of(call(step, step.words()));
  }

  private Exchange call(Step step, List<byte[]> words) {
    List<byte[]> command = fill(words);
    rememberSettings(command);
    return answer(step, command, connection(step).call(command));
  }

  private List<Exchange> raw(Step step) {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    fill(step.words()).forEach(request::writeBytes);
    connection(step).send(request.toByteArray());
    return List.of();
  }

  private List<Exchange> read(Step step) {
    int count = step.words().isEmpty() ? 1 : Integer.parseInt(step.word(0));
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Reply reply = connection(step).read();
      exchanges.add(answer(step, List.of(), reply));
      if (reply.isNone()) {
        break;
      }
    }
    return exchanges;
  }

  /** What has come by itself: everything before the answer to a PING. */
  private List<Exchange> pushed(Step step) {
    byte[] marker = bytes("end of what was pushed");
    connection(step).send(Connection.encode(List.of(bytes("PING"), marker)));
    List<Exchange> exchanges = new ArrayList<>();
    for (Reply reply = connection(step).read();
        !isPong(reply, marker);
        reply = connection(step).read()) {
      exchanges.add(answer(step, List.of(), reply));
      if (reply.isNone()) {
        break;
      }
    }
    return exchanges;
  }

  private static boolean isPong(Reply reply, byte[] marker) {
    List<Reply> elements = reply.elements();
    Reply text = elements != null && elements.size() == 2 ? elements.get(1) : reply;
    return Arrays.equals(text.text(), marker);
  }

  /** Nothing has come and the connection is open, as far as round trips of another one can tell. */
  private Exchange silent(Step step) {
    Connection connection = connection(step);
    admin.call("PING");
    admin.call("PING");
    try {
      return answer(step, List.of(), connection.readNow());
    } catch (IOException e) {
      return answer(step, List.of(), Reply.none("failed: " + e.getMessage(), new byte[0]));
    }
  }

  /** HELLO carries versions and ids; that it succeeds with the same type is what counts here. */
  private List<Exchange> resp(Step step) {
    List<byte[]> hello = List.of(bytes("HELLO"), step.words().get(0));
    Step typed =
        new Step(
            step.line(),
            step.connection(),
            Comparison.parse("type"),
            step.directive(),
            step.words());
    return List.of(call(typed, hello));
  }

  private List<Exchange> let(Step step) {
    List<byte[]> words = fill(step.words());
    boolean times = words.size() == 5 && step.word(3).equals("*");
    if (!step.word(1).equals("=") || (words.size() != 3 && !times)) {
      throw new IllegalArgumentException("want: %let name = text [* count], step=" + step);
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    int count = times ? Integer.parseInt(step.word(4)) : 1;
    for (int i = 0; i < count; i++) {
      value.writeBytes(words.get(2));
    }
    variables.put(step.word(0), value.toByteArray());
    return List.of();
  }

  private List<Exchange> capture(Step step) {
    Reply reply = last;
    for (int i = 1; i < step.words().size(); i++) {
      List<Reply> elements = reply.elements();
      int index = Integer.parseInt(step.word(i));
      if (elements == null || index >= elements.size()) {
        reply = Reply.none("nothing to capture", last.bytes());
        break;
      }
      reply = elements.get(index);
    }
    byte[] text = reply.text();
    if (text == null || reply.isNone()) {
      return List.of(answer(step, List.of(), Reply.none("nothing to capture", last.bytes())));
    }
    variables.put(step.word(0), text);
    return List.of();
  }

  private List<Exchange> repeat(Step step) {
    int count = Integer.parseInt(step.word(0));
    List<byte[]> words = step.words().subList(1, step.words().size());
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      variables.put("i", bytes(Integer.toString(i)));
      Exchange exchange = call(step, words);
      exchanges.add(exchange);
      if (exchange.reply().isNone()) {
        break;
      }
    }
    return exchanges;
  }

  /** Follows the cursor to the end; the reply is every element seen, sorted, once. */
  private Exchange scan(Step step) {
    List<byte[]> command = new ArrayList<>(fill(step.words()));
    int cursorAt = step.name().equals("SCAN") ? 1 : 2;
    Map<String, Reply> seen = new TreeMap<>();
    for (int i = 0; i < SCAN_CALLS; i++) {
      Reply reply = connection(step).call(command);
      List<Reply> parts = reply.elements();
      if (parts == null || parts.size() != 2) {
        return answer(step, command, reply);
      }
      List<Reply> elements = parts.get(1).elements();
      if (elements != null) {
        elements.forEach(element -> seen.put(element.notation(), element));
      }
      command.set(cursorAt, bytes(parts.get(0).string()));
      if (parts.get(0).string().equals("0")) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        seen.values().forEach(element -> all.writeBytes(element.bytes()));
        Reply union = new Reply('*', null, new ArrayList<>(seen.values()), all.toByteArray());
        return answer(step, fill(step.words()), union);
      }
    }
    return answer(step, command, Reply.none("cursor does not come to 0", new byte[0]));
  }

  /** Waits until a key has expired. */
  private Exchange gone(Step step) {
    List<byte[]> exists = List.of(bytes("EXISTS"), fill(step.words()).get(0));
    long deadline = System.nanoTime() + GONE_TIMEOUT_NS;
    while (true) {
      Reply reply = connection(step).call(exists);
      if (reply.string().equals("0") || reply.isError() || reply.isNone()) {
        return answer(step, exists, reply);
      }
      if (System.nanoTime() > deadline) {
        return answer(step, exists, Reply.none("key does not expire", reply.bytes()));
      }
    }
  }

  /** Sends a command until its reply, whose other parts are no matter, contains a text. */
  private Exchange until(Step step) {
    List<byte[]> words = fill(step.words());
    String text = new String(words.get(0), StandardCharsets.UTF_8);
    List<byte[]> command = words.subList(1, words.size());
    long deadline = System.nanoTime() + GONE_TIMEOUT_NS;
    while (true) {
      Reply reply = connection(step).call(command);
      if (reply.isError() || reply.isNone()) {
        return answer(step, command, reply);
      }
      if (reply.string().contains(text)) {
        return answer(step, command, new Reply('+', bytes(text), null, bytes("+" + text)));
      }
      if (System.nanoTime() > deadline) {
        return answer(step, command, Reply.none("does not say " + text, reply.bytes()));
      }
    }
  }

  private List<Exchange> endPipeline() {
    pipelining = false;
    List<Exchange> exchanges = new ArrayList<>();
    int from = 0;
    while (from < pipelined.size()) {
      int to = from + 1;
      String connection = pipelined.get(from).connection();
      while (to < pipelined.size() && pipelined.get(to).connection().equals(connection)) {
        to++;
      }
      exchanges.addAll(pipeline(pipelined.subList(from, to)));
      from = to;
    }
    pipelined.clear();
    return exchanges;
  }

  private Exchange answer(Step step, List<byte[]> asked, Reply reply) {
    last = reply;
    return new Exchange(step, asked, reply);
  }

  /** Keeps the value a CONFIG SET is about to change. */
  private void rememberSettings(List<byte[]> command) {
    if (command.size() < 4 || !is(command.get(0), "CONFIG") || !is(command.get(1), "SET")) {
      return;
    }
    for (int i = 2; i < command.size(); i += 2) {
      String name = new String(command.get(i), StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
      if (changedSettings.containsKey(name) || name.contains("*")) {
        continue;
      }
      List<Reply> pair =
          admin.call(List.of(bytes("CONFIG"), bytes("GET"), command.get(i))).elements();
      if (pair != null && pair.size() == 2) {
        byte[] value = pair.get(1).text();
        changedSettings.put(name, value == null ? new byte[0] : value);
      }
    }
  }

  private static boolean is(byte[] word, String name) {
    return name.equalsIgnoreCase(new String(word, StandardCharsets.ISO_8859_1));
  }

  private Connection connection(Step step) {
    return connections.computeIfAbsent(
        step.connection(),
        name -> {
          try {
            Connection connection = new Connection(peer);
            if (protocol != 2) {
              connection.call("HELLO " + protocol);
            }
            return connection;
          } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + peer.name(), e);
          }
        });
  }

  private List<byte[]> fill(List<byte[]> words) {
    if (variables.isEmpty()) {
      return words;
    }
    List<byte[]> filled = new ArrayList<>(words.size());
    for (byte[] word : words) {
      filled.add(fill(word));
    }
    return filled;
  }

  private byte[] fill(byte[] word) {
    String text = new String(word, StandardCharsets.ISO_8859_1);
    if (!text.contains("${")) {
      return word;
    }
    for (Map.Entry<String, byte[]> variable : variables.entrySet()) {
      text =
          text.replace(
              "${" + variable.getKey() + "}",
              new String(variable.getValue(), StandardCharsets.ISO_8859_1));
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void closeConnections() {
    connections.values().forEach(Connection::close);
    connections.clear();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closeConnections();
    admin.close();
  }
}
