package io.holdfast.core.rdb;

import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.members.ExpiringElements;
import io.holdfast.encodings.members.LargeHash;
import io.holdfast.encodings.members.LargeSet;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a set or hash: its chunks are segments of a table, whose names stand in order
 * whatever the table does.
 */
final class TableParts extends ElementParts {
  private final ExpiringElements elements;
  private final @Nullable LargeHash hash;

  /** A position in the table: what starts before it was written, or has changed. */
  private long next;

  TableParts(ExpiringElements elements, int type, boolean marksStrings) {
    super(elements, type, marksStrings);
    this.elements = elements;
    hash = elements instanceof LargeHash of ? of : null;
    next = elements.firstChunk();
  }

  @Override
  boolean isToCome(long chunk) {
    return next != Chunked.NO_CHUNK && chunk >= next && isUnchanged(chunk);
  }

  @Override
  boolean hasNextChunk() {
    return next != Chunked.NO_CHUNK;
  }

  @Override
  void nextChunk(RdbOutput out) {
    long chunk = next;
    if (elements.size() == 0) {
      next = Chunked.NO_CHUNK;
    } else if (chunk != Chunked.NO_CHUNK) {
      next = elements.nextChunk(chunk);
      if (isUnchanged(chunk)) {
        write(chunk, out);
      }
    }
  }

  @Override
  void write(long chunk, RdbOutput out) {
    LargeHash fields = hash;
    if (fields == null) {
      ((LargeSet) elements).forEachIn(chunk, member -> element(member, out));
      return;
    }
    fields.forEachIn(
        chunk,
        field -> {
          element(field, out);
          out.string(fields.page(field), fields.valueOffset(field), fields.valueLength(field));
        });
  }
}
