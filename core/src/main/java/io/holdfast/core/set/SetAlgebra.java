package io.holdfast.core.set;

import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.References;
import io.holdfast.encodings.hyperloglog.HyperLogLog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import org.agrona.collections.IntHashSet;

/**
 * Intersection, union and difference of the sets of several keys.
 *
 * <p>No member is copied unless a union needs it. A limit ends the work with the member that
 * reaches it.
 *
 * <ul>
 *   <li>Intersection: each member of the smallest set is looked for in the others, the smaller ones
 *       first. O(size of the smallest * number of sets).
 *   <li>Union: one set stays where it is, and the members of the others that it lacks are
 *       collected. O(members of all sets).
 *   <li>Difference, whichever of the two promises less work: each member of the first set is looked
 *       for in the others, the larger ones first, O(size of the first * number of sets); or each
 *       member of the others is looked for in the first, O(members of all sets).
 * </ul>
 *
 * <p>Thread: the owner, for one operation.
 */
final class SetAlgebra {
  /** No limit. */
  static final long ALL = 0;

  /** While a union is as small as this its order is that of the keys. */
  private static final long SMALL_UNION = 512;

  private static final Comparator<SetValue> BY_SIZE = Comparator.comparingInt(SetValue::size);

  private SetAlgebra() {}

  /**
   * Looks keys up to read their sets.
   *
   * @throws WrongTypeException if one of them holds another type
   */
  static List<SetValue> find(Database db, ByteRanges keys) {
    List<SetValue> sets = new ArrayList<>(keys.count());
    for (int i = 0; i < keys.count(); i++) {
      sets.add(SetValue.find(db, keys.range(i)));
    }
    return sets;
  }

  // ---- intersection --------------------------------------------------------------------------

  /** The members that are in every set, as they lie in the smallest one. */
  static SetResult intersection(List<SetValue> sets) {
    List<SetValue> ascending = ascending(sets);
    References found = References.none();
    forEachCommon(
        ascending,
        reference -> {
          found.add(reference);
          return true;
        });
    return new Part(ascending.get(0), found);
  }

  /** The smallest of the sets: that in which {@link #intersection} finds its members. */
  static SetValue smallest(List<SetValue> sets) {
    return ascending(sets).get(0);
  }

  /** How many members are in every set, at most {@code limit}. */
  static long intersectionSize(List<SetValue> sets, long limit) {
    Count count = new Count(limit);
    forEachCommon(ascending(sets), reference -> count.another());
    return count.value;
  }

  private static void forEachCommon(List<SetValue> ascending, IntPredicate visitor) {
    SetValue smallest = ascending.get(0);
    Member member = new Member();
    smallest.forEachWhile(
        reference -> {
          smallest.show(reference, member);
          return !isInAll(ascending, member) || visitor.test(reference);
        });
  }

  /** Whether the member of the first set is in the others too. */
  private static boolean isInAll(List<SetValue> sets, Member member) {
    for (int i = 1; i < sets.size(); i++) {
      if (!sets.get(i).contains(member)) {
        return false;
      }
    }
    return true;
  }

  private static List<SetValue> ascending(List<SetValue> sets) {
    List<SetValue> ascending = new ArrayList<>(sets);
    ascending.sort(BY_SIZE);
    return ascending;
  }

  // ---- difference ----------------------------------------------------------------------------

  /** The members of the first set that are in none of the others. */
  static SetResult difference(List<SetValue> sets) {
    References found = References.none();
    if (isByMembersOfFirst(sets)) {
      forEachOnlyInFirst(
          sets,
          reference -> {
            found.add(reference);
            return true;
          });
    } else {
      IntHashSet removed = inOthersToo(sets);
      sets.get(0)
          .forEach(
              reference -> {
                if (!removed.contains(reference)) {
                  found.add(reference);
                }
              });
    }
    return new Part(sets.get(0), found);
  }

  /** How many members of the first set are in none of the others, at most {@code limit}. */
  static long differenceSize(List<SetValue> sets, long limit) {
    if (isByMembersOfFirst(sets)) {
      Count count = new Count(limit);
      forEachOnlyInFirst(sets, reference -> count.another());
      return count.value;
    }
    int size = sets.get(0).size() - inOthersToo(sets).size();
    return limit == ALL ? size : Math.min(size, limit);
  }

