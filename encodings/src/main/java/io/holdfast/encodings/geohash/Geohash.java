package io.holdfast.encodings.geohash;

import io.holdfast.encodings.number.DoubleText;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A place as 52 bits: each axis halved 26 times, the answers interleaved.
 *
 * <pre>
 *  bit   51   50   49   48  ...   1    0
 *        lon1 lat1 lon2 lat2 ...  lon26 lat26         1 = the upper half
 *
 *  longitude -180 .. 180, latitude -85.05112878 .. 85.05112878 (where the Mercator square ends)
 * </pre>
 *
 * Decoding answers the middle of the cell, at most 0.3 m from what was encoded. The upper limits
 * themselves lie one cell behind the last and take the bits above: GEOADD of longitude 180 is a
 * number of 54 bits in Redis, and here, of which a score keeps the nearest double.
 *
 * <p>Thread: any. Cost: a few nanoseconds, no allocation; distances need trigonometry.
 *
 * <p>Source: G. Niemeyer's geohash (2008) for the halving and the text; G. M. Morton, "A computer
 * oriented geodetic data base and a new technique in file sequencing" (1966) for the order.
 */
public final class Geohash {
  /** The largest longitude; the smallest is its negative. */
  public static final double MAX_LONGITUDE = 180;

  /** The largest latitude; the smallest is its negative. */
  public static final double MAX_LATITUDE = 85.05112878;

  /** How often each axis is halved. */
  public static final int MAX_STEP = 26;

  /** Length of the text of a place. */
  public static final int TEXT_LENGTH = 11;

  /** The radius of the globe that distances are measured on, in metres. */
  static final double EARTH_RADIUS = 6372797.560856;

  static final double RADIANS_PER_DEGREE = Math.PI / 180;

  /** The standard text knows latitudes up to the poles. */
  private static final double MAX_TEXT_LATITUDE = 90;

  private static final String TEXT_DIGITS = "0123456789bcdefghjkmnpqrstuvwxyz";
  private static final int TEXT_DIGIT_BITS = 5;

  private Geohash() {}

  /** Whether there is a geohash for the place. */
  public static boolean isInRange(double longitude, double latitude) {
    return longitude >= -MAX_LONGITUDE
        && longitude <= MAX_LONGITUDE
        && latitude >= -MAX_LATITUDE
        && latitude <= MAX_LATITUDE;
  }

  /**
   * The geohash of a place.
   *
   * @throws IllegalArgumentException if it is not in range
   */
  public static long encode(double longitude, double latitude) {
    if (!isInRange(longitude, latitude)) {
      throw new IllegalArgumentException(
          "no place: longitude=" + text(longitude) + ", latitude=" + text(latitude));
    }
    return cell(longitude, latitude, MAX_LATITUDE, MAX_STEP);
  }

  private static String text(double degrees) {
    byte[] text = new byte[DoubleText.MAX_LENGTH];
    return new String(text, 0, DoubleText.write(degrees, text, 0), StandardCharsets.US_ASCII);
  }

  /** The longitude in the middle of the geohash's cell. */
  public static double longitude(long geohash) {
    double middle = (west(geohash, MAX_STEP) + east(geohash, MAX_STEP)) / 2;
    return Math.max(-MAX_LONGITUDE, Math.min(MAX_LONGITUDE, middle));
  }

