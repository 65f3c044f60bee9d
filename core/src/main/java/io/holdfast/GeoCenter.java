package io.holdfast;

/**
 * Where a search in a geo set is centred: at a position or at one of the members.
 *
 * @param <V> type of members
 */
public sealed interface GeoCenter<V> {
  /** FROMLONLAT: a position, in degrees. */
  static <V> GeoCenter<V> at(double longitude, double latitude) {
    return new AtPosition<>(new GeoPosition(longitude, latitude));
  }

  /** FROMLONLAT: a position. */
  static <V> GeoCenter<V> at(GeoPosition position) {
    return new AtPosition<>(position);
  }

  /** FROMMEMBER: the position of a member of the set. */
  static <V> GeoCenter<V> member(V member) {
    return new AtMember<>(member);
  }

  /**
   * A position.
   *
   * @param position the position
   * @param <V> type of members
   */
  record AtPosition<V>(GeoPosition position) implements GeoCenter<V> {}

  /**
   * The position of a member.
   *
   * @param member the member
   * @param <V> type of members
   */
  record AtMember<V>(V member) implements GeoCenter<V> {}
}
