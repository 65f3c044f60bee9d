package io.holdfast.encodings.chunk;

import org.jspecify.annotations.Nullable;

/**
 * A structure made of chunks that change one at a time.
 *
 * <p>A chunk is named by a {@code long} that only its structure understands; a name holds until the
 * structure changes. Chunks stand in an order of the structure's own, in which a change may split
 * one in two or merge two neighbours, but never moves an element from one chunk past another.
 *
 * <pre>
 *  for (long chunk = s.firstChunk(); chunk != Chunked.NO_CHUNK; chunk = s.nextChunk(chunk)) { ... }
 * </pre>
 */
public interface Chunked {
  /** What stands for "none": a structure without elements has no chunk, the last none after it. */
  long NO_CHUNK = -1;

  /** The first chunk in the structure's order, or {@link #NO_CHUNK}. */
  long firstChunk();

  /** The chunk after this one, or {@link #NO_CHUNK}. */
  long nextChunk(long chunk);

  /** How often the chunk, or a block it leads to, has changed; it may wrap around. */
  int version(long chunk);

  /** Sets who is told before a chunk changes; null for nobody. */
  void setChangeListener(@Nullable ChangeListener listener);
}
