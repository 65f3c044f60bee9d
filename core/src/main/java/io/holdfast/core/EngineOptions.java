package io.holdfast.core;

import io.holdfast.Clock;
import io.holdfast.LoadProgress;
import io.holdfast.core.config.Config;
import io.holdfast.core.event.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a store is made with.
 *
 * @param clock the store's time
 * @param seed seed of hash function and random choices; drawn if absent
 * @param mode how ownership is shared
 * @param config the directives; the engine's from now on
 * @param changesKept how many changes are kept for feeds
 * @param changeBytesKept how many bytes these may take
 * @param blockBudget how long a block may run before it is reported; zero for any time
 * @param loadObserver told how far the loading of data is
 */
public record EngineOptions(
    Clock clock,
    Optional<Long> seed,
    EventLoop.Mode mode,
    Config config,
    int changesKept,
    long changeBytesKept,
    Duration blockBudget,
    Optional<Consumer<LoadProgress>> loadObserver) {
  /** How many changes are kept for feeds, unless it is said otherwise. */
  public static final int CHANGES_KEPT = 65_536;

  /** How many bytes these may take, unless it is said otherwise. */
  public static final long CHANGE_BYTES_KEPT = 64L << 20;

  /** Those of a store that is a server of its own. */
  public static EngineOptions ofServer(Config config, Consumer<LoadProgress> loadObserver) {
    return new EngineOptions(
        Clock.system(),
        Optional.empty(),
        EventLoop.Mode.BORROWED,
        config,
        CHANGES_KEPT,
        CHANGE_BYTES_KEPT,
        Duration.ZERO,
        Optional.of(loadObserver));
  }
}
