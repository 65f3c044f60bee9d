package io.holdfast.persistence;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import org.jspecify.annotations.Nullable;

/** What is done with what an RDB file holds, in the order in which it stands there. */
interface RdbTarget {
  /** The database that holds the keys of one of the file; null if there is none. */
  @Nullable Database database(long index);

  /** A database is to get that many keys, if the file is right. */
  default void expects(Database db, long keys) {}

  /**
   * Whether it wants to be told of every key; if not, several may be read before they are there.
   */
  default boolean isOneByOne() {
    return true;
  }

  /** A key is read next, of a type by its code. */
  default void key(ByteRange key, int type) {}

  /**
   * A key was read.
   *
   * @param handle its entry; 0 if there is none, as everything in it was due
   * @param hash of the key
   * @param expires whether the file says when it expires
   */
  default void loaded(Database db, int handle, long hash, boolean expires) {}

  /** So many bytes of the file were read. */
  default void advanced(long bytes) {}

  /** Something is said about the file. */
  default void aux(String name, String value) {}

  /** Something was passed over: {@code "a library of functions"}. */
  default void passedOver(String what) {}

  /** The file ends; what it says of its checksum. */
  default void end(String checksum) {}
}
