package io.holdfast.core.keyspace;

/** Knows what it means that elements of a large value are due: fields of a hash, say. */
@FunctionalInterface
public interface ElementExpiry {
  /**
   * Removes elements whose time has come, the earliest first, logs and publishes that; and the
   * entry with them if none is left. An entry all of whose elements are due always goes.
   *
   * @param handle an entry with a large value that has such elements
   * @param limit how many before giving way; at least 1
   * @return how many, or 1 if all went at once; less than {@code limit} if no more are due
   */
  int expire(Database db, int handle, int limit);
}
