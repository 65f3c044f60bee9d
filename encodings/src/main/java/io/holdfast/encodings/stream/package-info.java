/**
 * The stream: an append-only log of entries with consumer groups.
 *
 * <p>Words: an <em>entry</em> is a list of fields with their values under an <em>entry ID</em>, two
 * unsigned 64-bit numbers, milliseconds and a sequence number; entries lie in <em>nodes</em>, each
 * a listpack that starts with a <em>master entry</em>; a <em>group</em> delivers entries to its
 * <em>consumers</em>, and an entry delivered but not acknowledged is <em>pending</em>.
 *
 * <p>Nodes are byte-identical to Redis's: {@code docs/encodings/stream.md}.
 */
@NullMarked
package io.holdfast.encodings.stream;

import org.jspecify.annotations.NullMarked;
