package io.holdfast.core.geo;

import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.sortedset.SortedSetValue;
import io.holdfast.encodings.geohash.Geohash;
import io.holdfast.encodings.number.FixedText;
import io.holdfast.encodings.number.LongDouble;

/**
 * Writes what geo commands answer.
 *
 * <pre>
 *  position   [longitude, latitude]      doubles with up to 17 decimals
 *  distance   "166274.1516"              4 decimals, a bulk string in RESP3 too
 *  match      member                     or with anything asked for besides
 *             [member, distance, geohash, position]
 * </pre>
 *
 * <p>Thread: the owner, for one reply.
 */
final class GeoReply {
  private static final int DISTANCE_DIGITS = 4;

  private final ReplyWriter reply;
  private final byte[] text;
  private final LongDouble degrees;

  GeoReply(Database db, ReplyWriter reply) {
    this.reply = reply;
    this.text = db.keyspace().scratch();
    this.degrees = db.keyspace().sum();
  }

  /** Writes a distance that is in its unit. */
  void distance(double distance) {
    reply.bulk(text, 0, FixedText.write(distance, DISTANCE_DIGITS, text, 0));
  }

  /** Writes the position a score stands for. */
  void position(double score) {
    long geohash = GeoOps.geohash(score);
    reply.arrayHeader(2);
    degrees(Geohash.longitude(geohash));
    degrees(Geohash.latitude(geohash));
  }

  private void degrees(double value) {
    degrees.set(value);
    reply.doubleValue(text, 0, degrees.write(text, 0));
  }

  /** Searches and writes the matches. */
  void matches(SortedSetValue value, SearchSyntax syntax) {
    SearchRequest request = syntax.request();
    Matches matches = Search.run(value, request);
    int parts = 1;
    parts += syntax.withDistance() ? 1 : 0;
    parts += syntax.withHash() ? 1 : 0;
    parts += syntax.withPosition() ? 1 : 0;
    double unitMeters = request.unitMeters();
    BytesVisitor member = reply::bulk;
    reply.arrayHeader(matches.count());
    for (int i = 0; i < matches.count(); i++) {
      if (parts > 1) {
        reply.arrayHeader(parts);
      }
      value.show(matches.reference(i), member);
      if (syntax.withDistance()) {
        distance(matches.distance(i) / unitMeters);
      }
      if (syntax.withHash()) {
        reply.integer((long) matches.score(i));
      }
      if (syntax.withPosition()) {
        position(matches.score(i));
      }
    }
  }
}
