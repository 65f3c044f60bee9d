package io.holdfast.core.geo;

import io.holdfast.AddOptions;
import io.holdfast.Codec;
import io.holdfast.Geo;
import io.holdfast.GeoArea;
import io.holdfast.GeoCenter;
import io.holdfast.GeoMatch;
import io.holdfast.GeoPosition;
import io.holdfast.GeoSearchOptions;
import io.holdfast.GeoUnit;
import io.holdfast.core.Door;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.sortedset.SortedSetValue;
import io.holdfast.encodings.geohash.Geohash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The typed door to the geo operations: turns keys and members into bytes, enters, calls, leaves.
 */
public final class GeoFace<K, V> implements Geo<K, V> {
  private final Door door;
  private final Database db;
  private final Codec<K> keys;
  private final Codec<V> members;

  /** A face of one database. */
  public GeoFace(Door door, Database db, Codec<K> keys, Codec<V> members) {
    this.door = door;
    this.db = db;
    this.keys = keys;
    this.members = members;
  }

  // ---- adding --------------------------------------------------------------------------------

  @Override
  public boolean add(K key, V member, double longitude, double latitude) {
    ByteRange keyBytes = key(key);
    ByteRanges memberBytes = ByteRanges.of(members.encode(member));
    double[] scores = {GeoOps.score(longitude, latitude)};
    if (!door.tryEnter()) {
      return door.await(() -> GeoOps.add(db, keyBytes, scores, memberBytes, AddOptions.none())) > 0;
    }
    try {
      return GeoOps.add(db, keyBytes, scores, memberBytes, AddOptions.none()) > 0;
    } finally {
      door.exit();
    }
  }

  @Override
  public long addAll(K key, Map<? extends V, GeoPosition> positions, AddOptions options) {
    GeoOps.check(options);
    ByteRange keyBytes = key(key);
    List<byte[]> memberBytes = new ArrayList<>(positions.size());
    double[] scores = new double[positions.size()];
    positions.forEach(
        (member, position) -> {
          scores[memberBytes.size()] = GeoOps.score(position.longitude(), position.latitude());
          memberBytes.add(members.encode(member));
        });
    ByteRanges ranges = ByteRanges.of(memberBytes.toArray(byte[][]::new));
    return scores.length == 0
        ? 0
        : door.call(() -> (long) GeoOps.add(db, keyBytes, scores, ranges, options));
  }

  // ---- members -------------------------------------------------------------------------------

  @Override
  public @Nullable GeoPosition position(K key, V member) {
    return positions(key, List.of(member)).get(0);
  }

  @Override
  public List<@Nullable GeoPosition> positions(K key, Collection<? extends V> members) {
    return fromScores(key, members, GeoOps::position);
  }

  @Override
  public @Nullable String hash(K key, V member) {
    return hashes(key, List.of(member)).get(0);
  }

  @Override
  public List<@Nullable String> hashes(K key, Collection<? extends V> members) {
    return fromScores(key, members, GeoFace::text);
  }

  private static String text(double score) {
    byte[] text = new byte[Geohash.TEXT_LENGTH];
    Geohash.writeText(GeoOps.geohash(score), text, 0);
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** What a function makes of the members' scores; null for each that is no member. */
  private <T> List<@Nullable T> fromScores(
      K key, Collection<? extends V> wanted, DoubleFunction<T> function) {
    ByteRange keyBytes = key(key);
    List<ByteRange> memberBytes = new ArrayList<>(wanted.size());
    wanted.forEach(member -> memberBytes.add(member(member)));
    return door.call(
        () -> {
          SortedSetValue value = SortedSetValue.find(db, keyBytes);
          List<@Nullable T> found = new ArrayList<>(memberBytes.size());
          for (ByteRange member : memberBytes) {
            double score = value.score(member);
            found.add(Double.isNaN(score) ? null : function.apply(score));
          }
          return found;
        });
  }

  @Override
  public OptionalDouble distance(K key, V first, V second, GeoUnit unit) {
    ByteRange keyBytes = key(key);
    ByteRange from = member(first);
    ByteRange to = member(second);
    double meters = door.call(() -> GeoOps.distance(SortedSetValue.find(db, keyBytes), from, to));
    return meters < 0 ? OptionalDouble.empty() : OptionalDouble.of(meters / unit.meters());
  }

  // ---- searching -----------------------------------------------------------------------------

  @Override
  public List<GeoMatch<V>> search(
      K key, GeoCenter<? extends V> center, GeoArea area, GeoSearchOptions options) {
    ByteRange keyBytes = key(key);
    @Nullable ByteRange member = member(center);
    return door.call(
        () -> {
          SortedSetValue value = SortedSetValue.find(db, keyBytes);
          SearchRequest request = request(value, center, member, area, options);
          return decode(value, Search.run(value, request), request.unitMeters());
        });
  }

  @Override
  public long searchStore(
      K destination,
      K source,
      GeoCenter<? extends V> center,
      GeoArea area,
      GeoSearchOptions options) {
    return store(destination, source, center, area, options, false);
  }

  @Override
  public long searchStoreDist(
      K destination,
      K source,
      GeoCenter<? extends V> center,
      GeoArea area,
      GeoSearchOptions options) {
    return store(destination, source, center, area, options, true);
  }

  private long store(
      K destination,
      K source,
      GeoCenter<? extends V> center,
      GeoArea area,
      GeoSearchOptions options,
      boolean isDistance) {
    ByteRange to = key(destination);
    ByteRange from = key(source);
    @Nullable ByteRange member = member(center);
    return door.call(
        () -> {
          SortedSetValue value = SortedSetValue.find(db, from);
          SearchRequest request = request(value, center, member, area, options);
          return (long)
              GeoOps.store(db, StoreCommand.GEOSEARCHSTORE, to, from, value, request, isDistance);
        });
  }

  private static SearchRequest request(
      SortedSetValue value,
      GeoCenter<?> center,
      @Nullable ByteRange member,
      GeoArea area,
      GeoSearchOptions options) {
    if (member != null) {
      return SearchRequest.aroundMember(value, member, area, options);
    }
    GeoPosition position = ((GeoCenter.AtPosition<?>) center).position();
    return SearchRequest.aroundPosition(position, area, options);
  }

  private List<GeoMatch<V>> decode(SortedSetValue value, Matches matches, double unitMeters) {
    List<GeoMatch<V>> found = new ArrayList<>(matches.count());
    for (int i = 0; i < matches.count(); i++) {
      double score = matches.score(i);
      double distance = matches.distance(i) / unitMeters;
      value.show(
          matches.reference(i),
          (bytes, offset, length) ->
              found.add(
                  new GeoMatch<>(
                      members.decode(bytes, offset, length),
                      distance,
                      (long) score,
                      GeoOps.position(score))));
    }
    return found;
  }

  // ---- bytes ---------------------------------------------------------------------------------

  private ByteRange key(K key) {
    return ByteRange.of(keys.encode(key));
  }

  private ByteRange member(V member) {
    return ByteRange.of(members.encode(member));
  }

  /** The member a search is centred at, if it is one. */
  private @Nullable ByteRange member(GeoCenter<? extends V> center) {
    return center instanceof GeoCenter.AtMember<? extends V> at ? member(at.member()) : null;
  }
}
