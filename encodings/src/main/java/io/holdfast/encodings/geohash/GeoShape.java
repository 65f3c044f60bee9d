package io.holdfast.encodings.geohash;

/**
 * A circle or a box on the globe, and the ranges of geohashes in which its places lie.
 *
 * <pre>
 *   +----+----+----+
 *   | NW | N  | NE |      the cell of the centre and its neighbours, each a range of geohashes;
 *   +----+----+----+      a cell is about as wide as the shape, so that the nine cover it
 *   | W  | C  | E  |
 *   +----+----+----+
 *   | SW | S  | SE |
 *   +----+----+----+
 * </pre>
 *
 * A search walks the members of each range and asks {@link #distanceIfInside} about each. Ranges
 * come in the order C N S E W NE NW SE SW, without those that cannot hold a place of the shape, and
 * without one equal to the one before it: near the top of the globe's halving, neighbours coincide.
 * That order, and which ranges are left out, are Redis's; with a limit on the number of results
 * they decide the answer.
 *
 * <p>All lengths are metres. Thread: any; immutable.
 */
public final class GeoShape {
  private static final int MAX_RANGES = 9;

  /** Half the length of the equator in the Mercator projection. */
  private static final double MERCATOR_MAX = 20037726.37;

  /** Above these latitudes a cell is narrower than it seems: one step coarser, and one more. */
  private static final double NARROW_LATITUDE = 66;

  private static final double NARROWER_LATITUDE = 80;

  private static final int[] COLUMNS = {0, 0, 0, 1, -1, 1, -1, 1, -1};
  private static final int[] ROWS = {0, 1, -1, 0, 0, 1, 1, -1, -1};

  private final double longitude;
  private final double latitude;
  private final boolean isCircle;
  private final double halfWidth;
  private final double halfHeight;

  private final long[] starts = new long[MAX_RANGES];
  private final long[] ends = new long[MAX_RANGES];
  private int rangeCount;

  private GeoShape(
      double longitude, double latitude, boolean isCircle, double halfWidth, double halfHeight) {
    this.longitude = longitude;
    this.latitude = latitude;
    this.isCircle = isCircle;
    this.halfWidth = halfWidth;
    this.halfHeight = halfHeight;
    findRanges();
  }

  /** All places at most {@code radius} metres from the centre. */
  public static GeoShape circle(double longitude, double latitude, double radius) {
    return new GeoShape(longitude, latitude, true, radius, radius);
  }

  /**
   * All places whose distance from the centre is at most half of {@code height} along the meridian
   * and at most half of {@code width} along their own circle of latitude, in metres.
   */
  public static GeoShape box(double longitude, double latitude, double width, double height) {
    return new GeoShape(longitude, latitude, false, width / 2, height / 2);
  }

  /** Number of ranges, at most 9. */
  public int rangeCount() {
    return rangeCount;
  }

  /** The first geohash of a range. */
  public long rangeStart(int range) {
    return starts[range];
  }

  /** The geohash behind the last of a range. */
  public long rangeEnd(int range) {
    return ends[range];
  }

  /** The distance of a place from the centre, or -1 if it is not in the shape. */
  public double distanceIfInside(double placeLongitude, double placeLatitude) {
    if (isCircle) {
      double distance = Geohash.distance(longitude, latitude, placeLongitude, placeLatitude);
      return distance <= halfWidth ? distance : -1;
    }
    boolean isInside =
        Geohash.latitudeDistance(placeLatitude, latitude) <= halfHeight
            && Geohash.distance(placeLongitude, placeLatitude, longitude, placeLatitude)
                <= halfWidth;
    return isInside ? Geohash.distance(longitude, latitude, placeLongitude, placeLatitude) : -1;
  }

  private void findRanges() {
    double deltaLatitude = halfHeight / Geohash.EARTH_RADIUS / Geohash.RADIANS_PER_DEGREE;
    double north = latitude + deltaLatitude;
    double south = latitude - deltaLatitude;
    // The circle of latitude nearer the pole is the shorter: there the shape spans most degrees.
    double deltaLongitude = deltaLongitude(latitude < 0 ? south : north);
    double west = longitude - deltaLongitude;
    double east = longitude + deltaLongitude;

    int step = step();
    long centre = Geohash.cell(longitude, latitude, step);
    if (step > 1 && !neighboursReach(centre, step, north, south, east, west)) {
      step--;
      centre = Geohash.cell(longitude, latitude, step);
    }
    boolean hasNorth = true;
    boolean hasSouth = true;
    boolean hasEast = true;
    boolean hasWest = true;
    if (step >= 2) {
      hasSouth = Geohash.south(centre, step) >= south;
      hasNorth = Geohash.north(centre, step) <= north;
      hasWest = Geohash.west(centre, step) >= west;
      hasEast = Geohash.east(centre, step) <= east;
    }
    for (int i = 0; i < MAX_RANGES; i++) {
      if ((hasNorth || ROWS[i] <= 0)
          && (hasSouth || ROWS[i] >= 0)
          && (hasEast || COLUMNS[i] <= 0)
          && (hasWest || COLUMNS[i] >= 0)) {
        addRange(Geohash.neighbour(centre, step, COLUMNS[i], ROWS[i]), step);
      }
    }
  }

  private double deltaLongitude(double atLatitude) {
    return halfWidth
        / Geohash.EARTH_RADIUS
        / Math.cos(atLatitude * Geohash.RADIANS_PER_DEGREE)
        / Geohash.RADIANS_PER_DEGREE;
  }

  /** The finest step at which the nine cells should cover the shape. */
  private int step() {
    double radius =
        isCircle ? halfWidth : Math.sqrt(halfWidth * halfWidth + halfHeight * halfHeight);
    if (radius == 0) {
      return Geohash.MAX_STEP;
    }
    int step = 1;
    for (double reach = radius; reach < MERCATOR_MAX; reach *= 2) {
      step++;
    }
    step -= 2;
    if (Math.abs(latitude) > NARROW_LATITUDE) {
      step--;
      if (Math.abs(latitude) > NARROWER_LATITUDE) {
        step--;
      }
    }
    return Math.max(1, Math.min(Geohash.MAX_STEP, step));
  }

  /** Whether the nearest neighbours end behind the shape's edges: the centre may lie at one's. */
  private static boolean neighboursReach(
      long centre, int step, double north, double south, double east, double west) {
    return Geohash.north(Geohash.neighbour(centre, step, 0, 1), step) >= north
        && Geohash.south(Geohash.neighbour(centre, step, 0, -1), step) <= south
        && Geohash.east(Geohash.neighbour(centre, step, 1, 0), step) >= east
        && Geohash.west(Geohash.neighbour(centre, step, -1, 0), step) <= west;
  }

  private void addRange(long cell, int step) {
    long start = Geohash.firstGeohash(cell, step);
    if (rangeCount > 0 && starts[rangeCount - 1] == start) {
      return;
    }
    starts[rangeCount] = start;
    ends[rangeCount] = Geohash.firstGeohash(cell + 1, step);
    rangeCount++;
  }
}
