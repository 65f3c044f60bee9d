/**
 * How a large structure says which part of it is about to change.
 *
 * <p>Words: a <em>chunk</em> is the part of a structure that changes, is saved and is rolled back
 * as one: a table's segment, a node of a quicklist or stream, a leaf of a sorted set. A
 * <em>version</em> counts a chunk's changes.
 */
@NullMarked
package io.holdfast.encodings.chunk;

import org.jspecify.annotations.NullMarked;
