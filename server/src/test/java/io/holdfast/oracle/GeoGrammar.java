package io.holdfast.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The geo commands, and those of sorted sets on the same keys; a sequence sometimes begins with
 * other limits for the listpack.
 *
 * <p>Many members are at the same few places, so that searches find members at equal distances. A
 * sequence has a neighbourhood of its own, of any size, and an area of any size around it.
 */
final class GeoGrammar extends Grammar {
  /** Distances are sines and arcsines, of which two libraries' last digits may differ. */
  private static final Comparison DISTANCES = Comparison.parse("doubles:4");

  private static final double MAX_LATITUDE = 85.05112878;

  private final double longitude;
  private final double latitude;
  private final double spread;

  private boolean begins = true;

  GeoGrammar(Random random) {
    super(random);
    longitude = chance(20) ? pick(List.of(180.0, -180.0, 0.0)) : random.nextDouble() * 360 - 180;
    latitude = chance(20) ? pick(List.of(85.0, -85.0, 0.0)) : random.nextDouble() * 170 - 85;
    spread = Math.pow(10, random.nextDouble() * 5 - 3);
  }

  @Override
  Comparison scores() {
    return DISTANCES;
  }

  @Override
  protected void write(List<Step> steps) {
    if (begins) {
      begins = false;
      String entries = pick("128", "0", "3", "8");
      steps.add(exactly(words("CONFIG", "SET", "zset-max-listpack-entries", entries)));
      steps.add(exactly(many()));
    }
    switch (random.nextInt(12)) {
      case 0 -> steps.add(look());
      case 1 -> steps.add(exactly(many()));
      case 2, 3 -> steps.add(command(Step.FIRST, Comparison.EXACT, add()));
      case 4 -> steps.add(command(Step.FIRST, Comparison.EXACT, ask()));
      case 5 -> steps.add(command(Step.FIRST, Comparison.EXACT, radius()));
      case 6, 7 -> steps.add(command(Step.FIRST, Comparison.EXACT, store()));
      default -> steps.add(command(Step.FIRST, Comparison.EXACT, search()));
    }
  }

  private Step exactly(List<String> words) {
    return exactly(Step.FIRST, Comparison.EXACT, words);
  }

  private Step look() {
    return switch (random.nextInt(8)) {
      case 0 -> exactly(words("OBJECT", "ENCODING", key()));
      case 1 -> exactly(words("DEL", key()));
      case 2 -> exactly(words("SET", key(), "v"));
      case 3 -> exactly(words("ZREM", key(), member(), member()));
      case 4 ->
          exactly(
              words(
                  "ZADD",
                  key(),
                  pick("0", "1", "-1", "1.5", "inf", "-inf", "1e300", "4503599627370495", "2e19"),
                  member()));
      default ->
          exactly(
              Step.FIRST,
              DISTANCES,
              words("ZRANGE", key(), "0", chance(80) ? "-1" : "3", "WITHSCORES"));
    };
  }

  /** Enough members for the sort to choose pivots in each of its ways. */
  private List<String> many() {
    List<String> words = words("GEOADD", key());
    int places = 1 + random.nextInt(12);
    List<List<String>> positions = new ArrayList<>();
    for (int i = 0; i < places; i++) {
      positions.add(List.of(longitude(), latitude()));
    }
    int members = pick(List.of(6, 7, 8, 39, 40, 41, 90));
    for (int i = 0; i < members; i++) {
      words.addAll(pick(positions));
      words.add("many" + i);
    }
    return words;
  }

