package io.holdfast.persistence;

import io.holdfast.core.rdb.RdbBlock;
import io.holdfast.core.rdb.RdbInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the blocks of a file that is being written, one after the other; behind the last
 * there are zeros, as an {@link RdbInput} reads ahead. No string in them is marked.
 */
final class BlockInput implements RdbInput.SummedSource {
  /** More than there ever is. */
  static final long LENGTH = Long.MAX_VALUE / 2;

  private final BlockFile blocks;
  private @Nullable RdbBlock block;
  private int at;
  private boolean isAtEnd;

  BlockInput(BlockFile blocks) {
    this.blocks = blocks;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    RdbBlock from = current();
    if (from == null) {
      Arrays.fill(into, offset, offset + length, (byte) 0);
      return length;
    }
    int count = from.copy(at, into, offset, length);
    at += count;
    return count;
  }

  /** The block that has more bytes; null behind the last. */
  private @Nullable RdbBlock current() {
    RdbBlock from = block;
    while (!isAtEnd && (from == null || at == from.length())) {
      if (from != null) {
        blocks.written(from);
      }
      from = next();
      isAtEnd = from == null;
      block = from;
      at = 0;
    }
    return from;
  }

  private @Nullable RdbBlock next() {
    try {
      return blocks.next();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nobody asks: there is no checksum behind the blocks. */
  @Override
  public long crc() {
    return 0;
  }
}
