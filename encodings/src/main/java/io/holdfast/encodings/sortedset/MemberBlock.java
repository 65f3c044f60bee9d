package io.holdfast.encodings.sortedset;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ByteComparison;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.members.MemberBytes;

/**
 * A member's block: where its entry stands, and its bytes.
 *
 * <pre>
 *  | leaf, 4 | length and member, see {@link MemberBytes} |
 * </pre>
 *
 * Where in the leaf is not written here: each insert would have to correct it in the blocks of all
 * entries that move.
 */
final class MemberBlock {
  static final int MEMBER = 4;

  private MemberBlock() {}

  /** Allocates the block of a member that stands in no leaf yet. */
  static int create(Arena arena, byte[] member, int offset, int length) {
    int handle = arena.allocate(MEMBER + MemberBytes.bytesFor(length));
    MemberBytes.write(arena.page(handle), Arena.offset(handle) + MEMBER, member, offset, length);
    return handle;
  }

  /** Allocates a block of the same member in the same leaf, with room for a deadline or without. */
  static int copy(Arena arena, int from, boolean expires) {
    byte[] page = arena.page(from);
    int at = Arena.offset(from);
    int length = length(page, at);
    int to = arena.allocate(MEMBER + MemberBytes.bytesFor(length, expires));
    byte[] toPage = arena.page(to);
    int toAt = Arena.offset(to);
    leaf(toPage, toAt, leaf(page, at));
    MemberBytes.write(toPage, toAt + MEMBER, page, offset(page, at), length, expires);
    return to;
  }

  static int leaf(byte[] page, int at) {
    return LittleEndian.i32(page, at);
  }

  static void leaf(byte[] page, int at, int leaf) {
    LittleEndian.put32(page, at, leaf);
  }

  static int offset(byte[] page, int at) {
    return MemberBytes.offset(page, at + MEMBER);
  }

  static int length(byte[] page, int at) {
    return MemberBytes.length(page, at + MEMBER);
  }

  static boolean equal(byte[] page, int at, byte[] member, int offset, int length) {
    return MemberBytes.equal(page, at + MEMBER, member, offset, length);
  }

  /** Compares a member with that of a block, byte by byte. */
  static int compare(byte[] member, int offset, int length, byte[] page, int at) {
    return ByteComparison.compare(member, offset, length, page, offset(page, at), length(page, at));
  }
}
