/**
 * The intset: integers in order, in as many bytes each as the widest one takes.
 *
 * <p>Words: the <em>width</em> of an intset is the bytes of each of its elements, 2, 4 or 8 (Redis
 * calls it its encoding); an <em>index</em> counts elements from the smallest.
 */
@NullMarked
package io.holdfast.encodings.intset;

import org.jspecify.annotations.NullMarked;
