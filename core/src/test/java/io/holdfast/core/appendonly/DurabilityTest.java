package io.holdfast.core.appendonly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.DurabilityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for the log, and what lets him go on. */
@Timeout(60)
class DurabilityTest {
  private static final DurabilityException FULL = new DurabilityException("full", null);

  private final AtomicInteger demands = new AtomicInteger();
  private final AtomicInteger signals = new AtomicInteger();
  private final Durability durability = new Durability(signals::incrementAndGet);

  private void logUnderAlways() {
    durability.logBegins(demands::incrementAndGet);
    durability.allow(0);
    durability.appended(10);
  }

  @Test
  void withoutALog_nobodyWaits() {
    assertThat(durability.isOff()).isTrue();
    assertThat(durability.mustWait(Long.MAX_VALUE / 2)).isFalse();
    durability.await(10);
  }

  @Test
  void position_isSettledWhenKept() {
    logUnderAlways();
    assertThat(durability.mustWait(10)).isTrue();
    durability.kept(9);
    assertThat(durability.mustWait(9)).isFalse();
    assertThat(durability.mustWait(10)).isTrue();
    durability.kept(10);
    durability.await(10);
    assertThat(demands).hasValue(0);
  }

  @Test
  void caller_isHeld_andToldOfAFailure() {
    logUnderAlways();
    CompletableFuture<Boolean> caller = CompletableFuture.supplyAsync(this::isKept);
    awaitDemands(1);
    durability.failed(FULL);
    assertThat(caller.join()).isFalse();
    assertThatThrownBy(() -> durability.await(10)).isInstanceOf(DurabilityException.class);
    durability.recovered();
    durability.kept(10);
    assertThat(isKept()).isTrue();
  }

  private boolean isKept() {
    try {
      durability.await(10);
      return true;
    } catch (DurabilityException e) {
      return false;
    }
  }

  private void awaitDemands(int count) {
    while (demands.get() < count) {
      Thread.onSpinWait();
    }
  }

  @Test
  void acknowledgements_goInTheirOrder_theOwnerIsSignalled() {
    logUnderAlways();
    List<String> told = new ArrayList<>();
    durability.whenSettled(5, acknowledgement("first", told));
    durability.whenSettled(10, acknowledgement("second", told));
    assertThat(durability.demand()).isZero();
    durability.kept(5);
    assertThat(signals).hasPositiveValue();
    assertThat(durability.doWork(0)).isEqualTo(1);
    assertThat(told).containsExactly("first kept");
    durability.failed(FULL);
    assertThat(durability.doWork(0)).isEqualTo(1);
    assertThat(told).containsExactly("first kept", "second full");
  }

  private static Durability.Acknowledgement acknowledgement(String name, List<String> told) {
    return new Durability.Acknowledgement() {
      @Override
      public void settled() {
        told.add(name + " kept");
      }

      @Override
      public void failed(DurabilityException why) {
        told.add(name + " " + why.getMessage());
      }
    };
  }

  @Test
  void endOfTheLog_letsEverybodyGo() {
    logUnderAlways();
    CompletableFuture<Boolean> caller = CompletableFuture.supplyAsync(this::isKept);
    awaitDemands(1);
    durability.logEnds();
    assertThat(caller.join()).isTrue();
  }
}
