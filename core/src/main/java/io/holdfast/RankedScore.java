package io.holdfast;

/**
 * Where a member of a sorted set stands.
 *
 * @param rank how many members stand before it
 * @param score its score
 */
public record RankedScore(long rank, double score) {}
