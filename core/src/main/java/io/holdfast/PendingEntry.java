package io.holdfast;

import java.time.Duration;

/**
 * An entry that was delivered to a consumer and not acknowledged.
 *
 * @param id the entry's ID
 * @param consumer the consumer's name
 * @param idle how long ago it was delivered, in milliseconds
 * @param deliveryCount how often it was delivered
 */
public record PendingEntry(StreamId id, String consumer, Duration idle, long deliveryCount) {}
