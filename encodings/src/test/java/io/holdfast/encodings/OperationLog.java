package io.holdfast.encodings;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The operations of one run of a model test, so that a failure can be repeated and read.
 *
 * <p>A run is given by its seed; what fails carries the seed, the step and the last operations.
 */
public final class OperationLog {
  /** Whether the long forms run: {@code -Dholdfast.long=true}. */
  public static final boolean LONG = Boolean.getBoolean("holdfast.long");

  private static final int KEPT = 200;

  private final String run;
  private final Deque<String> last = new ArrayDeque<>();
  private long step;

  /** Starts the log of a run, such as {@code "seed=11 members=8"}. */
  public OperationLog(String run) {
    this.run = run;
  }

  /** Notes an operation that is about to be done. */
  public void add(String operation) {
    step++;
    last.addLast(operation);
    if (last.size() > KEPT) {
      last.removeFirst();
    }
  }

  /** Runs a step, or the whole run; what it throws is thrown again with the log in its message. */
  public void check(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(
          run + " step=" + step + "\n  " + String.join("\n  ", last) + "\n" + e.getMessage(), e);
    }
  }
}
