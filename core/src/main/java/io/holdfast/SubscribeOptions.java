package io.holdfast;

import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a subscriber is served. Start with {@link #defaults}.
 *
 * <pre>{@code
 * SubscribeOptions.defaults().executor(pool).buffer(100_000).onOverflow(Overflow.CLOSE)
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param executor where the listener runs; if empty, the common pool, and in invoker mode the
 *     thread that steps the store, after each operation
 * @param buffer how many messages may wait for him
 * @param overflow what happens to the next one
 */
public record SubscribeOptions(Optional<Executor> executor, int buffer, Overflow overflow) {
  private static final SubscribeOptions DEFAULTS =
      new SubscribeOptions(Optional.empty(), 1024, Overflow.DROP);

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if the buffer holds nothing
   */
  public SubscribeOptions {
    if (buffer < 1) {
      throw new IllegalArgumentException("a buffer holds a message: buffer=" + buffer);
    }
  }

  /** 1,024 messages may wait, further ones are dropped. */
  public static SubscribeOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Where the listener runs. His calls come one after the other, whatever the executor; they may
   * block, and may use the store.
   */
  public SubscribeOptions executor(Executor value) {
    return new SubscribeOptions(Optional.of(value), buffer, overflow);
  }

  /** How many messages may wait. Memory is taken as they come. */
  public SubscribeOptions buffer(int messages) {
    return new SubscribeOptions(executor, messages, overflow);
  }

  /** What happens when that is not enough. */
  public SubscribeOptions onOverflow(Overflow value) {
    return new SubscribeOptions(executor, buffer, value);
  }
}
