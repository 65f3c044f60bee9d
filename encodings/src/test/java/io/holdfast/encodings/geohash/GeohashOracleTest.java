package io.holdfast.encodings.geohash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.RedisOracle;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The geo commands of a redis-server, asked about random places and shapes, answer as we do. */
@Tag("oracle")
class GeohashOracleTest {
  private static final int PLACES = 400;

  private static RedisOracle redis;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    redis = RedisOracle.start(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    if (redis != null) {
      redis.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void scoresTextsPositionsAndDistances_areTheSame(long seed) throws IOException {
    Random random = new Random(seed);
    redis.run("DEL", "g");
    long before = 0;
    for (int i = 0; i < PLACES; i++) {
      double longitude = longitude(random);
      double latitude = latitude(random);
      String member = "p" + i;
      redis.run("GEOADD", "g", text(longitude), text(latitude), member);
      long geohash = score(longitude, latitude);
      String as = "seed=" + seed + " " + longitude + "," + latitude;
      assertThat(redis.run("ZSCORE", "g", member)).as(as).isEqualTo(Long.toString(geohash));
      byte[] text = new byte[Geohash.TEXT_LENGTH];
      Geohash.writeText(geohash, text, 0);
      assertThat(redis.runFlat("GEOHASH", "g", member))
          .as(as)
          .containsExactly(new String(text, US_ASCII));
      assertThat(redis.runFlat("GEOPOS", "g", member))
          .as(as)
          .containsExactly(
              decimals(Geohash.longitude(geohash)), decimals(Geohash.latitude(geohash)));
      if (i > 0) {
        double distance =
            Geohash.distance(
                Geohash.longitude(before),
                Geohash.latitude(before),
                Geohash.longitude(geohash),
                Geohash.latitude(geohash));
        String theirs = redis.run("GEODIST", "g", "p" + (i - 1), member);
        assertThat(distance).as(as).isCloseTo(Double.parseDouble(theirs), within(0.00006));
      }
      before = geohash;
    }
  }

  /** Members and their order, which is that of the ranges: circles and boxes of every size. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void search_findsTheSameMembersInTheSameOrder(long seed) throws IOException {
    Random random = new Random(seed);
    redis.run("DEL", "g");
    NavigableMap<Long, List<String>> places = new TreeMap<>();
    double middle = random.nextBoolean() ? random.nextDouble() * 160 - 80 : 80;
    for (int i = 0; i < PLACES; i++) {
      boolean near = i % 2 == 0;
      double longitude = near ? clip(random.nextGaussian() * 3 + 179, 180) : longitude(random);
      double latitude = near ? clip(random.nextGaussian() * 3 + middle, 85) : latitude(random);
      redis.run("GEOADD", "g", text(longitude), text(latitude), "p" + i);
      places.computeIfAbsent(score(longitude, latitude), k -> new ArrayList<>()).add("p" + i);
    }
    places.values().forEach(members -> members.sort(null));
    int searches = ModelRun.LONG ? 20_000 : 500;
    for (int i = 0; i < searches; i++) {
      double longitude =
          random.nextBoolean() ? longitude(random) : clip(random.nextGaussian() * 3 + 179, 180);
      double latitude =
          random.nextBoolean() ? latitude(random) : clip(random.nextGaussian() * 3 + middle, 85);
      double width = Math.pow(10, random.nextDouble() * 7.5);
      boolean isCircle = random.nextBoolean();
      double height = random.nextBoolean() ? width : Math.pow(10, random.nextDouble() * 7.5);
      List<String> command =
          new ArrayList<>(List.of("GEOSEARCH", "g", "FROMLONLAT", text(longitude), text(latitude)));
      if (isCircle) {
        command.addAll(List.of("BYRADIUS", text(width), "m"));
      } else {
        command.addAll(List.of("BYBOX", text(width), text(height), "m"));
      }
      GeoShape shape =
          isCircle
              ? GeoShape.circle(longitude, latitude, width)
              : GeoShape.box(longitude, latitude, width, height);
      assertThat(search(shape, places))
          .as("seed=%s %s", seed, command)
          .isEqualTo(redis.runFlat(command.toArray(String[]::new)));
    }
  }

  private static List<String> search(GeoShape shape, NavigableMap<Long, List<String>> places) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < shape.rangeCount(); i++) {
      for (Map.Entry<Long, List<String>> place :
          places.subMap(shape.rangeStart(i), shape.rangeEnd(i)).entrySet()) {
        long geohash = place.getKey();
        if (shape.distanceIfInside(Geohash.longitude(geohash), Geohash.latitude(geohash)) >= 0) {
          found.addAll(place.getValue());
        }
      }
    }
    return found;
  }

  /** What a sorted set keeps: at the upper limits, the nearest double. */
  private static long score(double longitude, double latitude) {
    return (long) (double) Geohash.encode(longitude, latitude);
  }

  private static double longitude(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> 180;
      case 1 -> -180;
      case 2 -> 0;
      case 3 -> 179.999999 - random.nextDouble() / 1000;
      default -> random.nextDouble() * 360 - 180;
    };
  }

  private static double latitude(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> Geohash.MAX_LATITUDE;
      case 1 -> -Geohash.MAX_LATITUDE;
      case 2 -> 0;
      case 3 -> 85 - random.nextDouble() * 5;
      case 4 -> -85 + random.nextDouble() * 5;
      default -> (random.nextDouble() * 2 - 1) * 85;
    };
  }

  private static double clip(double value, double max) {
    return Math.max(-max, Math.min(max, value));
  }

  /** As GEOPOS prints it: 17 decimals without the zeros at the end. */
  private static String decimals(double value) {
    BigDecimal rounded = new BigDecimal(value).setScale(17, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.17g", value);
  }
}
