/**
 * Places on the globe as 52-bit integers that sort neighbours near each other.
 *
 * <p>Words: a <em>geohash</em> is the number a place is kept as, exact in a double and so the score
 * of a sorted set; a <em>cell</em> is the rectangle of all places whose geohashes start with the
 * same bits; a cell's <em>step</em> is how often both axes were halved to make it; a <em>shape</em>
 * is the circle or box a search asks for.
 *
 * <p>The specification is {@code docs/encodings/geohash.md}.
 */
@NullMarked
package io.holdfast.encodings.geohash;

import org.jspecify.annotations.NullMarked;
