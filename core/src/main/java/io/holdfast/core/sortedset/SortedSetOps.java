package io.holdfast.core.sortedset;

import io.holdfast.AddOptions;
import io.holdfast.CommandException;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.effect.EffectWriter;
import io.holdfast.core.effect.LeftOut;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.members.ExpiringElements;
import io.holdfast.encodings.number.DoubleText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The operations that change sorted sets. A key that does not exist is an empty sorted set, and one
 * that becomes empty is deleted.
 *
 * <p>Every operation throws {@link WrongTypeException} if its key holds another type. Thread: the
 * owner; the time is that of the keyspace.
 */
public final class SortedSetOps {
  private static final byte[] ZADD = ascii("ZADD");
  private static final byte[] ZINCRBY = ascii("ZINCRBY");
  private static final byte[] ZPOPMAX = ascii("ZPOPMAX");
  private static final byte[] ZPOPMIN = ascii("ZPOPMIN");
  private static final byte[] ZREM = ascii("ZREM");
  private static final byte[] ZREMRANGEBYRANK = ascii("ZREMRANGEBYRANK");

  private SortedSetOps() {}

  // ---- adding --------------------------------------------------------------------------------

  /**
   * Refuses conditions that exclude each other.
   *
   * @throws CommandException "ERR XX and NX options at the same time are not compatible", "ERR GT,
   *     LT, and/or NX options at the same time are not compatible"
   */
  static void check(AddOptions options) {
    if (options.isNx() && options.isXx()) {
      throw new CommandException("ERR XX and NX options at the same time are not compatible");
    }
    boolean isGtOrLt = options.isGt() || options.isLt();
    if (options.isNx() && isGtOrLt || options.isGt() && options.isLt()) {
      throw new CommandException(
          "ERR GT, LT, and/or NX options at the same time are not compatible");
    }
  }

  /**
   * ZADD: gives members scores, and takes their deadlines away; of a member that comes twice the
   * last one counts.
   *
   * @param scores one for each member; numbers
   * @return how many of the members are new; with CH, how many are new or have another score
   */
  public static int add(
      Database db, ByteRange key, double[] scores, ByteRanges members, AddOptions options) {
    SortedSetValue value = SortedSetValue.findForWrite(db, key);
    LeftOut unchanged = new LeftOut();
    int added = 0;
    int updated = 0;
    boolean isChanged = false;
    for (int i = 0; i < scores.length; i++) {
      ByteRange member = members.range(i);
      int reference = value.find(member);
      if (reference == 0) {
        if (options.isXx()) {
          unchanged.add(i);
          continue;
        }
        value.insert(member, scores[i]);
        added++;
      } else {
        double before = value.score(reference);
        boolean expires = value.expireAtMs(reference) != ExpiringElements.NO_EXPIRY;
        if (isKept(before, scores[i], options) || scores[i] == before && !expires) {
          unchanged.add(i);
          continue;
        }
        if (scores[i] != before) {
          value.setScore(reference, scores[i]);
          updated++;
        }
        if (expires) {
          value.persist(member);
        }
      }
      isChanged = true;
    }
    if (isChanged) {
      logAdd(db, key, scores, members, unchanged);
      db.changed(EventClass.SORTED_SET, "zadd", key);
    }
    return options.isCh() ? added + updated : added;
  }

