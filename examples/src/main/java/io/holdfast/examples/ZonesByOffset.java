package io.holdfast.examples;

import io.holdfast.Holdfast;
import io.holdfast.RangeOptions;
import io.holdfast.ScoreRange;
import io.holdfast.ScoredMember;
import io.holdfast.SortedSets;
import io.holdfast.Store;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * Orders the time zones of the JDK by what their clocks say: a sorted set, the seconds from UTC as
 * scores.
 *
 * <pre>
 * java -cp examples/target/holdfast-examples.jar io.holdfast.examples.ZonesByOffset [ZONE] [INSTANT]
 * java -cp ... io.holdfast.examples.ZonesByOffset Asia/Kathmandu 2026-01-01T00:00:00Z
 * </pre>
 */
public final class ZonesByOffset {
  private static final String KEY = "zones";
  private static final int ZONES_SHOWN = 5;
  private static final int HOUR = 3600;

  private ZonesByOffset() {}

  /** Runs the example. */
  public static void main(String[] args) {
    String zone = args.length > 0 ? args[0] : "Europe/Paris";
    Instant at = Instant.parse(args.length > 1 ? args[1] : "2026-01-01T00:00:00Z");
    try (Store store = Holdfast.open()) {
      SortedSets<String, String> zones = store.sortedSets();
      for (String name : ZoneId.getAvailableZoneIds()) {
        zones.add(KEY, name, offset(name, at));
      }
      report(zones, zone, at);
    }
  }

  private static int offset(String zone, Instant at) {
    return ZoneId.of(zone).getRules().getOffset(at).getTotalSeconds();
  }

  private static void report(SortedSets<String, String> zones, String zone, Instant at) {
    int offset = offset(zone, at);
    System.out.printf(Locale.ROOT, "%,d zones, at %s%n", zones.size(KEY), at);
    show("first to see the day", zones.rangeWithScores(KEY, 0, 2, RangeOptions.none().rev()));
    show("last to see it", zones.rangeWithScores(KEY, 0, 2));
    System.out.printf(
        Locale.ROOT,
        "%s: %,d zones are ahead of it, %,d are behind%n",
        zone,
        zones.count(KEY, ScoreRange.above(offset)),
        zones.count(KEY, ScoreRange.below(offset)));
    ScoreRange upToAnHour = ScoreRange.between(offset, offset + HOUR).minExcluded();
    show(
        "up to an hour ahead",
        zones.rangeByScoreWithScores(KEY, upToAnHour, RangeOptions.none().limit(0, ZONES_SHOWN)));
  }

  private static void show(String title, List<ScoredMember<String>> zones) {
    System.out.println(title);
    for (ScoredMember<String> zone : zones) {
      ZoneOffset offset = ZoneOffset.ofTotalSeconds((int) zone.score());
      System.out.printf("  %s  %s%n", offset, zone.member());
    }
  }
}
