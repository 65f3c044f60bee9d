/**
 * What a block of changes has to remember so that it can be undone: the old content of whatever is
 * about to be overwritten.
 *
 * <p>{@link io.holdfast.encodings.undo.UndoLog} is shared by all structures of one owner; they
 * reach it through their arena.
 */
@NullMarked
package io.holdfast.encodings.undo;

import org.jspecify.annotations.NullMarked;
