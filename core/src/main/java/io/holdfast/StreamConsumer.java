package io.holdfast;

import java.time.Duration;
import java.util.Optional;

/**
 * What XINFO CONSUMERS tells of a consumer.
 *
 * @param name its name
 * @param pending how many entries are pending for it
 * @param idle how long ago it last tried to read or claim anything, in milliseconds
 * @param inactive how long ago it last got anything, in milliseconds; empty if it never did
 */
public record StreamConsumer(
    String name, long pending, Duration idle, Optional<Duration> inactive) {}
