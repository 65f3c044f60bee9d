package io.holdfast;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The geo commands of Redis, typed.
 *
 * <pre>{@code
 * Geo<String, String> geo = store.geo();
 * geo.add("cities", "Palermo", 13.361389, 38.115556);
 * geo.add("cities", "Catania", 15.087269, 37.502669);
 * geo.distance("cities", "Palermo", "Catania", GeoUnit.KILOMETERS);          // 166.2741...
 * geo.search("cities", GeoCenter.at(15, 37), GeoArea.circle(200, GeoUnit.KILOMETERS));
 * geo.search("cities", GeoCenter.member("Palermo"), GeoArea.box(400, 300, GeoUnit.MILES));
 * }</pre>
 *
 * <p>A geo set is a sorted set whose scores are geohashes of 52 bits, and what {@link SortedSets}
 * and {@link Keys} do with sorted sets they do with it: ZREM removes places. A position comes back
 * as the middle of the cell of its geohash, at most 0.3 m from where it was. Distances are those on
 * a sphere of 6372.8 km radius, which may be off by half a percent.
 *
 * <p>A key that does not exist is an empty geo set. Every method that reads a key, or changes it in
 * place, throws {@link WrongTypeException} if the key holds another type. Costs are in N, the
 * number of members of the set, unless a method says otherwise. GEORADIUS and its three relatives,
 * which Redis calls deprecated, are {@link #search} and {@link #searchStore}.
 *
 * @param <K> type of keys
 * @param <V> type of members
 */
public interface Geo<K, V> {

  // ---- adding --------------------------------------------------------------------------------

  /**
   * GEOADD (3.2.0): adds a member at a position, or moves the one there is. O(log N).
   *
   * @param longitude degrees east, from -180 to 180
   * @param latitude degrees north, from -85.05112878 to 85.05112878
   * @return whether the member is new
   * @throws CommandException "ERR invalid longitude,latitude pair ..."
   */
  boolean add(K key, V member, double longitude, double latitude);

  /**
   * GEOADD (6.2.0) with conditions. O(log N) for each member.
   *
   * @param options {@code nx}, {@code xx} and {@code ch}; GEOADD has no others
   * @return how many members are new; with CH, how many are new or have moved
   * @throws CommandException "ERR invalid longitude,latitude pair ..." and nothing is added; "ERR
   *     syntax error" for {@code nx} with {@code xx}, {@code gt} and {@code lt}
   */
  long addAll(K key, Map<? extends V, GeoPosition> positions, AddOptions options);

  /**
   * GEOADD (3.2.0): adds members, or moves those there are. O(log N) for each.
   *
   * @return how many members are new
   * @throws CommandException "ERR invalid longitude,latitude pair ..." and nothing is added
   */
  default long addAll(K key, Map<? extends V, GeoPosition> positions) {
    return addAll(key, positions, AddOptions.none());
  }

  // ---- members -------------------------------------------------------------------------------

  /** GEOPOS (3.2.0): where a member is; null if it is none. O(1). */
  @Nullable GeoPosition position(K key, V member);

  /** GEOPOS (3.2.0): where members are; null for each that is none. O(1) for each. */
  List<@Nullable GeoPosition> positions(K key, Collection<? extends V> members);

  /**
   * GEOHASH (3.2.0): the position of a member as 11 characters that other programs understand; null
   * if it is none. O(1).
   */
  @Nullable String hash(K key, V member);

  /** GEOHASH (3.2.0): the positions of members as text; null for each that is none. O(1) each. */
  List<@Nullable String> hashes(K key, Collection<? extends V> members);

  /** GEODIST (3.2.0): the distance of two members, in metres; empty if one is none. O(1). */
  default OptionalDouble distance(K key, V first, V second) {
    return distance(key, first, second, GeoUnit.METERS);
  }

  /** GEODIST (3.2.0): the distance of two members; empty if one is none. O(1). */
  OptionalDouble distance(K key, V first, V second, GeoUnit unit);

  // ---- searching -----------------------------------------------------------------------------

  /**
   * GEOSEARCH (6.2.0): the members in an area, in no order to rely on. O(log N + M) where M is the
   * number of members in the nine cells that cover the area.
   *
   * @throws CommandException "ERR invalid longitude,latitude pair ..."; "ERR could not decode
   *     requested zset member" if the centre is a member that is not in the set
   */
  default List<GeoMatch<V>> search(K key, GeoCenter<? extends V> center, GeoArea area) {
    return search(key, center, area, GeoSearchOptions.none());
  }

  /**
   * GEOSEARCH (6.2.0): the members in an area, some or all, by distance if wanted. O(log N + M) and
   * O(R log R) for an order, where M is the number of members in the nine cells that cover the area
   * and R that of those in the area.
   *
   * @throws CommandException "ERR invalid longitude,latitude pair ..."; "ERR could not decode
   *     requested zset member" if the centre is a member that is not in the set
   */
  List<GeoMatch<V>> search(
      K key, GeoCenter<? extends V> center, GeoArea area, GeoSearchOptions options);

  /**
   * GEOSEARCHSTORE (6.2.0): makes the members that {@link #search} finds a geo set of their own,
   * the value of a key whatever that held; if there are none the key is deleted. Costs a search and
   * O(log R) for each of the R found.
   *
   * @return how many were found
   * @throws CommandException as {@link #search}
   */
  long searchStore(
      K destination,
      K source,
      GeoCenter<? extends V> center,
      GeoArea area,
      GeoSearchOptions options);

  /**
   * GEOSEARCHSTORE STOREDIST (6.2.0): makes the members that {@link #search} finds a sorted set,
   * their distances in the unit of the area as scores, the value of a key whatever that held; if
   * there are none the key is deleted. Costs a search and O(log R) for each of the R found.
   *
   * @return how many were found
   * @throws CommandException as {@link #search}
   */
  long searchStoreDist(
      K destination,
      K source,
      GeoCenter<? extends V> center,
      GeoArea area,
      GeoSearchOptions options);
}
