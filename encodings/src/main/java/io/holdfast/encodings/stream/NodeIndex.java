package io.holdfast.encodings.stream;

import io.holdfast.encodings.arena.LittleEndian;

/**
 * The nodes of a stream by their IDs.
 *
 * <pre>
 *  payload  | handle, 4 | version, 8 |
 * </pre>
 */
final class NodeIndex extends IdIndex {
  private static final int VERSION = 4;

  NodeIndex(HeldBytes held) {
    super(12, held);
  }

  int handle(long position) {
    return LittleEndian.i32(array(position), payload(position));
  }

  void handle(long position, int handle) {
    savePayload(position, 0, Integer.BYTES);
    LittleEndian.put32(array(position), payload(position), handle);
  }

  long nodeVersion(long position) {
    return LittleEndian.i64(array(position), payload(position) + VERSION);
  }

  void nodeVersion(long position, long version) {
    LittleEndian.put64(array(position), payload(position) + VERSION, version);
  }
}
