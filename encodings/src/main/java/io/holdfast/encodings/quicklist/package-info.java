/**
 * The quicklist: a list as a sequence of listpacks.
 *
 * <p>Words: a <em>node</em> is one listpack, or one element too long for any; it is the chunk that
 * changes, is saved and is rolled back as one. A node is <em>raw</em> or <em>compressed</em>; a
 * <em>plain</em> one is the bytes of its element. The <em>compress depth</em> is how many nodes at
 * either end stay raw. {@link io.holdfast.encodings.quicklist.ListLimits} knows when a node is full
 * and when a list is a listpack or a quicklist.
 */
@NullMarked
package io.holdfast.encodings.quicklist;

import org.jspecify.annotations.NullMarked;
