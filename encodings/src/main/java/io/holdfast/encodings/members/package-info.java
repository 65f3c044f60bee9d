/**
 * The large set and the large hash: what Redis calls the encoding {@code hashtable}.
 *
 * <p>Words: a <em>member</em> of a set and a <em>field</em> with its <em>value</em> of a hash are
 * one block of the arena each, found through a {@link io.holdfast.encodings.table.SegmentedTable}.
 * A method that returns a handle gives the block's name, valid until the structure changes.
 */
@NullMarked
package io.holdfast.encodings.members;

import org.jspecify.annotations.NullMarked;
