package io.holdfast.core.sortedset;

import io.holdfast.Aggregate;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The operations that make the members they find the value of another key, whatever it held. If
 * there are none, the key is deleted. They return how many there are.
 *
 * <p>Every operation throws {@link WrongTypeException} if a key it reads holds another type.
 * Thread: the owner; the time is that of the keyspace.
 */
public final class StoreOps {
  private static final byte[] AGGREGATE = SortedSetOps.ascii("AGGREGATE");
  private static final byte[] DEL = SortedSetOps.ascii("DEL");
  private static final byte[] WEIGHTS = SortedSetOps.ascii("WEIGHTS");

  private StoreOps() {}

  /** ZRANGESTORE. The effect names ranks. */
  static int range(Database db, ByteRange destination, ByteRange source, RangeRequest request) {
    SortedSetValue value = SortedSetValue.find(db, source);
    Ranks ranks = request.ranks(value);
    Result result = Result.toStore(db);
    value.forEach(ranks, false, result::insert);
    List<byte[]> effect = new ArrayList<>();
    if (db.keyspace().effects().isActive()) {
      effect.add(source.copy());
      effect.add(SortedSetOps.ascii(ranks.from()));
      effect.add(SortedSetOps.ascii(ranks.to() - 1));
    }
    return storeAs(db, destination, result, "zrangestore", effect);
  }

  /** ZUNIONSTORE. */
  static int union(
      Database db,
      ByteRange destination,
      ByteRanges keys,
      Combination sets,
      double[] weights,
      Aggregate aggregate) {
    sets.removeDue();
    Result result = Result.toStore(db);
    sets.union(weights, aggregate, result);
    return storeAs(db, destination, result, "zunionstore", effect(db, keys, weights, aggregate));
  }

  /** ZINTERSTORE. */
  static int intersection(
      Database db,
      ByteRange destination,
      ByteRanges keys,
      Combination sets,
      double[] weights,
      Aggregate aggregate) {
    sets.removeDue();
    Result result = Result.toStore(db);
    sets.intersection(weights, aggregate, result);
    return storeAs(db, destination, result, "zinterstore", effect(db, keys, weights, aggregate));
  }

  /** ZDIFFSTORE. */
  static int difference(Database db, ByteRange destination, ByteRanges keys, Combination sets) {
    sets.removeDue();
    Result result = Result.toStore(db);
    sets.difference(result);
    return storeAs(db, destination, result, "zdiffstore", effect(db, keys));
  }

  /**
   * Stores a result and tells of it.
   *
   * @param event the event, and in upper case the command that the effect is
   * @param arguments those of the effect behind the destination
   */
  private static int storeAs(
      Database db, ByteRange destination, Result result, String event, List<byte[]> arguments) {
    if (db.keyspace().effects().isActive()) {
      arguments.add(0, SortedSetOps.ascii(event.toUpperCase(Locale.ROOT)));
      arguments.add(1, destination.copy());
    }
    return store(db, destination, result, event, arguments);
  }

  /**
   * Stores a result and tells of it.
   *
   * @param event the event if there are members; otherwise it is {@code del}
   * @param effect the command that is the effect if there are members; otherwise it is a DEL
   * @return how many members there are
   */
  public static int store(
      Database db, ByteRange destination, Result result, String event, List<byte[]> effect) {
    int size = result.size();
    Result.Stored stored = result.store(destination);
    if (stored == Result.Stored.NOTHING) {
      return 0;
    }
    if (stored == Result.Stored.DELETED) {
      if (db.keyspace().effects().isActive()) {
        db.keyspace().effects().write(DEL).add(destination).emit(db.index());
      }
      db.changed(EventClass.GENERIC, "del", destination);
      return 0;
    }
    if (db.keyspace().effects().isActive()) {
      db.keyspace().effects().log(db.index(), effect);
    }
    db.changed(EventClass.SORTED_SET, event, destination);
    return size;
  }

  private static List<byte[]> effect(
      Database db, ByteRanges keys, double[] weights, Aggregate aggregate) {
    List<byte[]> arguments = effect(db, keys);
    if (db.keyspace().effects().isActive()) {
      arguments.add(WEIGHTS);
      for (double weight : weights) {
        arguments.add(SortedSetOps.text(weight));
      }
      arguments.add(AGGREGATE);
      arguments.add(SortedSetOps.ascii(aggregate.name()));
    }
    return arguments;
  }

  private static List<byte[]> effect(Database db, ByteRanges keys) {
    List<byte[]> arguments = new ArrayList<>();
    if (db.keyspace().effects().isActive()) {
      arguments.add(SortedSetOps.ascii(keys.count()));
      for (int i = 0; i < keys.count(); i++) {
        arguments.add(keys.copy(i));
      }
    }
    return arguments;
  }
}
