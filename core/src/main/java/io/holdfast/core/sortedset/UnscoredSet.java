package io.holdfast.core.sortedset;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.set.SetValue;

/**
 * A set among sorted sets: every member has the score 1.
 *
 * @param members the set
 */
record UnscoredSet(SetValue members) implements ScoredMembers {
  private static final double SCORE = 1;

  @Override
  public int size() {
    return members.size();
  }

  @Override
  public void removeDue() {
    members.removeDue();
  }

  @Override
  public double score(ByteRange member) {
    return members.find(member) == 0 ? Double.NaN : SCORE;
  }

  @Override
  public void forEachWhile(Search visitor) {
    boolean[] goesOn = {true};
    BytesVisitor member =
        (bytes, offset, length) -> goesOn[0] = visitor.visit(bytes, offset, length, SCORE);
    members.forEachWhile(
        reference -> {
          members.show(reference, member);
          return goesOn[0];
        });
  }
}
