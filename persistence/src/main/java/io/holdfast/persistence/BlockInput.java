package io.holdfast.persistence;

import io.holdfast.core.rdb.RdbBlock;
import io.holdfast.core.rdb.RdbInput;
import io.holdfast.core.rdb.Slice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the blocks of a file that is being written, one after the other. No string in them
 * is marked, and nothing is summed up: there is no checksum behind them.
 */
final class BlockInput implements RdbInput.Source {
  /** More than there ever is. */
  static final long LENGTH = Long.MAX_VALUE / 2;

  private final BlockFile blocks;
  private final ArrayDeque<Slice> empty = new ArrayDeque<>();
  private @Nullable RdbBlock block;
  private int at;
  private boolean isAtEnd;

  BlockInput(BlockFile blocks) {
    this.blocks = blocks;
  }

  @Override
  public Slice next() {
    Slice slice = empty.isEmpty() ? new Slice() : empty.remove();
    RdbBlock from = current();
    int count = from == null ? 0 : from.copy(at, slice.array(), Slice.ROOM_BYTES, Slice.MAX_BYTES);
    slice.filled(count, 0);
    at += count;
    return slice;
  }

  @Override
  public void giveBack(Slice slice) {
    empty.add(slice);
  }

  /** The block that has more bytes; null behind the last. */
  private @Nullable RdbBlock current() {
    RdbBlock from = block;
    while (!isAtEnd && (from == null || at == from.length())) {
      if (from != null) {
        blocks.written(from);
      }
      from = nextBlock();
      isAtEnd = from == null;
      block = from;
      at = 0;
    }
    return from;
  }

  private @Nullable RdbBlock nextBlock() {
    try {
      return blocks.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
