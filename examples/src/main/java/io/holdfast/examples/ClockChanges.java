package io.holdfast.examples;

import io.holdfast.Holdfast;
import io.holdfast.Keys;
import io.holdfast.ScanOptions;
import io.holdfast.Store;
import io.holdfast.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells on which days of a year clocks are changed, and where: a key for each time zone of the JDK
 * that expires when its clocks change. The store lives by a clock that is moved a day at a time.
 *
 * <pre>
 * java -cp examples/target/holdfast-examples.jar io.holdfast.examples.ClockChanges [YEAR]
 * </pre>
 */
public final class ClockChanges {
  private static final int ZONES_SHOWN = 3;

  private final Instant start;
  private final Instant end;

  private ClockChanges(int year) {
    start = Instant.parse(year + "-01-01T00:00:00Z");
    end = Instant.parse(year + 1 + "-01-01T00:00:00Z");
  }

  /** Runs the example. */
  public static void main(String[] args) {
    new ClockChanges(args.length == 0 ? 2026 : Integer.parseInt(args[0])).run();
  }

  private void run() {
    VirtualClock clock = new VirtualClock(start);
    try (Store store = Holdfast.builder().clock(clock).open()) {
      for (String zone : ZoneId.getAvailableZoneIds()) {
        expireAtNextChange(zone, start, store);
      }
      while (clock.now().isBefore(end)) {
        Set<String> before = zones(store.keys());
        Instant day = clock.now();
        clock.advance(Duration.ofDays(1));
        Set<String> changed = new TreeSet<>(before);
        changed.removeAll(zones(store.keys()));
        if (!changed.isEmpty()) {
          report(day, changed);
        }
        changed.forEach(zone -> expireAtNextChange(zone, clock.now(), store));
      }
    }
  }

  /** A zone whose clocks are not changed any more has no key. */
  private static void expireAtNextChange(String zone, Instant now, Store store) {
    ZoneOffsetTransition next = ZoneId.of(zone).getRules().nextTransition(now);
    if (next != null) {
      store.strings().set(zone, next.getOffsetAfter().toString());
      store.keys().expireAt(zone, next.getInstant());
    }
  }

  private static Set<String> zones(Keys<String> keys) {
    try (Stream<String> found = keys.scan(ScanOptions.all().match("*/*"))) {
      return found.collect(Collectors.toSet());
    }
  }

  private static void report(Instant day, Collection<String> zones) {
    List<String> first = zones.stream().limit(ZONES_SHOWN).toList();
    System.out.printf(
        Locale.ROOT,
        "%s  %3d zones: %s%s%n",
        day.toString().substring(0, 10),
        zones.size(),
        String.join(", ", first),
        zones.size() > ZONES_SHOWN ? ", ..." : "");
  }
}
