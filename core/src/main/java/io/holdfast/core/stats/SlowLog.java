package io.holdfast.core.stats;

import io.holdfast.core.codec.CommandArgs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;

/**
 * SLOWLOG: the newest commands that took longer than a limit.
 *
 * <p>An entry keeps at most {@value #MAX_ARGUMENTS} arguments of {@value #MAX_ARGUMENT_BYTES} bytes
 * and says how much more there was. Thread: the owner. Cost: nothing for what is fast.
 */
public final class SlowLog {
  private static final int MAX_ARGUMENTS = 32;
  private static final int MAX_ARGUMENT_BYTES = 128;
  private static final byte[] REDACTED = "(redacted)".getBytes(StandardCharsets.US_ASCII);

  /**
   * A slow command.
   *
   * @param id one more than that of the entry before; never used again
   * @param atMs when it ended
   * @param durationMicros how long it took
   * @param arguments shortened, secrets blotted out
   * @param client address of who sent it; empty if it came from this process
   * @param clientName his name; may be empty
   */
  public record Entry(
      long id,
      long atMs,
      long durationMicros,
      List<byte[]> arguments,
      String client,
      String clientName) {}

  private final Deque<Entry> newestFirst = new ArrayDeque<>();
  private long nextId;
  private long slowerThanNs = Long.MAX_VALUE;
  private long maxLength;

  /** An empty log that takes nothing. */
  public SlowLog() {}

  /** slowlog-log-slower-than: what takes longer is logged; negative for nothing at all. */
  public void slowerThanMicros(long micros) {
    slowerThanNs = micros < 0 ? Long.MAX_VALUE : TimeUnit.MICROSECONDS.toNanos(micros);
  }

  /** slowlog-max-len: how many entries are kept. */
  public void maxLength(long entries) {
    maxLength = entries;
    trim();
  }

  private void trim() {
    while (newestFirst.size() > maxLength) {
      newestFirst.removeLast();
    }
  }

  /** What takes as long as this is logged. */
  public long slowerThanNs() {
    return slowerThanNs;
  }

  /**
   * Adds an entry.
   *
   * @param isSecret which arguments nobody else may know
   */
  public void add(
      CommandArgs args,
      IntPredicate isSecret,
      long durationNs,
      String client,
      String clientName,
      long nowMs) {
    int shown = args.count() > MAX_ARGUMENTS ? MAX_ARGUMENTS - 1 : args.count();
    List<byte[]> arguments = new ArrayList<>(Math.min(args.count(), MAX_ARGUMENTS));
    for (int i = 0; i < shown; i++) {
      arguments.add(isSecret.test(i) ? REDACTED : shortened(args.bytes(i)));
    }
    if (shown < args.count()) {
      arguments.add(ascii("... (" + (args.count() - shown) + " more arguments)"));
    }
    add(arguments, durationNs, client, clientName, nowMs);
  }

  /** Adds what is no single command, described in words. */
  public void add(
      List<byte[]> words, long durationNs, String client, String clientName, long nowMs) {
    long micros = TimeUnit.NANOSECONDS.toMicros(durationNs);
    newestFirst.addFirst(
        new Entry(nextId++, nowMs, micros, List.copyOf(words), client, clientName));
    trim();
    String command = words.isEmpty() ? "" : new String(words.get(0), StandardCharsets.ISO_8859_1);
    FlightRecording.slowCommand(command, client, durationNs);
  }

  /** Adds a block of operations that the application ran as one: {@code call changes=3}. */
  public void addBlock(long durationNs, long changes, boolean isUndone, long nowMs) {
    List<byte[]> words = new ArrayList<>();
    words.add(ascii("call"));
    words.add(ascii("changes=" + changes));
    if (isUndone) {
      words.add(ascii("undone"));
    }
    add(words, durationNs, "", "", nowMs);
  }

  private static byte[] shortened(byte[] argument) {
    if (argument.length <= MAX_ARGUMENT_BYTES) {
      return argument;
    }
    byte[] more = ascii("... (" + (argument.length - MAX_ARGUMENT_BYTES) + " more bytes)");
    byte[] text = new byte[MAX_ARGUMENT_BYTES + more.length];
    System.arraycopy(argument, 0, text, 0, MAX_ARGUMENT_BYTES);
    System.arraycopy(more, 0, text, MAX_ARGUMENT_BYTES, more.length);
    return text;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Number of entries. */
  public int length() {
    return newestFirst.size();
  }

  /** The newest entries, newest first. */
  public List<Entry> newest(long count) {
    return newestFirst.stream().limit(count).toList();
  }

  /** Empties the log; the numbers go on. */
  public void clear() {
    newestFirst.clear();
  }
}
