package io.holdfast.persistence;

import io.holdfast.core.rdb.RdbBlock;
import io.holdfast.core.rdb.RdbOutput;
import io.holdfast.encodings.compress.Lzf;
import java.io.IOException;

/**
 * An RDB file: the blocks, their strings compressed, and a checksum of all.
 *
 * @param compresses whether marked strings are compressed
 * @param isChecked whether the checksum is more than zeros
 */
record RdbContent(boolean compresses, boolean isChecked) implements BlockFile.Content {
  @Override
  public void write(BlockFile blocks, FileBytes file) throws IOException {
    CheckedSink sink = new CheckedSink(file::write, isChecked);
    RdbOutput out = new RdbOutput(compresses ? new Lzf() : null, sink);
    for (RdbBlock block = blocks.next(); block != null; block = blocks.next()) {
      out.block(block);
      blocks.written(block);
    }
    out.flush();
    out.i64(sink.crc());
    out.flush();
  }
}
