/**
 * The arena: byte blocks named by {@code int} handles, in pages the garbage collector sees as a few
 * large arrays.
 *
 * <p>Words: a <em>block</em> is allocated and freed as one; a <em>handle</em> names a block; a
 * <em>page</em> is the {@code byte[]} it lies in; a <em>size class</em> is the capacity a page's
 * blocks share. Every encoding stands on this package; it knows none of them.
 */
@NullMarked
package io.holdfast.encodings.arena;

import org.jspecify.annotations.NullMarked;
