package io.holdfast.core.appendonly;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.DurabilityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What may happen between a waiting thread's look at what is kept, its wait, and its end: each
 * order, forced by the demand, which runs between the look and the wait, and by seeing it parked.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DurabilityWaitTest {
  private static final DurabilityException FULL = new DurabilityException("full", null);

  private final Durability durability = new Durability(() -> {});

  /** A thread that waits for a position. */
  private final class Waiter {
    private final CompletableFuture<String> outcome = new CompletableFuture<>();
    private final Thread thread;

    Waiter(long position, Runnable before) {
      thread = new Thread(() -> outcome.complete(outcome(position, before)), "waiter");
      thread.setDaemon(true);
      thread.start();
    }

    private String outcome(long position, Runnable before) {
      before.run();
      String told = "kept";
      try {
        durability.await(position);
      } catch (DurabilityException e) {
        told = e.getMessage();
      }
      return told + (Thread.currentThread().isInterrupted() ? ", interrupted" : "");
    }

    Waiter parked() {
      until(() -> thread.getState() == Thread.State.WAITING);
      return this;
    }
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private Waiter waiter(long position) {
    return new Waiter(position, () -> {});
  }

  /** A log under {@code always} that was given 10 bytes. */
  private void log(Runnable demand) {
    durability.logBegins(demand);
    durability.allow(0);
    durability.appended(10);
  }

  /**
   * The writer does something behind the look of who waits: he has seen that nothing is kept, has
   * the lock, and goes on only when what the writer did can be seen.
   */
  private Waiter betweenLookAndWait(Runnable writer, BooleanSupplier isSeen) {
    List<Thread> writers = new ArrayList<>();
    log(
        () -> {
          if (writers.isEmpty()) {
            Thread thread = new Thread(writer, "writer");
            thread.setDaemon(true);
            writers.add(thread);
            thread.start();
            until(isSeen);
          }
        });
    return waiter(10);
  }

  // ---- between the look and the wait ---------------------------------------------------------

  @Test
  void keptBetweenLookAndWait_nobodyWaits() {
    Waiter waiter = betweenLookAndWait(() -> durability.kept(10), () -> !durability.mustWait(10));
    assertThat(waiter.outcome.join()).isEqualTo("kept");
  }

  /** He has looked, and has not said yet that he waits: nobody is going to wake him. */
  @Test
  void keptBeforeHeSaysThatHeWaits_nobodyWaits() {
    List<Waiter> second = new ArrayList<>();
    log(
        () -> {
          if (second.isEmpty()) {
            second.add(waiter(10).parked());
            durability.kept(10);
          }
        });
    assertThat(waiter(10).outcome.join()).isEqualTo("kept");
    assertThat(second.get(0).outcome.join()).isEqualTo("kept");
  }

  @Test
  void failureBetweenLookAndWait_isTold() {
    Waiter waiter =
        betweenLookAndWait(() -> durability.failed(FULL), () -> durability.failure() != null);
    assertThat(waiter.outcome.join()).isEqualTo("full");
  }

  @Test
  void failureThatIsOverBeforeTheWait_provesNothing() {
    log(
        () -> {
          durability.failed(FULL);
          durability.recovered();
        });
    Waiter waiter = waiter(10).parked();
    assertThat(waiter.outcome).isNotDone();
    durability.kept(10);
    assertThat(waiter.outcome.join()).isEqualTo("kept");
  }

  @Test
  void policyThatChangesBetweenLookAndWait_letsGo() {
    Waiter waiter = betweenLookAndWait(() -> durability.allow(100), () -> !durability.mustWait(10));
    assertThat(waiter.outcome.join()).isEqualTo("kept");
  }

  @Test
  void logThatEndsBetweenLookAndWait_letsGo() {
    Waiter waiter = betweenLookAndWait(durability::logEnds, durability::isOff);
    assertThat(waiter.outcome.join()).isEqualTo("kept");
  }

  // ---- while waiting -------------------------------------------------------------------------

  @Test
  void kept_wakesWhoIsParked_ifItIsEnough() {
    log(() -> {});
    Waiter waiter = waiter(10).parked();
    durability.kept(9);
    assertThat(waiter.parked().outcome).isNotDone();
    durability.kept(10);
    assertThat(waiter.outcome.join()).isEqualTo("kept");
  }

  @Test
  void failure_wakesWhoIsParked() {
    log(() -> {});
    Waiter waiter = waiter(10).parked();
    durability.failed(FULL);
    assertThat(waiter.outcome.join()).isEqualTo("full");
  }

  @Test
  void failure_isNoMatterToWhoWasKept() {
    log(() -> {});
    durability.kept(5);
    durability.failed(FULL);
    assertThat(waiter(5).outcome.join()).isEqualTo("kept");
    assertThat(waiter(6).outcome.join()).isEqualTo("full");
  }

  @Test
  void failureAndRecovery_whileParked_leaveHimToldOrWaiting() {
    log(() -> {});
    Waiter waiter = waiter(10).parked();
    durability.failed(FULL);
    durability.recovered();
    durability.kept(10);
    // Whether he looked while it had failed is nobody's to say; he heard one of the two.
    assertThat(waiter.outcome.join()).isIn("full", "kept");
  }

  @Test
  void end_letsGo() {
    log(() -> {});
    Waiter waiter = waiter(10).parked();
    durability.logEnds();
    assertThat(waiter.outcome.join()).isEqualTo("kept");
  }

  // ---- interrupts ----------------------------------------------------------------------------

  @Test
  void interrupt_doesNotEndTheWait_andIsKept() {
    log(() -> {});
    Waiter waiter = waiter(10).parked();
    waiter.thread.interrupt();
    assertThat(waiter.parked().outcome).isNotDone();
    durability.kept(10);
    assertThat(waiter.outcome.join()).isEqualTo("kept, interrupted");
  }

  @Test
  void interruptBeforeTheWait_doesNotEndIt_andIsKept() {
    log(() -> {});
    Waiter waiter = new Waiter(10, () -> Thread.currentThread().interrupt());
    assertThat(waiter.parked().outcome).isNotDone();
    durability.failed(FULL);
    assertThat(waiter.outcome.join()).isEqualTo("full, interrupted");
  }

  // ---- several -------------------------------------------------------------------------------

  @Test
  void several_goWhenTheirPositionsAreKept() {
    log(() -> {});
    List<Waiter> waiters = new ArrayList<>();
    for (int position = 1; position <= 10; position++) {
      waiters.add(waiter(position));
    }
    waiters.forEach(Waiter::parked);
    durability.kept(4);
    assertOutcomes(waiters.subList(0, 4), "kept");
    assertOutcomes(waiters.subList(4, 10), null);
    durability.kept(7);
    assertOutcomes(waiters.subList(4, 7), "kept");
    assertOutcomes(waiters.subList(7, 10), null);
    durability.failed(FULL);
    assertOutcomes(waiters.subList(7, 10), "full");
  }

  private static void assertOutcomes(List<Waiter> waiters, @Nullable String expected) {
    for (Waiter waiter : waiters) {
      if (expected == null) {
        assertThat(waiter.parked().outcome).isNotDone();
      } else {
        assertThat(waiter.outcome.join()).isEqualTo(expected);
      }
    }
  }
}
