/**
 * What optional parts of a store implement: persistence, scripts, replication, listeners.
 *
 * <p>Applications need none of it.
 */
@NullMarked
package io.holdfast.spi;

import org.jspecify.annotations.NullMarked;
