/**
 * Sorted sets: small ones in a listpack, large ones, which Redis calls {@code skiplist}, as a table
 * beside a tree.
 *
 * <p>Words: a <em>member</em> has a <em>score</em>; members stand in the order of their scores,
 * members with the same score in the order of their bytes, and a member's <em>rank</em> is the
 * number of members before it. The order is a tree: <em>leaves</em> hold the scores and the names
 * of the members' blocks, <em>branches</em> lead to them and count. A <em>position</em> is a place
 * in a leaf or listpack, valid until the set changes.
 */
@NullMarked
package io.holdfast.encodings.sortedset;

import org.jspecify.annotations.NullMarked;
