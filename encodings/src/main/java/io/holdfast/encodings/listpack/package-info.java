/**
 * The listpack: strings and integers packed into one run of bytes, readable from both ends.
 *
 * <p>Words: an <em>entry</em> is what the bytes hold, an <em>element</em> what it stands for; a
 * <em>position</em> is an entry's first byte counted from the listpack's start, so it survives a
 * moved block; an <em>index</em> counts elements. Small lists, hashes, sets and sorted sets, the
 * nodes of a quicklist and of a stream are listpacks.
 */
@NullMarked
package io.holdfast.encodings.listpack;

import org.jspecify.annotations.NullMarked;
