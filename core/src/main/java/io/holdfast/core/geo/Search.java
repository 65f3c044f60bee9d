package io.holdfast.core.geo;

import io.holdfast.GeoSearchOptions;
import io.holdfast.core.sortedset.SortedSetValue;
import io.holdfast.encodings.geohash.GeoShape;
import io.holdfast.encodings.geohash.Geohash;

/**
 * A search in a geo set: walks the members of each range of geohashes that the area covers, and
 * keeps those that are inside.
 *
 * <p>Thread: the owner, for one operation. Cost: O(log n) for each of at most nine ranges (O(n) in
 * a listpack), trigonometry for each of their members, and the order.
 */
final class Search implements SortedSetValue.ScoreVisitor {
  private final GeoShape shape;
  private final long limit;
  private final Matches matches = new Matches();

  private Search(GeoShape shape, long limit) {
    this.shape = shape;
    this.limit = limit;
  }

  /** The matches, in order. */
  static Matches run(SortedSetValue value, SearchRequest request) {
    GeoSearchOptions options = request.options();
    long count = options.count() == 0 ? Long.MAX_VALUE : options.count();
    Search search = new Search(request.shape(), options.isAny() ? count : Long.MAX_VALUE);
    search.walk(value);
    // Without ANY a count means the nearest, if not the farthest.
    boolean isByCount = options.count() != 0 && !options.isAny();
    if (options.order() != GeoSearchOptions.Order.NONE || isByCount) {
      search.matches.sort(options.order() == GeoSearchOptions.Order.DESC, count);
    } else {
      search.matches.cut(count);
    }
    return search.matches;
  }

  private void walk(SortedSetValue value) {
    boolean goesOn = true;
    for (int i = 0; goesOn && i < shape.rangeCount(); i++) {
      goesOn = value.forEachScored((double) shape.rangeStart(i), (double) shape.rangeEnd(i), this);
    }
  }

  @Override
  public boolean visit(int reference, double score) {
    long geohash = GeoOps.geohash(score);
    double distance = shape.distanceIfInside(Geohash.longitude(geohash), Geohash.latitude(geohash));
    if (distance >= 0) {
      matches.add(reference, score, distance);
    }
    return matches.count() < limit;
  }
}
