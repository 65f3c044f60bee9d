package io.holdfast.encodings.quicklist;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.compress.Lzf;
import org.jspecify.annotations.Nullable;

/**
 * Compresses nodes, and holds the memory for it, which the lists of one owner share.
 *
 * <pre>
 *  compressed | LZF length, 4 | raw length, 4 | LZF bytes ... |       little-endian, a block
 * </pre>
 *
 * <p>Thread: the owner of the lists. Cost: O(length of the node). Memory: 64 KB and a node's length
 * from the first compression on.
 */
public final class NodeCompressor {
  /** A node below is not compressed, as in Redis. */
  static final int MIN_BYTES = 48;

  /** What compressing must save, as in Redis. */
  static final int MIN_SAVED_BYTES = 8;

  private static final int LENGTH = 0;
  private static final int RAW_LENGTH = 4;
  private static final int BYTES = 8;

  /** Scratch memory longer than this is not kept. */
  private static final int MAX_KEPT_BYTES = 128 * 1024;

  private @Nullable Lzf lzf;
  private byte[] scratch = {};

  /** A compressor; it takes memory when it is first used. */
  public NodeCompressor() {}

  /** A block with the bytes compressed; 0 if they are too few or that saves too little. */
  int compress(Arena arena, byte[] bytes, int offset, int length) {
    if (length < MIN_BYTES) {
      return 0;
    }
    if (lzf == null) {
      lzf = new Lzf();
    }
    byte[] to = scratch(length);
    int compressed = lzf.compress(bytes, offset, length, to, 0, length - MIN_SAVED_BYTES);
    if (compressed == 0) {
      return 0;
    }
    int handle = arena.allocate(BYTES + compressed);
    byte[] page = arena.page(handle);
    int at = Arena.offset(handle);
    LittleEndian.put32(page, at + LENGTH, compressed);
    LittleEndian.put32(page, at + RAW_LENGTH, length);
    System.arraycopy(to, 0, page, at + BYTES, compressed);
    return handle;
  }

  /** Memory for a node, to be used at once. */
  byte[] scratch(int length) {
    if (scratch.length < length) {
      byte[] longer = new byte[length];
      if (length > MAX_KEPT_BYTES) {
        return longer;
      }
      scratch = longer;
    }
    return scratch;
  }

  /** How many bytes a compressed block's node has raw. */
  static int rawLength(byte[] page, int at) {
    return LittleEndian.i32(page, at + RAW_LENGTH);
  }

  /** How many bytes of LZF a compressed block has. */
  static int lzfLength(byte[] page, int at) {
    return LittleEndian.i32(page, at + LENGTH);
  }

  /** The capacity of a block with so many LZF bytes. */
  static int capacityFor(int lzfLength) {
    return Arena.capacityFor(BYTES + lzfLength);
  }

  /** Where in the array the LZF bytes of a compressed block start. */
  static int lzfOffset(int at) {
    return at + BYTES;
  }

  /** Writes the raw bytes of a compressed block. */
  static void decompress(byte[] page, int at, byte[] dst, int dstOffset) {
    boolean sound =
        Lzf.decompress(
            page, lzfOffset(at), lzfLength(page, at), dst, dstOffset, rawLength(page, at));
    if (!sound) {
      throw new IllegalStateException("compressed node is damaged: offset=" + at);
    }
  }
}
