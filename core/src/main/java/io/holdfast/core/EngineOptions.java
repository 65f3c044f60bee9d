package io.holdfast.core;

import io.holdfast.Clock;
import io.holdfast.core.config.Config;
import io.holdfast.core.event.EventLoop;
import java.time.Duration;
import java.util.Optional;

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
 */
public record EngineOptions(
    Clock clock,
    Optional<Long> seed,
    EventLoop.Mode mode,
    Config config,
    int changesKept,
    long changeBytesKept,
    Duration blockBudget) {}
