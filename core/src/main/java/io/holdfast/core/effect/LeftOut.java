package io.holdfast.core.effect;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Which of an operation's arguments came to nothing, and are left out of its effect. */
public final class LeftOut {
  /** Of the first 64. */
  private long first;

  private @Nullable BitSet others;

  /** None of them. */
  public LeftOut() {}

  /** Adds an argument. */
  public void add(int index) {
    if (index < Long.SIZE) {
      first |= 1L << index;
      return;
    }
    if (others == null) {
      others = new BitSet();
    }
    others.set(index);
  }

  /** Whether an argument is among them. */
  public boolean contains(int index) {
    return index < Long.SIZE ? (first >>> index & 1) != 0 : others != null && others.get(index);
  }
}
