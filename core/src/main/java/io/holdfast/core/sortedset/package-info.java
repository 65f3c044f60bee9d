/**
 * Sorted sets: the value in its encodings, the operations, and their doors.
 *
 * <pre>
 *  SortedSetCommands, RangeCommands, CombineCommands --\
 *  SortedSetsFace -------------------------------------+-&gt; SortedSetOps, Combination
 *                                                             -&gt; SortedSetValue
 *                                                                -&gt; listpack in the entry, or LargeSortedSet
 * </pre>
 *
 * <p>Words: a <em>rank</em> is how many members stand before one, from the lowest score up; a
 * <em>range</em> is a request for members by rank, score or bytes, and comes to an interval of
 * ranks.
 */
@NullMarked
package io.holdfast.core.sortedset;

import org.jspecify.annotations.NullMarked;