  /**
   * Whether to look for the members of the first set in the others. Doing so may end early for each
   * of them, and so may take twice as many steps to be the better choice.
   */
  static boolean isByMembersOfFirst(List<SetValue> sets) {
    long first = 0;
    long all = 0;
    for (SetValue set : sets) {
      if (set.size() > 0) {
        first += sets.get(0).size();
        all += set.size();
      }
    }
    return first / 2 <= all;
  }

  private static void forEachOnlyInFirst(List<SetValue> sets, IntPredicate visitor) {
    SetValue first = sets.get(0);
    List<SetValue> others = new ArrayList<>(sets.subList(1, sets.size()));
    if (others.stream().anyMatch(other -> other.key().equals(first.key()))) {
      return;
    }
    others.removeIf(other -> other.size() == 0);
    others.sort(BY_SIZE.reversed());
    Member member = new Member();
    first.forEachWhile(
        reference -> {
          first.show(reference, member);
          return isInAny(others, member) || visitor.test(reference);
        });
  }

  private static boolean isInAny(List<SetValue> sets, Member member) {
    for (int i = 0; i < sets.size(); i++) {
      if (sets.get(i).contains(member)) {
        return true;
      }
    }
    return false;
  }

  /** References of the members of the first set that are in another one. */
  private static IntHashSet inOthersToo(List<SetValue> sets) {
    SetValue first = sets.get(0);
    IntHashSet found = new IntHashSet();
    Member member = new Member();
    for (SetValue other : sets.subList(1, sets.size())) {
      other.forEachWhile(
          reference -> {
            other.show(reference, member);
            int inFirst = first.find(member);
            if (inFirst != 0) {
              found.add(inFirst);
            }
            return found.size() < first.size();
          });
    }
    return found;
  }

  // ---- union ---------------------------------------------------------------------------------

  /** The members that are in any of the sets; to be closed. */
  static Union union(Database db, List<SetValue> sets) {
    Union union = new Union(db, base(sets));
    for (SetValue set : sets) {
      union.addAll(set, ALL);
    }
    return union;
  }

  /** How many members are in any of the sets, at most {@code limit}. */
  static long unionSize(Database db, List<SetValue> sets, long limit) {
    try (Union union = new Union(db, base(sets))) {
      for (SetValue set : sets) {
        if (limit != ALL && union.size() >= limit) {
          return limit;
        }
        union.addAll(set, limit);
      }
      return limit == ALL ? union.size() : Math.min(union.size(), limit);
    }
  }

  /** The set that stays where it is. */
  private static SetValue base(List<SetValue> sets) {
    long all = 0;
    SetValue largest = sets.get(0);
    for (SetValue set : sets) {
      all += set.size();
      largest = set.size() > largest.size() ? set : largest;
    }
    return all <= SMALL_UNION ? sets.get(0) : largest;
  }

  /** About how many members are in any of the sets, by a HyperLogLog; at most {@code limit}. */
  static long approximateUnionSize(List<SetValue> sets, long limit) {
    byte[] empty = new byte[HyperLogLog.EMPTY_BYTES];
    HyperLogLog.writeEmpty(empty, 0);
    byte[] registers = new byte[HyperLogLog.DENSE_BYTES];
    HyperLogLog.toDense(empty, 0, empty.length, registers, 0);
    BytesVisitor add =
        (bytes, offset, length) ->
            HyperLogLog.add(
                registers, 0, registers.length, HyperLogLog.hash(bytes, offset, length), 0);
    for (SetValue set : sets) {
      set.forEach(reference -> set.show(reference, add));
    }
    long size = HyperLogLog.count(registers, 0, registers.length);
    return limit == ALL ? size : Math.min(size, limit);
  }

  // ---- results -------------------------------------------------------------------------------

  /** Some members of one set. */
  private record Part(SetValue set, References members) implements SetResult {
    @Override
    public int size() {
      return members.size();
    }

    @Override
    public void forEach(BytesVisitor visitor) {
      members.forEach(reference -> set.show(reference, visitor));
    }
  }

  /** All members of one set. */
  static SetResult all(SetValue set) {
    return new Part(set, References.all(set::forEach));
  }

  /** Counts up to a limit. */
  private static final class Count {
    private final long limit;
    private long value;

    Count(long limit) {
      this.limit = limit;
    }

    /** Whether to go on. */
    boolean another() {
      return ++value != limit;
    }
  }
}
