/**
 * HyperLogLogs: strings that count different elements. The operations, written once, and their two
 * doors, the commands and the typed API.
 *
 * <p>What the bytes mean is known to {@code io.holdfast.encodings.hyperloglog}; {@code
 * HyperLogLogOps} gives them room, looks after the cached count and says what changed.
 */
@NullMarked
package io.holdfast.core.hyperloglog;

import org.jspecify.annotations.NullMarked;
