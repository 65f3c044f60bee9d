package io.holdfast.core.keyspace;

/**
 * Who is told of entries that an operation is about to change, while they are still as they were.
 *
 * <p>Told at least once an operation for each entry it changes; also of some that it looks up to
 * change them and then leaves as they are. Thread: the owner.
 */
public interface EntryWitness {
  /** An entry may change, move or go. */
  void beforeChange(Database db, int handle);

  /** An entry comes for a key that is absent; the key's bytes are valid during the call. */
  void beforeInsert(Database db, byte[] key, int offset, int length);

  /**
   * Another command begins: what was not changed by now will not be changed by the one before. Or
   * what was changed has been undone.
   */
  void commandBegins();
}