  private List<String> add() {
    List<String> conditions = List.of("NX", "XX", "CH", "CH");
    List<String> words = words("GEOADD", key());
    for (int i = random.nextInt(3); i > 0; i--) {
      words.add(pick(conditions));
    }
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      words.add(chance(3) ? floating() : longitude());
      words.add(chance(3) ? floating() : latitude());
      words.add(member());
    }
    return words;
  }

  private List<String> ask() {
    return switch (random.nextInt(4)) {
      case 0 -> words("GEODIST", key(), member(), member());
      case 1 -> words("GEODIST", key(), member(), member(), unit());
      case 2 -> words("GEOPOS", key(), member(), member());
      default -> words("GEOHASH", key(), member(), member());
    };
  }

  private List<String> radius() {
    boolean isByMember = chance(50);
    boolean isReadOnly = chance(30);
    List<String> words =
        words((isByMember ? "GEORADIUSBYMEMBER" : "GEORADIUS") + (isReadOnly ? "_RO" : ""), key());
    words.addAll(isByMember ? List.of(member()) : List.of(longitude(), latitude()));
    words.addAll(List.of(length(), unit()));
    words.addAll(options());
    if (chance(20)) {
      words.addAll(List.of(pick("STORE", "STOREDIST"), key()));
    }
    return words;
  }

  private List<String> search() {
    List<List<String>> parts = new ArrayList<>(List.of(from(), by(), options()));
    if (chance(3)) {
      parts.add(chance(50) ? from() : by());
    }
    Collections.shuffle(parts, random);
    List<String> words = words("GEOSEARCH", key());
    parts.forEach(words::addAll);
    return words;
  }

  private List<String> store() {
    List<String> words = words("GEOSEARCHSTORE", key(), key());
    words.addAll(from());
    words.addAll(by());
    words.addAll(
        some(List.of(List.of("ASC"), List.of("DESC"), count(), count(), List.of("STOREDIST")), 3));
    if (chance(3)) {
      words.add(pick("WITHDIST", "WITHHASH", "WITHCOORD"));
    }
    return words;
  }

  private List<String> from() {
    return chance(40)
        ? List.of("FROMMEMBER", member())
        : List.of("FROMLONLAT", longitude(), latitude());
  }

  private List<String> by() {
    return chance(50)
        ? List.of("BYRADIUS", length(), unit())
        : List.of("BYBOX", length(), length(), unit());
  }

  private List<String> options() {
    return some(
        List.of(
            List.of("WITHCOORD"),
            List.of("WITHDIST"),
            List.of("WITHDIST"),
            List.of("WITHHASH"),
            List.of("ASC"),
            List.of("DESC"),
            count(),
            count()),
        4);
  }

  private List<String> count() {
    String count = chance(90) ? Integer.toString(1 + random.nextInt(60)) : integer();
    return chance(30) ? List.of("COUNT", count, "ANY") : List.of("COUNT", count);
  }

  private String longitude() {
    return switch (random.nextInt(20)) {
      case 0 -> pick("180", "-180", "0", "-0", "180.0001", "179.99999999");
      case 1 -> Double.toString(random.nextDouble() * 360 - 180);
      case 2 -> Double.toString(longitude > 0 ? longitude - 180 : longitude + 180);
      case 3, 4, 5 -> Double.toString(longitude);
      default -> near(longitude, 180);
    };
  }

  private String latitude() {
    return switch (random.nextInt(20)) {
      case 0 -> pick("85.05112878", "-85.05112878", "0", "85.06", "-85.05112877");
      case 1 -> Double.toString(random.nextDouble() * 170 - 85);
      case 2 -> Double.toString(-latitude);
      case 3, 4, 5 -> Double.toString(latitude);
      default -> near(latitude, MAX_LATITUDE);
    };
  }

  private String near(double degrees, double max) {
    double value = degrees + random.nextGaussian() * spread;
    return Double.toString(Math.max(-max, Math.min(max, value)));
  }

  /** Often such that it divides the neighbourhood: a degree is about 111 km. */
  private String length() {
    return switch (random.nextInt(12)) {
      case 0 -> pick("0", "-0", "1e300", "inf", "-1", "40000000");
      case 1 -> floating();
      case 2 -> Double.toString(Math.pow(10, random.nextDouble() * 8));
      default -> Double.toString(spread * 111 * Math.pow(10, random.nextDouble() * 2 - 1));
    };
  }

  private String unit() {
    return pick("km", "km", "KM", "mi", "ft", chance(90) ? "m" : "x");
  }

  private String member() {
    return chance(60)
        ? "many" + random.nextInt(40)
        : pick("a", "b", "1", "-7", "300", "", "a\u0000\u00ff", "y".repeat(70));
  }
}
