package io.holdfast.persistence;

import io.holdfast.core.rdb.RdbOutput;
import io.holdfast.encodings.hashing.Crc64;

/** Hands bytes on, and knows their checksum. */
final class CheckedSink implements RdbOutput.Sink {
  private final RdbOutput.Sink next;
  private final boolean isChecked;
  private long crc;

  CheckedSink(RdbOutput.Sink next, boolean isChecked) {
    this.next = next;
    this.isChecked = isChecked;
  }

  @Override
  public void accept(byte[] bytes, int offset, int length) {
    if (isChecked) {
      crc = Crc64.update(crc, bytes, offset, length);
    }
    next.accept(bytes, offset, length);
  }

  /** The CRC-64 of all bytes so far; 0 if nobody wants it. */
  long crc() {
    return crc;
  }
}
