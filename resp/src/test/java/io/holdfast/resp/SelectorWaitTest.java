package io.holdfast.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.event.WaitStrategy;
import java.io.IOException;
import java.nio.channels.Selector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SelectorWaitTest {
  @Test
  void await_returns_onceSignalledBefore() throws IOException {
    try (Selector selector = Selector.open()) {
      SelectorWait wait = new SelectorWait(selector, () -> false, () -> false);
      wait.signal();
      wait.await(WaitStrategy.FOREVER);
      assertThat(wait.poll()).isZero();
    }
  }

  /** The listener closes while the event thread is on its way to sleep. */
  @Test
  void await_returns_whenTheSelectorIsClosed() throws IOException {
    Selector selector = Selector.open();
    SelectorWait wait = new SelectorWait(selector, () -> false, () -> false);
    selector.close();
    wait.await(WaitStrategy.FOREVER);
    wait.signal();
  }
}
