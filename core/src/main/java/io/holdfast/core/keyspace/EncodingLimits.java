package io.holdfast.core.keyspace;

import io.holdfast.encodings.quicklist.ListLimits;

/**
 * Up to which sizes collections are held compactly: the values of the directives of these names.
 *
 * <p>A change counts for what is changed afterwards. Thread: the owner.
 */
public final class EncodingLimits {
  /** hash-max-listpack-entries: most fields of a hash held as a listpack. */
  public long hashEntries;

  /** hash-max-listpack-value: longest field or value there. */
  public long hashValueBytes;

  /** list-max-listpack-size: what a node of a list holds. */
  public ListLimits list = new ListLimits(-2);

  /** list-compress-depth: nodes at both ends of a list that are not compressed; 0 for all. */
  public int listCompressDepth;

  /** set-max-intset-entries: most members of a set held as an intset. */
  public long intsetEntries;

  /** set-max-listpack-entries: most members of a set held as a listpack. */
  public long setEntries;

  /** set-max-listpack-value: longest member there. */
  public long setValueBytes;

  /** zset-max-listpack-entries: most members of a sorted set held as a listpack. */
  public long sortedSetEntries;

  /** zset-max-listpack-value: longest member there. */
  public long sortedSetValueBytes;

  /** stream-node-max-bytes: most bytes of a stream's node; 0 for no limit. */
  public long streamNodeBytes;

  /** stream-node-max-entries: most entries of a stream's node; 0 for no limit. */
  public long streamNodeEntries;

  /** hll-sparse-max-bytes: longest HyperLogLog in the sparse encoding. */
  public long hyperLogLogSparseBytes;

  EncodingLimits() {}
}
