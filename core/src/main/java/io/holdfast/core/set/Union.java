package io.holdfast.core.set;

import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.members.LargeSet;
import org.agrona.collections.IntArrayList;

/**
 * A union in the making: one set where it lies, and copies of the members it lacks, in the order
 * they came.
 *
 * <p>Thread: the owner, for one operation.
 */
final class Union implements SetResult {
  private final SetValue base;
  private final LargeSet others;
  private final IntArrayList order = new IntArrayList();
  private final Member member = new Member();
  private boolean isTaken;

  /** The union of one set. */
  Union(Database db, SetValue base) {
    this.base = base;
    this.others = new LargeSet(db.arena(), db.keyspace().sipHash());
  }

  /** Adds the members of another set until the union has {@code limit}, if that is not 0. */
  void addAll(SetValue set, long limit) {
    if (set == base) {
      return;
    }
    set.forEachWhile(
        reference -> {
          set.show(reference, member);
          if (!base.contains(member)) {
            add();
          }
          return size() != limit;
        });
  }

  private void add() {
    long hash = member.hash(others);
    if (others.find(hash, member.array(), member.offset(), member.length()) == 0) {
      order.addInt(others.insert(hash, member.array(), member.offset(), member.length()));
    }
  }

  @Override
  public int size() {
    return base.size() + order.size();
  }

  @Override
  public void forEach(BytesVisitor visitor) {
    base.forEach(reference -> base.show(reference, visitor));
    for (int i = 0; i < order.size(); i++) {
      int handle = order.getInt(i);
      visitor.visit(others.page(handle), others.offset(handle), others.length(handle));
    }
  }

  /** All members as one large set, which is the caller's; the union is used up. */
  LargeSet takeLarge() {
    isTaken = true;
    base.forEach(
        reference -> {
          base.show(reference, member);
          others.insert(member.hash(others), member.array(), member.offset(), member.length());
        });
    return others;
  }

  @Override
  public void close() {
    while (!isTaken && others.release(Integer.MAX_VALUE) > 0) {}
  }
}
