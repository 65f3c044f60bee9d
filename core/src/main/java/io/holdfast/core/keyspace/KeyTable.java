package io.holdfast.core.keyspace;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ByteComparison;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.table.SegmentedTable;

/** The table of a database: entries by key. */
final class KeyTable extends SegmentedTable {
  private final Arena arena;
  private final SipHash sipHash;

  KeyTable(Arena arena, SipHash sipHash) {
    super(arena.undo());
    this.arena = arena;
    this.sipHash = sipHash;
  }

  @Override
  protected long hashOf(int handle) {
    byte[] page = arena.page(handle);
    int offset = Arena.offset(handle);
    long header = Entry.header(page, offset);
    return sipHash.hash(
        page, Entry.keyOffset(header, offset), Entry.keyLength(header, page, offset));
  }

  @Override
  protected int touchBlock(int handle) {
    return arena.page(handle)[Arena.offset(handle)];
  }

  @Override
  protected boolean matches(int handle, byte[] key, int keyOffset, int length) {
    byte[] page = arena.page(handle);
    int offset = Arena.offset(handle);
    long header = Entry.header(page, offset);
    if (Entry.keyLength(header, page, offset) != length) {
      return false;
    }
    return ByteComparison.equal(page, Entry.keyOffset(header, offset), key, keyOffset, length);
  }
}
