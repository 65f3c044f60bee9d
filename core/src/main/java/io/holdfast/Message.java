package io.holdfast;

import java.util.Optional;

/**
 * A message as a subscriber hears it.
 *
 * @param channel it was published on
 * @param payload what was published
 * @param pattern by which it came; empty if the channel itself was subscribed to
 * @param <K> type of channels
 * @param <V> type of messages
 */
public record Message<K, V>(K channel, V payload, Optional<String> pattern) {}
