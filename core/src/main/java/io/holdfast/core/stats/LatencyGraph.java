package io.holdfast.core.stats;

import java.util.List;
import java.util.Locale;

/**
 * LATENCY GRAPH: the samples of an event as a drawing in ASCII.
 *
 * <pre>
 *  command - high 500 ms, low 20 ms (all time high 500 ms)
 *  --------------------------------------------------------------------------------
 *     #
 *     |      a column a sample, four rows of three steps: _ o #
 *     |
 *  _o_|
 *
 *  6543      how long ago, read downwards: 6s 5s 4s 3s
 *  ssss
 * </pre>
 */
public final class LatencyGraph {
  private static final int COLUMNS = 80;
  private static final int ROWS = 4;
  private static final String STEPS = "_o#";
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private LatencyGraph() {}

  /** Draws an event that has samples. */
  public static String of(String name, LatencyMonitor.Event event, long nowSeconds) {
    List<LatencyMonitor.Sample> samples = event.samples();
    long high = samples.stream().mapToLong(LatencyMonitor.Sample::latencyMs).max().orElse(0);
    long low = samples.stream().mapToLong(LatencyMonitor.Sample::latencyMs).min().orElse(0);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s - high %d ms, low %d ms (all time high %d ms)\n",
            name,
            high,
            low,
            event.maxMs()));
    text.append("-".repeat(COLUMNS)).append('\n');
    for (int from = 0; from < samples.size(); from += COLUMNS) {
      List<LatencyMonitor.Sample> part =
          samples.subList(from, Math.min(samples.size(), from + COLUMNS));
      bars(part, low, Math.max(1, high - low), text);
      ages(part, nowSeconds, text);
    }
    return text.toString();
  }

  private static void bars(
      List<LatencyMonitor.Sample> samples, long low, long range, StringBuilder text) {
    for (int row = ROWS - 1; row >= 0; row--) {
      for (LatencyMonitor.Sample sample : samples) {
        int steps = ROWS * STEPS.length();
        long step = Math.min(steps - 1, (sample.latencyMs() - low) * steps / range);
        long top = step / STEPS.length();
        int inRow = (int) (step % STEPS.length());
        text.append(row > top ? ' ' : row < top ? '|' : STEPS.charAt(inRow));
      }
      text.append('\n');
    }
  }

  private static void ages(
      List<LatencyMonitor.Sample> samples, long nowSeconds, StringBuilder text) {
    List<String> ages = samples.stream().map(s -> age(nowSeconds - s.atSeconds())).toList();
    text.append(" ".repeat(ages.size())).append('\n');
    int lines = ages.stream().mapToInt(String::length).max().orElse(0);
    for (int line = 0; line < lines; line++) {
      for (String age : ages) {
        text.append(line < age.length() ? age.charAt(line) : ' ');
      }
      text.append('\n');
    }
  }

  private static String age(long seconds) {
    if (seconds >= DAY) {
      return seconds / DAY + "d";
    }
    if (seconds >= HOUR) {
      return seconds / HOUR + "h";
    }
    return seconds >= MINUTE ? seconds / MINUTE + "m" : Math.max(0, seconds) + "s";
  }
}
