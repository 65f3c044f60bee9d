/**
 * Geo sets: places as sorted sets whose scores are geohashes, and searches in them.
 *
 * <pre>
 *  GeoCommands, SearchSyntax --\
 *  GeoFace --------------------+-&gt; GeoOps -&gt; Search -&gt; Matches
 *                                     |         '-----&gt; GeoShape, the ranges to look in
 *                                     '-&gt; sorted sets: the value, ZADD, storing
 * </pre>
 *
 * <p>Words: a <em>position</em> is a longitude and a latitude in degrees; an <em>area</em> is the
 * circle or box around a centre that a search covers; a <em>match</em> is a member in it.
 */
@NullMarked
package io.holdfast.core.geo;

import org.jspecify.annotations.NullMarked;
