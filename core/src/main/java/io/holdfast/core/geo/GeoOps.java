package io.holdfast.core.geo;

import io.holdfast.AddOptions;
import io.holdfast.CommandException;
import io.holdfast.GeoPosition;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.sortedset.Result;
import io.holdfast.core.sortedset.SortedSetOps;
import io.holdfast.core.sortedset.SortedSetValue;
import io.holdfast.core.sortedset.StoreOps;
import io.holdfast.encodings.geohash.Geohash;
import io.holdfast.encodings.number.FixedText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The operations on geo sets. Adding is that of sorted sets, and its effect a ZADD.
 *
 * <p>Every operation throws {@link WrongTypeException} if a key it reads, or changes in place,
 * holds another type. Thread: the owner; the time is that of the keyspace.
 */
final class GeoOps {
  /** Digits behind the point of a position that is refused. */
  private static final int REFUSED_DIGITS = 6;

  private GeoOps() {}

  // ---- positions and scores ------------------------------------------------------------------

  /**
   * Refuses what is no position.
   *
   * @throws CommandException "ERR invalid longitude,latitude pair ..."
   */
  static void check(double longitude, double latitude) {
    if (!Geohash.isInRange(longitude, latitude)) {
      throw new CommandException(
          "ERR invalid longitude,latitude pair " + fixed(longitude) + ',' + fixed(latitude));
    }
  }

  private static String fixed(double degrees) {
    byte[] text = new byte[FixedText.maxLength(REFUSED_DIGITS)];
    int length = FixedText.write(degrees, REFUSED_DIGITS, text, 0);
    return new String(text, 0, length, StandardCharsets.US_ASCII);
  }

  /**
   * The score of a position.
   *
   * @throws CommandException "ERR invalid longitude,latitude pair ..."
   */
  static double score(double longitude, double latitude) {
    check(longitude, latitude);
    return Geohash.encode(longitude, latitude);
  }

  /**
   * The geohash a score stands for. Any sorted set is a geo set, so a score may be anything: what
   * is no unsigned number of 64 bits is read as x86-64 converts doubles to one.
   */
  static long geohash(double score) {
    if (score < 0x1p63) {
      return (long) score;
    }
    return score < 0x1p64 ? (long) (score - 0x1p63) + Long.MIN_VALUE : 0;
  }

  /** Where a score says its member is. */
  static GeoPosition position(double score) {
    long geohash = geohash(score);
    return new GeoPosition(Geohash.longitude(geohash), Geohash.latitude(geohash));
  }

  // ---- members -------------------------------------------------------------------------------

  /**
   * Refuses conditions that GEOADD does not know or that exclude each other.
   *
   * @throws CommandException "ERR syntax error"
   */
  static void check(AddOptions options) {
    if (options.isNx() && options.isXx() || options.isGt() || options.isLt()) {
      throw new CommandException("ERR syntax error");
    }
  }

  /**
   * GEOADD: puts members where they are.
   *
   * @param scores those of their positions
   * @param options NX, XX, CH
   * @return how many of the members are new; with CH, how many are new or have moved
   */
  static int add(
      Database db, ByteRange key, double[] scores, ByteRanges members, AddOptions options) {
    return SortedSetOps.add(db, key, scores, members, options);
  }

  /** GEODIST: the distance of two members in metres; -1 if one is none. */
  static double distance(SortedSetValue value, ByteRange first, ByteRange second) {
    double firstScore = value.score(first);
    double secondScore = value.score(second);
    if (Double.isNaN(firstScore) || Double.isNaN(secondScore)) {
      return -1;
    }
    long from = geohash(firstScore);
    long to = geohash(secondScore);
    return Geohash.distance(
        Geohash.longitude(from),
        Geohash.latitude(from),
        Geohash.longitude(to),
        Geohash.latitude(to));
  }

  // ---- searching -----------------------------------------------------------------------------

  /**
   * Makes what a search finds the value of another key.
   *
   * @param value that of the source
   * @param isDistance whether the scores are to be distances, not geohashes
   * @return how many matches there are
   */
  static int store(
      Database db,
      StoreCommand command,
      ByteRange destination,
      ByteRange source,
      SortedSetValue value,
      SearchRequest request,
      boolean isDistance) {
    Matches matches = Search.run(value, request);
    Result result = Result.toStore(db);
    for (int i = 0; i < matches.count(); i++) {
      double score = isDistance ? matches.distance(i) / request.unitMeters() : matches.score(i);
      value.show(
          matches.reference(i),
          (bytes, offset, length) -> result.insert(bytes, offset, length, score));
    }
    List<byte[]> effect = new ArrayList<>();
    if (db.keyspace().effects().isActive()) {
      command.write(effect, destination, source, request, isDistance);
    }
    return StoreOps.store(db, destination, result, command.event(), effect);
  }
}
