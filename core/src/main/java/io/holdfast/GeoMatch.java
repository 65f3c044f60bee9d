package io.holdfast;

/**
 * A member of a geo set that a search found.
 *
 * @param member the member
 * @param distance from the centre, in the unit of the area that was searched
 * @param hash its geohash of 52 bits, which is its score in the sorted set
 * @param position where it is, as exactly as the geohash says
 * @param <V> type of members
 */
public record GeoMatch<V>(V member, double distance, long hash, GeoPosition position) {}
