package io.holdfast;

import java.util.OptionalLong;

/**
 * What XINFO GROUPS tells of a consumer group.
 *
 * @param name its name
 * @param consumers number of its consumers
 * @param pending how many entries are pending in it
 * @param lastDeliveredId up to here entries were delivered
 * @param entriesRead how many of all entries ever added that was, if known
 * @param lag how many entries it has not been given yet, if known
 */
public record StreamGroup(
    String name,
    int consumers,
    long pending,
    StreamId lastDeliveredId,
    OptionalLong entriesRead,
    OptionalLong lag) {}
