package io.holdfast.core.event;

import io.holdfast.Clock;
import java.util.function.Supplier;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/**
 * Callers who share a loop without an event thread, under a model checker: whatever the order of
 * their steps, the results are those of some order of the calls.
 *
 * <p>The count has no synchronization of its own: two owners at once, a lost command and one that
 * runs twice all give a result that no order explains, and a lost wake-up never ends. {@code
 * -Dholdfast.long=true} tries more orders.
 */
public class BorrowersModelTest {
  private static final boolean IS_LONG = Boolean.getBoolean("holdfast.long");

  private final EventLoop loop =
      new EventLoop(
          EventLoop.Mode.BORROWED,
          Clock.system(),
          (where, e) -> {},
          new Limits(0, 1, 1),
          new StrictParking());
  private int count;

  private int increment() {
    int next = count + 1;
    count = next;
    return next;
  }

  /** A synchronous call. */
  @Operation
  public int call() {
    return loop.call(this::increment);
  }

  /** A call whose release takes the long way, as if somebody had come before. */
  @Operation
  public int callAndDrain() {
    return loop.call(
        () -> {
          loop.word.flag();
          return increment();
        });
  }

  /** An asynchronous call. */
  @Operation
  public int submit() {
    return loop.submit(this::increment).join();
  }

  /** A command that fails after its work. */
  @Operation
  public int fail() {
    IllegalStateException mine = new IllegalStateException();
    Supplier<Object> failing =
        () -> {
          increment();
          throw mine;
        };
    try {
      loop.call(failing);
    } catch (IllegalStateException e) {
      return e == mine ? -1 : -2;
    }
    return -3;
  }

  @Test
  void twoCallers() {
    explore(2, 2);
  }

  @Test
  void threeCallers() {
    explore(3, 1);
  }

  private static void explore(int threads, int callsEach) {
    new ModelCheckingOptions()
        .iterations(Integer.getInteger("holdfast.iterations", IS_LONG ? 100 : 4))
        .invocationsPerIteration(Integer.getInteger("holdfast.invocations", IS_LONG ? 5_000 : 80))
        .threads(threads)
        .actorsPerThread(callsEach)
        .actorsBefore(0)
        .actorsAfter(0)
        .check(BorrowersModelTest.class);
  }
}
