package io.holdfast.examples;

import io.holdfast.Geo;
import io.holdfast.GeoArea;
import io.holdfast.GeoCenter;
import io.holdfast.GeoMatch;
import io.holdfast.GeoSearchOptions;
import io.holdfast.GeoUnit;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Finds the large cities around one of them or around a place: a geo set of the cities in {@code
 * cities.txt}.
 *
 * <pre>
 * java -cp examples/target/holdfast-examples.jar io.holdfast.examples.NearestCities Nairobi
 * java -cp ... io.holdfast.examples.NearestCities 7.45 46.95        longitude and latitude
 * </pre>
 */
public final class NearestCities {
  private static final String KEY = "cities";
  private static final int CITIES_SHOWN = 5;

  /** Farther away is no neighbour. */
  private static final GeoArea NEIGHBOURHOOD = GeoArea.circle(2_500, GeoUnit.KILOMETERS);

  private NearestCities() {}

  /** Runs the example. */
  public static void main(String[] args) throws IOException {
    if (args.length != 1 && args.length != 2) {
      System.err.println("usage: NearestCities CITY | LONGITUDE LATITUDE");
      System.exit(1);
    }
    try (Store store = Holdfast.open()) {
      Geo<String, String> geo = store.geo();
      read(geo);
      if (args.length == 2) {
        double longitude = Double.parseDouble(args[0]);
        double latitude = Double.parseDouble(args[1]);
        report(geo, GeoCenter.at(longitude, latitude));
      } else if (geo.position(KEY, args[0]) == null) {
        System.out.println("no such city: " + args[0]);
      } else {
        System.out.printf("%s is at %s%n", args[0], geo.hash(KEY, args[0]));
        report(geo, GeoCenter.member(args[0]));
      }
    }
  }

  /** A line is latitude, longitude and name, as atlases have it. */
  private static void read(Geo<String, String> geo) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(NearestCities.class.getResourceAsStream("cities.txt")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          String[] parts = line.split(" ", 3);
          geo.add(KEY, parts[2], Double.parseDouble(parts[1]), Double.parseDouble(parts[0]));
        }
      }
    }
  }

  private static void report(Geo<String, String> geo, GeoCenter<String> center) {
    GeoSearchOptions nearest = GeoSearchOptions.none().asc().count(CITIES_SHOWN);
    List<GeoMatch<String>> cities = geo.search(KEY, center, NEIGHBOURHOOD, nearest);
    for (GeoMatch<String> city : cities) {
      System.out.printf(Locale.ROOT, "%,8.0f km  %s%n", city.distance(), city.member());
    }
  }
}
