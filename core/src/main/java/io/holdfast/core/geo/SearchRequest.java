package io.holdfast.core.geo;

import io.holdfast.CommandException;
import io.holdfast.GeoArea;
import io.holdfast.GeoPosition;
import io.holdfast.GeoSearchOptions;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.sortedset.SortedSetValue;
import io.holdfast.encodings.geohash.GeoShape;
import org.jspecify.annotations.Nullable;

/**
 * What a search asks for.
 *
 * @param position of the centre
 * @param member the one whose position that is; null if the position was given
 * @param area around the centre
 */
record SearchRequest(
    GeoPosition position, @Nullable ByteRange member, GeoArea area, GeoSearchOptions options) {

  private static final GeoPosition NOWHERE = new GeoPosition(0, 0);

  /**
   * A search around a position.
   *
   * @throws CommandException "ERR invalid longitude,latitude pair ..."
   */
  static SearchRequest aroundPosition(
      GeoPosition position, GeoArea area, GeoSearchOptions options) {
    GeoOps.check(position.longitude(), position.latitude());
    return new SearchRequest(position, null, area, options);
  }

  /**
   * A search around a member of the set.
   *
   * @throws CommandException "ERR could not decode requested zset member"
   */
  static SearchRequest aroundMember(
      SortedSetValue value, ByteRange member, GeoArea area, GeoSearchOptions options) {
    return new SearchRequest(center(value, member), member, area, options);
  }

  /**
   * The position of the member a search is centred at; anywhere if there is no set.
   *
   * @throws CommandException "ERR could not decode requested zset member"
   */
  static GeoPosition center(SortedSetValue value, ByteRange member) {
    if (value.size() == 0) {
      return NOWHERE;
    }
    double score = value.score(member);
    if (Double.isNaN(score)) {
      throw new CommandException("ERR could not decode requested zset member");
    }
    return GeoOps.position(score);
  }

  /** How much longer than a metre the unit of its distances is. */
  double unitMeters() {
    return area.unit().meters();
  }

  /** The shape it covers. */
  GeoShape shape() {
    double longitude = position.longitude();
    double latitude = position.latitude();
    if (area instanceof GeoArea.Box box) {
      return GeoShape.box(
          longitude, latitude, box.width() * unitMeters(), box.height() * unitMeters());
    }
    GeoArea.Circle circle = (GeoArea.Circle) area;
    return GeoShape.circle(longitude, latitude, circle.radius() * unitMeters());
  }
}
