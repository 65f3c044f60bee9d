package io.holdfast.core.rdb;

/** The codes that say how a value is serialised; a file has one before each key. */
public final class RdbType {
  /** A string, as one. */
  public static final int STRING = 0;

  static final int LIST = 1;
  static final int SET = 2;
  static final int SORTED_SET = 3;
  static final int HASH = 4;
  static final int SORTED_SET_2 = 5;

  /** Of Redis before 2.6; read only, as all that stands on ziplists. */
  static final int HASH_ZIPMAP = 9;

  static final int LIST_ZIPLIST = 10;
  static final int SET_INTSET = 11;
  static final int SORTED_SET_ZIPLIST = 12;
  static final int HASH_ZIPLIST = 13;
  static final int LIST_QUICKLIST = 14;
  static final int STREAM = 15;
  static final int HASH_LISTPACK = 16;
  static final int SORTED_SET_LISTPACK = 17;
  static final int LIST_QUICKLIST_2 = 18;

  static final int STREAM_2 = 19;

  /** From RDB version 11 on. */
  static final int SET_LISTPACK = 20;

  /** From RDB version 11 on. */
  static final int STREAM_3 = 21;

  /** From RDB version 12 on. */
  static final int HASH_METADATA = 24;

  /** From RDB version 12 on; read only. */
  static final int HASH_LISTPACK_EX = 25;

  /** Ours, far from all numbers of Redis: an S. */
  static final int SET_DEADLINES = 83;

  /** Ours, as {@link #SET_DEADLINES}: a Z. */
  static final int SORTED_SET_DEADLINES = 90;

  /** In a quicklist: a node that is one element. */
  static final int PLAIN_NODE = 1;

  /** In a quicklist: a node that is a listpack. */
  static final int PACKED_NODE = 2;

  private RdbType() {}
}