  /** The latitude in the middle of the geohash's cell. */
  public static double latitude(long geohash) {
    double middle = (south(geohash, MAX_STEP) + north(geohash, MAX_STEP)) / 2;
    return Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, middle));
  }

  /**
   * Writes the standard geohash text of the decoded place, {@link #TEXT_LENGTH} bytes: that of the
   * latitudes up to 90. Ten digits come from the 52 bits, the last is always 0.
   */
  public static void writeText(long geohash, byte[] dst, int offset) {
    Objects.checkFromIndexSize(offset, TEXT_LENGTH, dst.length);
    long bits = cell(longitude(geohash), latitude(geohash), MAX_TEXT_LATITUDE, MAX_STEP);
    int shift = 2 * MAX_STEP;
    for (int i = 0; i < TEXT_LENGTH - 1; i++) {
      shift -= TEXT_DIGIT_BITS;
      dst[offset + i] = (byte) TEXT_DIGITS.charAt((int) (bits >>> shift) & 0x1f);
    }
    dst[offset + TEXT_LENGTH - 1] = (byte) TEXT_DIGITS.charAt(0);
  }

  /** The distance between two places along the surface, in metres, by the haversine formula. */
  public static double distance(
      double longitude1, double latitude1, double longitude2, double latitude2) {
    double v = Math.sin((radians(longitude2) - radians(longitude1)) / 2);
    if (v == 0) {
      return latitudeDistance(latitude1, latitude2);
    }
    double u = Math.sin((radians(latitude2) - radians(latitude1)) / 2);
    double a = u * u + Math.cos(radians(latitude1)) * Math.cos(radians(latitude2)) * v * v;
    return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(a));
  }

  /** The distance along a meridian, in metres. */
  static double latitudeDistance(double latitude1, double latitude2) {
    return EARTH_RADIUS * Math.abs(radians(latitude2) - radians(latitude1));
  }

  // ---- cells of any step: 2 * step bits --------------------------------------------------------

  static long cell(double longitude, double latitude, int step) {
    return cell(longitude, latitude, MAX_LATITUDE, step);
  }

  private static long cell(double longitude, double latitude, double maxLatitude, int step) {
    double parts = 1L << step;
    long x = (long) ((longitude + MAX_LONGITUDE) / (2 * MAX_LONGITUDE) * parts);
    long y = (long) ((latitude + maxLatitude) / (2 * maxLatitude) * parts);
    return spread(x) << 1 | spread(y);
  }

  static double west(long cell, int step) {
    return edge(column(cell), step, MAX_LONGITUDE);
  }

  static double east(long cell, int step) {
    return edge(column(cell) + 1, step, MAX_LONGITUDE);
  }

  static double south(long cell, int step) {
    return edge(row(cell), step, MAX_LATITUDE);
  }

  static double north(long cell, int step) {
    return edge(row(cell) + 1, step, MAX_LATITUDE);
  }

  /**
   * The cell so many columns east and rows north; behind an edge it goes on at the opposite one.
   */
  static long neighbour(long cell, int step, int columns, int rows) {
    return spread(moved(column(cell), step, columns)) << 1 | spread(moved(row(cell), step, rows));
  }

  /** An index that does not move stays behind the last where it is there. */
  private static long moved(long index, int step, int by) {
    return by == 0 ? index : index + by & (1L << step) - 1;
  }

  /** The first geohash of a cell. */
  static long firstGeohash(long cell, int step) {
    return cell << 2 * (MAX_STEP - step);
  }

  private static double edge(long index, int step, double max) {
    return -max + index / (double) (1L << step) * (2 * max);
  }

  private static long column(long cell) {
    return gather(cell >>> 1);
  }

  private static long row(long cell) {
    return gather(cell);
  }

  /** The low 32 bits, each followed by a zero bit above it. */
  private static long spread(long value) {
    long bits = value & 0xffff_ffffL;
    bits = (bits | bits << 16) & 0x0000_ffff_0000_ffffL;
    bits = (bits | bits << 8) & 0x00ff_00ff_00ff_00ffL;
    bits = (bits | bits << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
    bits = (bits | bits << 2) & 0x3333_3333_3333_3333L;
    return (bits | bits << 1) & 0x5555_5555_5555_5555L;
  }

  /** Every second bit, from the lowest on: what {@link #spread} undoes. */
  private static long gather(long value) {
    long bits = value & 0x5555_5555_5555_5555L;
    bits = (bits | bits >>> 1) & 0x3333_3333_3333_3333L;
    bits = (bits | bits >>> 2) & 0x0f0f_0f0f_0f0f_0f0fL;
    bits = (bits | bits >>> 4) & 0x00ff_00ff_00ff_00ffL;
    bits = (bits | bits >>> 8) & 0x0000_ffff_0000_ffffL;
    return (bits | bits >>> 16) & 0xffff_ffffL;
  }

  private static double radians(double degrees) {
    return degrees * RADIANS_PER_DEGREE;
  }
}
