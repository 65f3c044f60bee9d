/**
 * What a store remembers of its own speed: slow commands, latency by command and by event.
 *
 * <p>Words: a <em>sample</em> is one event of the latency monitor; a <em>run</em> is a row of short
 * commands whose time is taken as one.
 */
@NullMarked
package io.holdfast.core.stats;

import org.jspecify.annotations.NullMarked;