  /**
   * ZINCRBY, ZADD INCR: adds to a member's score, 0 at first; its deadline stays.
   *
   * @return the new score; NaN if the options forbade it
   * @throws CommandException "ERR resulting score is not a number (NaN)"
   */
  static double incrBy(
      Database db, ByteRange key, double increment, ByteRange member, AddOptions options) {
    SortedSetValue value = SortedSetValue.findForWrite(db, key);
    int reference = value.find(member);
    double before = reference == 0 ? 0 : value.score(reference);
    double score = reference == 0 ? increment : before + increment;
    if (reference == 0 ? options.isXx() : options.isNx()) {
      return Double.NaN;
    }
    if (Double.isNaN(score)) {
      throw new CommandException("ERR resulting score is not a number (NaN)");
    }
    if (reference != 0) {
      if (isKept(before, score, options)) {
        return Double.NaN;
      }
      if (score == before) {
        return score;
      }
      value.setScore(reference, score);
    } else {
      value.insert(member, score);
    }
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().write(ZINCRBY, key).add(increment).add(member).emit(db.index());
    }
    db.changed(EventClass.SORTED_SET, "zincr", key);
    return score;
  }

  /** Whether a member that is present keeps its score. */
  private static boolean isKept(double before, double after, AddOptions options) {
    return options.isNx() || options.isGt() && after <= before || options.isLt() && after >= before;
  }

  // ---- removing ------------------------------------------------------------------------------

  /**
   * ZREM: removes members.
   *
   * @return how many there were
   */
  static int remove(Database db, ByteRange key, ByteRanges members) {
    SortedSetValue value = SortedSetValue.findForWrite(db, key);
    LeftOut absent = new LeftOut();
    int removed = 0;
    for (int i = 0; i < members.count(); i++) {
      int reference = value.isEmpty() ? 0 : value.find(members.range(i));
      if (reference != 0) {
        value.remove(reference);
        removed++;
      } else {
        absent.add(i);
      }
    }
    if (removed > 0) {
      EffectWriter effect = effect(db, ZREM, key);
      if (effect != null) {
        effect.addAll(members, absent);
      }
      removed(db, key, value, "zrem", effect);
    }
    return removed;
  }

  /** The kinds of removal of a range, by their events. */
  enum Removal {
    BY_RANK("zremrangebyrank"),
    BY_SCORE("zremrangebyscore"),
    BY_LEX("zremrangebylex");

    private final String event;

    Removal(String event) {
      this.event = event;
    }
  }

  /**
   * ZREMRANGEBYRANK, ZREMRANGEBYSCORE, ZREMRANGEBYLEX: removes the members of a range. The effect
   * names their ranks.
   *
   * @return how many there were
   */
  static int removeRange(Database db, ByteRange key, Range range, Removal removal) {
    SortedSetValue value = SortedSetValue.findForWrite(db, key);
    Ranks ranks = range.ranks(value);
    if (ranks.count() == 0) {
      return 0;
    }
    value.removeRanks(ranks);
    EffectWriter effect = effect(db, ZREMRANGEBYRANK, key);
    if (effect != null) {
      effect.add(ranks.from()).add(ranks.to() - 1);
    }
    removed(db, key, value, removal.event, effect);
    return ranks.count();
  }

  /**
   * ZPOPMIN, ZPOPMAX: removes the members with the lowest or the highest scores.
   *
   * @param value what was found of the key to be written
   * @param count at least 1; all if there are not more
   * @param visitor is shown each of them before any is removed, in the order they are popped
   */
  static void pop(
      Database db,
      ByteRange key,
      SortedSetValue value,
      boolean isMax,
      long count,
      ScoredMembers.Visitor visitor) {
    Ranks ranks = Ranks.of(0, value.size()).limit(0, count, isMax);
    value.forEach(ranks, isMax, visitor);
    value.removeRanks(ranks);
    EffectWriter effect = effect(db, isMax ? ZPOPMAX : ZPOPMIN, key);
    if (effect != null) {
      effect.add(ranks.count());
    }
    removed(db, key, value, isMax ? "zpopmax" : "zpopmin", effect);
  }

  private static void removed(
      Database db,
      ByteRange key,
      SortedSetValue value,
      String event,
      @Nullable EffectWriter effect) {
    boolean isEmpty = value.isEmpty();
    if (isEmpty) {
      value.delete();
    }
    if (effect != null) {
      effect.emit(db.index());
    }
    db.changed(EventClass.SORTED_SET, event, key);
    if (isEmpty) {
      db.publish(EventClass.GENERIC, "del", key);
    }
  }

  // ---- inside --------------------------------------------------------------------------------

  /** Begins an effect; null if nobody would hear of it. */
  private static @Nullable EffectWriter effect(Database db, byte[] verb, ByteRange key) {
    EffectLog effects = db.keyspace().effects();
    return effects.isActive() ? effects.write(verb, key) : null;
  }

  private static void logAdd(
      Database db, ByteRange key, double[] scores, ByteRanges members, LeftOut unchanged) {
    EffectWriter effect = effect(db, ZADD, key);
    if (effect == null) {
      return;
    }
    for (int i = 0; i < scores.length; i++) {
      if (!unchanged.contains(i)) {
        effect.add(scores[i]).add(members, i);
      }
    }
    effect.emit(db.index());
  }

  /** A number as the shortest text that reads back. */
  public static byte[] text(double number) {
    byte[] text = new byte[DoubleText.MAX_LENGTH];
    return Arrays.copyOf(text, DoubleText.write(number, text, 0));
  }

  public static byte[] ascii(long integer) {
    return ascii(Long.toString(integer));
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
