package io.holdfast.core.rdb;

import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.compress.Lzf;
import io.holdfast.encodings.number.IntegerText;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in the notation of RDB files: growing as they are written, or handed to a {@link Sink}
 * whenever there are enough of them, or in {@link RdbBlock}s whose strings somebody else
 * compresses.
 *
 * <pre>
 *  length   | 00llllll |                                      up to 63
 *           | 01llllll | l |                                  up to 16,383
 *           | 10000000 | 4 bytes, big-endian |                up to 2^32 - 1
 *           | 10000001 | 8 bytes, big-endian |
 *  string   | length | bytes |
 *           | 11000000 | i8 |   | 11000001 | i16 |   | 11000010 | i32 |      text of an integer
 *           | 11000011 | length of the LZF | length of the text | LZF |
 * </pre>
 *
 * <p>Source: the RDB format as several independent parsers document it, and payloads of DUMP.
 *
 * <p>Thread: one at a time.
 */
public final class RdbOutput {
  /** Takes what was written. */
  @FunctionalInterface
  public interface Sink {
    /** Takes bytes; they are overwritten after the call. */
    void accept(byte[] bytes, int offset, int length);
  }

  /** Says that a value takes more bytes than it may. */
  static final class TooLongException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    TooLongException(long bytes, int maxBytes) {
      super("value too long: bytes=" + bytes + " maxBytes=" + maxBytes);
    }
  }

  /** Takes full blocks and gives empty ones. */
  public interface BlockSink {
    /** Takes a block, which may be empty. */
    void full(RdbBlock block);

    /** Gives an empty block that holds so many bytes. */
    RdbBlock empty(int minBytes);
  }

  private static final int SINK_BYTES = 1 << 16;

  private static final int MAX_6_BITS = 1 << 6;
  private static final int MAX_14_BITS = 1 << 14;

  /** The longest text of a 32-bit integer. */
  private static final int MAX_INTEGER_LENGTH = 11;

  /** Shorter strings are not compressed, nor is what saves fewer bytes than this. */
  private static final int MIN_COMPRESSED_LENGTH = 20;

  private static final int MIN_SAVED_BYTES = 4;
  private static final int MAX_BYTES = Integer.MAX_VALUE - 64;

  private final @Nullable Lzf compressor;
  private final @Nullable Sink sink;
  private int maxBytes = MAX_BYTES;
  private final @Nullable BlockSink blockSink;

  /** What is written to, if strings are compressed later. */
  private @Nullable RdbBlock block;

  private boolean marksStrings;

  /** How many bytes there were in blocks that are full. */
  private long handedOn;

  private byte[] bytes;
  private int length;

  /** Room for a string's LZF. */
  private byte[] lzf = new byte[0];

  /**
   * Creates empty output.
   *
   * @param compressor compresses strings; null to leave them as they are
   */
  RdbOutput(@Nullable Lzf compressor) {
    this.compressor = compressor;
    this.sink = null;
    this.blockSink = null;
    this.bytes = new byte[64];
  }

  /**
   * Creates empty output that stays short.
   *
   * @param compressor compresses strings; null to leave them as they are
   * @param maxBytes how long it may become; what would make it longer throws {@link
   *     TooLongException}
   */
  RdbOutput(@Nullable Lzf compressor, int maxBytes) {
    this.compressor = compressor;
    this.sink = null;
    this.blockSink = null;
    this.bytes = new byte[Math.min(64, maxBytes)];
    this.maxBytes = Math.min(maxBytes, MAX_BYTES);
  }

  /**
   * Creates output that keeps some bytes and hands the others on; {@link #flush} hands on the rest.
   *
   * @param compressor compresses strings; null to leave them as they are
   */
  public RdbOutput(@Nullable Lzf compressor, Sink sink) {
    this.compressor = compressor;
    this.sink = sink;
    this.blockSink = null;
    this.bytes = new byte[SINK_BYTES];
  }

  /**
   * Creates output in blocks.
   *
   * @param marksStrings whether strings are to be compressed
   * @param sink takes each block when it is full; null to let one grow until {@link #takeCopy}
   */
  public RdbOutput(boolean marksStrings, RdbBlock first, @Nullable BlockSink sink) {
    this.compressor = null;
    this.sink = null;
    this.blockSink = sink;
    this.block = first;
    this.marksStrings = marksStrings;
    this.bytes = first.bytes;
  }

  /** Hands the block on that was written to, and goes on with an empty one. */
  public void flushBlock(int minBytes) {
    BlockSink to = Objects.requireNonNull(blockSink);
    RdbBlock full = Objects.requireNonNull(block);
    full.length = length;
    handedOn += length;
    to.full(full);
    RdbBlock empty = to.empty(minBytes);
    block = empty;
    bytes = empty.bytes;
    length = 0;
  }

  /** How many bytes were written, to all blocks. */
  public long written() {
    return handedOn + length;
  }

  /** A copy of what was written to a growing block, which is empty again. */
  public RdbBlock takeCopy() {
    RdbBlock written = Objects.requireNonNull(block);
    written.length = length;
    RdbBlock copy = new RdbBlock(written);
    written.clear();
    length = 0;
    return copy;
  }

  /**
   * Adds a block: in blocks, what it holds, or itself if it is long; elsewhere its bytes, and its
   * strings compressed.
   */
  public void block(RdbBlock added) {
    if (block == null) {
      compressed(added);
    } else if (blockSink != null && added.length > bytes.length / 2) {
      flushBlock(0);
      handedOn += added.length;
      blockSink.full(added);
    } else {
      room(added.length);
      RdbBlock to = block;
      to.length = length;
      to.append(added);
      length = to.length;
    }
  }

  private void compressed(RdbBlock added) {
    int at = 0;
    for (int mark = 0; mark < added.markCount; mark++) {
      int position = added.markPosition(mark);
      raw(added.bytes, at, position - at);
      string(added.bytes, position, added.markLength(mark));
      at = position + added.markLength(mark);
    }
    raw(added.bytes, at, added.length - at);
  }

  private void marked(byte[] source, int offset, int count) {
    room(count);
    Objects.requireNonNull(block).mark(length, count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** Hands everything on that was written. */
  public void flush() {
    Objects.requireNonNull(sink).accept(bytes, 0, length);
    length = 0;
  }

  /** A copy of what was written. */
  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  /** The array that is written to; replaced when it grows. */
  byte[] array() {
    return bytes;
  }

  /** How many bytes were written. */
  int length() {
    return length;
  }

  /** One byte. */
  public void u8(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  /** Two bytes, little-endian. */
  void u16(int value) {
    room(2);
    LittleEndian.put16(bytes, length, value);
    length += 2;
  }

  /** Eight bytes, little-endian. */
  public void i64(long value) {
    room(Long.BYTES);
    LittleEndian.put64(bytes, length, value);
    length += Long.BYTES;
  }

  /** A length, or another number: a negative one is what 64 unsigned bits make of it. */
  public void length(long value) {
    if (value >= 0 && value < MAX_6_BITS) {
      u8((int) value);
    } else if (value >= 0 && value < MAX_14_BITS) {
      u8(0x40 | (int) (value >> 8));
      u8((int) value);
    } else if (value >= 0 && value <= 0xFFFFFFFFL) {
      u8(0x80);
      bigEndian(value, Integer.BYTES);
    } else {
      u8(0x81);
      bigEndian(value, Long.BYTES);
    }
  }

  /** Eight bytes, big-endian. */
  void bigEndian(long value) {
    bigEndian(value, Long.BYTES);
  }

  private void bigEndian(long value, int count) {
    for (int shift = (count - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      u8((int) (value >> shift));
    }
  }

  /** A string: as an integer if it is the text of a small one, compressed if that saves bytes. */
  public void string(byte[] source, int offset, int count) {
    if (count <= MAX_INTEGER_LENGTH) {
      long value = IntegerText.parse(source, offset, count);
      if (!IntegerText.isRefused(value, source, offset, count) && value == (int) value) {
        integer((int) value);
        return;
      }
    }
    if (marksStrings && count > MIN_COMPRESSED_LENGTH) {
      marked(source, offset, count);
    } else if (compressor == null
        || count <= MIN_COMPRESSED_LENGTH
        || !compressed(source, offset, count)) {
      length(count);
      raw(source, offset, count);
    }
  }

  /** A string that is the text of an integer. */
  public void string(long value) {
    if (value == (int) value) {
      integer((int) value);
    } else {
      byte[] text = new byte[IntegerText.length(value)];
      IntegerText.write(value, text, 0);
      length(text.length);
      raw(text, 0, text.length);
    }
  }

  private void integer(int value) {
    if (value == (byte) value) {
      u8(0xC0);
      u8(value);
    } else if (value == (short) value) {
      u8(0xC1);
      u16(value);
    } else {
      u8(0xC2);
      room(Integer.BYTES);
      LittleEndian.put32(bytes, length, value);
      length += Integer.BYTES;
    }
  }

  private boolean compressed(byte[] source, int offset, int count) {
    if (lzf.length < count) {
      lzf = new byte[Math.max(count, Math.min(2 * count, SINK_BYTES))];
    }
    Lzf with = Objects.requireNonNull(compressor);
    int lzfLength = with.compress(source, offset, count, lzf, 0, count - MIN_SAVED_BYTES);
    if (lzfLength == 0) {
      return false;
    }
    lzf(lzf, 0, lzfLength, count);
    return true;
  }

  /** A string that is compressed already. */
  void lzf(byte[] source, int offset, int lzfLength, int textLength) {
    u8(0xC3);
    length(lzfLength);
    length(textLength);
    raw(source, offset, lzfLength);
  }

  /** Bytes as they are. */
  public void raw(byte[] source, int offset, int count) {
    if (sink != null && count >= bytes.length) {
      flush();
      sink.accept(source, offset, count);
      return;
    }
    room(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  private void room(int count) {
    if (bytes.length - length < count) {
      if (sink != null) {
        flush();
        return;
      }
      if (blockSink != null) {
        flushBlock(count);
        return;
      }
      long needed = (long) length + count;
      if (needed > maxBytes) {
        throw new TooLongException(needed, maxBytes);
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes, Math.max(needed, 2L * length)));
      if (block != null) {
        block.bytes = bytes;
      }
    }
  }
}
