package io.holdfast.core.server;

import io.holdfast.core.stats.LatencyMonitor;
import io.holdfast.core.stats.LatencyMonitor.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** LATENCY DOCTOR: what was slow, and what might be done about it, for people. */
final class LatencyReport {
  private static final String OFF =
      "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance."
          + " You may use \"CONFIG SET latency-monitor-threshold <milliseconds>.\" in order to"
          + " enable it. If we weren't in a deep space mission I'd suggest to take a look at"
          + " https://redis.io/topics/latency-monitor.\n";

  private static final String HEALTHY =
      "Dave, no latency spike was observed during the lifetime of this Redis instance, not in the"
          + " slightest bit. I honestly think you ought to sit down calmly, take a stress pill,"
          + " and think things over.\n";

  private static final String SLOW_LOG_IS_OFF =
      "- The slow log is off. CONFIG SET slowlog-log-slower-than 10000 lets it name the commands"
          + " that take longer than 10 ms.\n";

  private static final String SLOW_LOG_TAKES_LESS =
      "- The slow log takes only what is slower than this monitor's threshold. CONFIG SET"
          + " slowlog-log-slower-than 10000 lets it name the commands that take longer than 10"
          + " ms.\n";

  private static final String COMMANDS =
      "- SLOWLOG GET names the commands that took long, with their arguments. What walks over a"
          + " large key has a relative that takes a part at a time: SCAN, HSCAN, LRANGE with a"
          + " range.\n";

  private static final String DISK =
      "- The disk did not take what was written in time. appendfsync everysec waits for it less"
          + " often than always does.\n";

  private static final String PAUSES =
      "- Every command waits while the collector stops the process: its log (-Xlog:gc) says how"
          + " long that is.\n";

  private LatencyReport() {}

  static String of(LatencyMonitor monitor, long slowerThanNs) {
    Map<String, LatencyMonitor.Event> events = monitor.events();
    if (events.isEmpty()) {
      return monitor.isOn() ? HEALTHY : OFF;
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "Dave, I have observed latency spikes in this Redis instance. You don't mind talking"
            + " about it, do you Dave?\n\n");
    int number = 0;
    for (Map.Entry<String, LatencyMonitor.Event> event : events.entrySet()) {
      text.append(++number).append(". ");
      describe(event.getKey(), event.getValue(), text);
    }
    text.append("\nI have a few advices for you:\n\n");
    if (events.containsKey("command") || events.containsKey("fast-command")) {
      if (slowerThanNs == Long.MAX_VALUE) {
        text.append(SLOW_LOG_IS_OFF);
      } else if (slowerThanNs > TimeUnit.MILLISECONDS.toNanos(monitor.thresholdMs())) {
        text.append(SLOW_LOG_TAKES_LESS);
      }
      text.append(COMMANDS);
    }
    if (events.keySet().stream().anyMatch(name -> name.startsWith("aof-"))) {
      text.append(DISK);
    }
    return text.append(PAUSES).toString();
  }

  private static void describe(String name, LatencyMonitor.Event event, StringBuilder text) {
    List<Sample> samples = event.samples();
    double average = samples.stream().mapToLong(Sample::latencyMs).average().orElse(0);
    double deviation =
        samples.stream().mapToDouble(s -> Math.abs(s.latencyMs() - average)).average().orElse(0);
    long first = samples.get(0).atSeconds();
    long last = samples.get(samples.size() - 1).atSeconds();
    double period = samples.size() < 2 ? 0 : (double) (last - first) / (samples.size() - 1);
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %d latency spikes (average %dms, mean deviation %dms, period %.2f sec)."
                + " Worst all time event %dms.\n",
            name,
            samples.size(),
            (long) average,
            (long) deviation,
            period,
            event.maxMs()));
  }
}
