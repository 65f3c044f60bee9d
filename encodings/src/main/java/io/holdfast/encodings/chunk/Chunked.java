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

  /** The number of the structure's last change: its changes are numbered from 1 on. */
  long version();

  /**
   * The number of the last change of a chunk, or of a block it leads to. A chunk that came from
   * others by a split or a merger has changed with them: so a chunk with a version not above the
   * one the structure had at some time is as it was then.
   */
  long version(long chunk);

  /** Sets who is told before a chunk changes; null for nobody. */
  void setChangeListener(@Nullable ChangeListener listener);

  /** Who is told before a chunk changes; null for nobody. */
  @Nullable ChangeListener changeListener();
}
