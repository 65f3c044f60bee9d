package io.holdfast.core.codec;

/**
 * Keeps the chunks that replies are written to, so that only connections with unsent replies hold
 * one.
 *
 * <p>The last chunk given back is handed out first: it is the one still in the processor's cache.
 *
 * <p>Thread: the owner's; one pool an event loop.
 */
public final class ChunkPool {
  /** The size of a chunk. */
  public static final int CHUNK_BYTES = 16 * 1024;

  private static final int DEFAULT_RETAINED_CHUNKS = 256;

  private final byte[][] free;
  private int count;
  private int lent;

  /** A pool that keeps up to 4 MiB. */
  public ChunkPool() {
    this(DEFAULT_RETAINED_CHUNKS);
  }

  /**
   * A pool.
   *
   * @param retainedChunks how many unused chunks to keep at most
   */
  public ChunkPool(int retainedChunks) {
    this.free = new byte[retainedChunks][];
  }

  /** A chunk with any content. */
  byte[] take() {
    lent++;
    if (count == 0) {
      return new byte[CHUNK_BYTES];
    }
    byte[] chunk = free[--count];
    free[count] = Wire.NO_BYTES;
    return chunk;
  }

  /** Gives back a chunk; arrays of other sizes are left to the collector. */
  void give(byte[] chunk) {
    if (chunk.length == CHUNK_BYTES) {
      lent--;
      if (count < free.length) {
        free[count++] = chunk;
      }
    }
  }

  /** How many chunks somebody holds. */
  public int lentChunks() {
    return lent;
  }

  /** The memory of the chunks that nobody uses. */
  public long retainedBytes() {
    return (long) count * CHUNK_BYTES;
  }
}
