package io.holdfast.encodings.stream;

import io.holdfast.encodings.chunk.Chunked;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Proves of one operation on a structure that a listener was told of each chunk while it still was
 * as it had been, and that versions tell what changed.
 */
final class ChunkWatch {
  private final Chunked structure;
  private final BiFunction<Chunked, Long, String> text;
  private final long version;
  private final Map<String, Long> before = new HashMap<>();
  private final Set<String> told = new HashSet<>();

  /** Starts watching; a chunk's text tells everything about it. */
  ChunkWatch(Chunked structure, BiFunction<Chunked, Long, String> text) {
    this.structure = structure;
    this.text = text;
    version = structure.version();
    for (long c = structure.firstChunk(); c != Chunked.NO_CHUNK; c = structure.nextChunk(c)) {
      before.put(text.apply(structure, c), structure.version(c));
    }
    structure.setChangeListener(this::beforeChange);
  }

  private void beforeChange(Chunked changing, long chunk) {
    require(changing == structure, "the listener is told of its structure", "");
    String was = text.apply(structure, chunk);
    // Later changes of the operation may tell again of what it made before.
    if (structure.version(chunk) <= version) {
      require(before.containsKey(was), "a chunk is told of before it changes", was);
      told.add(was);
    }
  }

  /** After the operation: what was there and is not any more was told of. */
  void check() {
    Set<String> gone = new HashSet<>(before.keySet());
    for (long c = structure.firstChunk(); c != Chunked.NO_CHUNK; c = structure.nextChunk(c)) {
      String now = text.apply(structure, c);
      if (structure.version(c) <= version) {
        Long was = before.get(now);
        require(was != null && was == structure.version(c), "only the version stayed", now);
        require(!told.contains(now), "a chunk that was told of has another version", now);
      }
      if (gone.remove(now)) {
        continue;
      }
      require(structure.version(c) > version, "what is new has a new version", now);
    }
    for (String lost : gone) {
      require(told.contains(lost), "a chunk was told of", lost);
    }
    structure.setChangeListener(null);
  }

  private static void require(boolean holds, String what, String chunk) {
    if (!holds) {
      throw new AssertionError("not so: " + what + ": " + chunk);
    }
  }
}
