package io.holdfast.encodings.geohash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeohashTest {
  /** The places of the GEOADD documentation. */
  @ParameterizedTest
  @CsvSource({
    "13.361389, 38.115556, 3479099956230698, sqc8b49rny0",
    "15.087269, 37.502669, 3479447370796909, sqdtr74hyu0"
  })
  void encode_documentedPlaces(double longitude, double latitude, long geohash, String text) {
    assertThat(Geohash.encode(longitude, latitude)).isEqualTo(geohash);
    assertThat(text(geohash)).isEqualTo(text);
    assertThat(Geohash.longitude(geohash)).isCloseTo(longitude, within(3e-6));
    assertThat(Geohash.latitude(geohash)).isCloseTo(latitude, within(3e-6));
  }

  private static String text(long geohash) {
    byte[] text = new byte[Geohash.TEXT_LENGTH];
    Geohash.writeText(geohash, text, 0);
    return new String(text, US_ASCII);
  }

  @Test
  void distance_documentedPlaces() {
    long palermo = Geohash.encode(13.361389, 38.115556);
    long catania = Geohash.encode(15.087269, 37.502669);
    assertThat(
            Geohash.distance(
                Geohash.longitude(palermo),
                Geohash.latitude(palermo),
                Geohash.longitude(catania),
                Geohash.latitude(catania)))
        .isCloseTo(166274.1516, within(0.00005));
  }

  @Test
  void distance_halfAroundTheGlobe() {
    double half = Math.PI * Geohash.EARTH_RADIUS;
    assertThat(Geohash.distance(0, 0, 180, 0)).isCloseTo(half, within(1e-6));
    assertThat(Geohash.distance(10, -85, 10, 85)).isCloseTo(half * 170 / 180, within(1e-6));
    assertThat(Geohash.distance(7, 8, 7, 8)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"180.1, 0", "-180.1, 0", "0, 85.0511288", "0, -85.0511288", "nan, 0", "0, nan"})
  void encode_refusesWhatIsNoPlace(String east, String north) {
    double longitude = Double.parseDouble(east.replace("nan", "NaN"));
    double latitude = Double.parseDouble(north.replace("nan", "NaN"));
    assertThat(Geohash.isInRange(longitude, latitude)).isFalse();
    assertThatThrownBy(() -> Geohash.encode(longitude, latitude))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("longitude=" + east + ", latitude=" + north);
  }

  /** Halving both axes by hand, bit by bit. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void model_encodeHalvesBothAxes_andDecodesToTheMiddle(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 20_000; step++) {
      double longitude = random.nextDouble() * 360 - 180;
      double latitude = (random.nextDouble() * 2 - 1) * Geohash.MAX_LATITUDE;
      double west = -180;
      double east = 180;
      double south = -Geohash.MAX_LATITUDE;
      double north = Geohash.MAX_LATITUDE;
      long bits = 0;
      for (int i = 0; i < Geohash.MAX_STEP; i++) {
        double x = (west + east) / 2;
        double y = (south + north) / 2;
        bits = bits << 2 | (longitude >= x ? 2 : 0) | (latitude >= y ? 1 : 0);
        west = longitude >= x ? x : west;
        east = longitude >= x ? east : x;
        south = latitude >= y ? y : south;
        north = latitude >= y ? north : y;
      }
      long geohash = Geohash.encode(longitude, latitude);
      assertThat(geohash).as("seed=%s step=%s", seed, step).isEqualTo(bits);
      assertThat(Geohash.longitude(geohash)).isCloseTo((west + east) / 2, within(1e-12));
      assertThat(Geohash.latitude(geohash)).isCloseTo((south + north) / 2, within(1e-12));
    }
  }

  /** Below the latitudes where Redis itself gives up, every place of a shape is in a range. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void ranges_coverTheShape_eachPlaceOnce(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      double longitude = random.nextDouble() * 360 - 180;
      double latitude = random.nextDouble() * 120 - 60;
      double size = Math.pow(10, 1 + random.nextDouble() * 5.2);
      GeoShape shape =
          random.nextBoolean()
              ? GeoShape.circle(longitude, latitude, size)
              : GeoShape.box(longitude, latitude, size, size * random.nextDouble());
      double degrees = size / 111_000;
      for (int i = 0; i < 20; i++) {
        double x = longitude + (random.nextDouble() * 2 - 1) * degrees * 3;
        double y = latitude + (random.nextDouble() * 2 - 1) * degrees;
        if (!Geohash.isInRange(x, y)) {
          continue;
        }
        long geohash = Geohash.encode(x, y);
        if (shape.distanceIfInside(Geohash.longitude(geohash), Geohash.latitude(geohash)) >= 0) {
          assertThat(rangesWith(shape, geohash))
              .as("seed=%s round=%s place=%s,%s", seed, round, x, y)
              .isEqualTo(1);
        }
      }
    }
  }

  private static int rangesWith(GeoShape shape, long geohash) {
    int count = 0;
    for (int i = 0; i < shape.rangeCount(); i++) {
      count += geohash >= shape.rangeStart(i) && geohash < shape.rangeEnd(i) ? 1 : 0;
    }
    return count;
  }

  @Test
  void ranges_ofTheWholeGlobe_areItsFourQuarters() {
    GeoShape shape = GeoShape.circle(10, 10, 21_000_000);
    assertThat(shape.rangeCount()).isEqualTo(4);
    for (long quarter = 0; quarter < 4; quarter++) {
      assertThat(rangesWith(shape, quarter << 50)).isEqualTo(1);
    }
  }
}
