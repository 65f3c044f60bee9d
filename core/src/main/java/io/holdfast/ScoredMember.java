package io.holdfast;

/**
 * A member of a sorted set and its score.
 *
 * @param member the member
 * @param score its score, a number
 * @param <V> type of members
 */
public record ScoredMember<V>(V member, double score) {}
