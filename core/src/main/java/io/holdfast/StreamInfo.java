package io.holdfast;

/**
 * What XINFO STREAM tells of a stream.
 *
 * @param length number of entries
 * @param nodes number of nodes that hold them
 * @param lastId the last ID given out, which may be that of a deleted entry
 * @param maxDeletedId the largest ID ever deleted; 0-0 if none was
 * @param entriesAdded how many entries were ever added
 * @param firstId the ID of the first entry; 0-0 without entries
 * @param groups number of groups
 */
public record StreamInfo(
    long length,
    long nodes,
    StreamId lastId,
    StreamId maxDeletedId,
    long entriesAdded,
    StreamId firstId,
    int groups) {}
