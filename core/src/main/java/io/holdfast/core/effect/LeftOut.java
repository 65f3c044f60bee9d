package io.holdfast.core.effect;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Which of an operation's arguments came to nothing, and are left out of its effect. */
public final class LeftOut {
  private @Nullable BitSet indices;

  /** None of them. */
  public LeftOut() {}

  /** Adds an argument. */
  public void add(int index) {
    if (indices == null) {
      indices = new BitSet();
    }
    indices.set(index);
  }

  /** Whether an argument is among them. */
  public boolean contains(int index) {
    return indices != null && indices.get(index);
  }
}
