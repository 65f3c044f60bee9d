package io.holdfast.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WindowTest {
  private static final int ROUNDS = Boolean.getBoolean("holdfast.long") ? 20_000_000 : 300_000;

  @Test
  void room_endsAtTheLimit_andComesBack() {
    Window window = new Window();
    window.pass(Window.BYTES - 1);
    assertThat(window.hasRoom()).isTrue();
    window.pass(1);
    assertThat(window.hasRoom()).isFalse();
    assertThat(window.inFlight()).isEqualTo(Window.BYTES);
    assertThat(window.done(1)).as("nobody waits").isFalse();
    assertThat(window.hasRoom()).isTrue();
  }

  @Test
  void whoWaits_isToldOnce_andNotIfItIsSoAlready() {
    Window window = new Window();
    window.pass(10);
    assertThat(window.awaitBelow(11)).isFalse();
    assertThat(window.done(1)).isFalse();
    assertThat(window.awaitBelow(1)).isTrue();
    assertThat(window.done(1)).isTrue();
    assertThat(window.done(1)).as("told before").isFalse();
    assertThat(window.awaitBelow(1)).isTrue();
    assertThat(window.done(7)).isTrue();
    assertThat(window.awaitBelow(1)).isFalse();
  }

  /** The producer waits for every single byte, so that each crossing of the two is met. */
  @Test
  void nobodyIsForgotten() throws InterruptedException {
    Window window = new Window();
    AtomicLong passed = new AtomicLong();
    Semaphore told = new Semaphore(0);
    Thread consumer =
        new Thread(
            () -> {
              for (long done = 0; done < ROUNDS; ) {
                if (done < passed.get()) {
                  done++;
                  if (window.done(1)) {
                    told.release();
                  }
                } else {
                  Thread.onSpinWait();
                }
              }
            });
    consumer.start();
    for (int round = 0; round < ROUNDS; round++) {
      window.pass(1);
      passed.incrementAndGet();
      while (window.awaitBelow(1 + round % 3)) {
        told.acquire();
      }
    }
    consumer.join();
    assertThat(window.inFlight()).isLessThan(3);
  }
}
