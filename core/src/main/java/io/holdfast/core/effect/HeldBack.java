package io.holdfast.core.effect;

import java.util.ArrayList;
import java.util.List;

/**
 * What a block has to tell: effects, events, who watches or waits for a key. It is held back until
 * the block has ended and cannot be undone any more, and then told in the order in which it
 * happened.
 *
 * <p>Who tells something asks {@link #isHolding} first: outside of blocks nothing goes through
 * here. Thread: the owner.
 */
public final class HeldBack {
  private final List<Runnable> held = new ArrayList<>(0);
  private final List<Runnable> atEnd = new ArrayList<>(0);
  private boolean isHolding;

  /** Holds nothing back. */
  public HeldBack() {}

  /** Whether what is to be told has to be held back. */
  public boolean isHolding() {
    return isHolding;
  }

  /** Holds something back; it must not depend on anything that will be another then. */
  public void hold(Runnable news) {
    held.add(news);
  }

  /** Has something done when the block has ended, whether it was undone or not. */
  public void atEnd(Runnable action) {
    atEnd.add(action);
  }

  /** From now on everything is held back. */
  public void begin() {
    isHolding = true;
  }

  /** How much is held back. */
  public int count() {
    return held.size();
  }

  /** Forgets all but the first: the rest never happened. */
  public void dropTo(int count) {
    held.subList(count, held.size()).clear();
  }

  /** Forgets everything, and holds nothing back any more. */
  public void drop() {
    isHolding = false;
    dropTo(0);
    end();
  }

  private void end() {
    if (!atEnd.isEmpty()) {
      List<Runnable> actions = List.copyOf(atEnd);
      atEnd.clear();
      actions.forEach(Runnable::run);
    }
  }

  /** Tells everything, whatever becomes of the single news, and holds nothing back any more. */
  public void release() {
    isHolding = false;
    if (!held.isEmpty()) {
      List<Runnable> told = List.copyOf(held);
      held.clear();
      try {
        tell(told);
      } finally {
        end();
      }
    } else {
      end();
    }
  }

  private static void tell(List<Runnable> told) {
    RuntimeException failure = null;
    for (Runnable news : told) {
      try {
        news.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
