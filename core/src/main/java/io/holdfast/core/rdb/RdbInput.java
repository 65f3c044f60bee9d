package io.holdfast.core.rdb;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.compress.Lzf;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;

/**
 * Reads the notation of RDB files from bytes that may be damaged; {@link RdbOutput} draws it.
 *
 * <p>Every method throws {@link DamagedBytesException}, which names the offset, if the bytes are
 * not what they should be. Nothing is allocated by a length that the bytes cannot hold: what is
 * compressed may be 264 times as long as its LZF, the most that notation can say.
 *
 * <p>Thread: one at a time.
 */
final class RdbInput {
  /** What three bytes of LZF can stand for at most. */
  private static final long MAX_LZF_RATIO = 264;

  private final byte[] bytes;
  private final int start;
  private final int end;
  private int at;

  /** The string encoding met instead of a length, or -1. */
  private int special = -1;

  RdbInput(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.start = offset;
    this.at = offset;
    this.end = offset + length;
  }

  /** Whether all was read. */
  boolean isAtEnd() {
    return at == end;
  }

  /** One byte. */
  int u8() {
    need(1);
    return bytes[at++] & 0xFF;
  }

  /** A length. */
  long length() {
    return notNegative(number());
  }

  /** A number in the notation of lengths, which may take all 64 bits. */
  long number() {
    long number = lengthOrSpecial();
    if (special >= 0) {
      throw damaged("no length");
    }
    return number;
  }

  private long notNegative(long length) {
    if (length < 0) {
      throw damaged("length is too great");
    }
    return length;
  }

  /** A number of elements, each of which takes a byte at least. */
  int count() {
    long count = length();
    if (count > end - at) {
      throw damaged("more elements than bytes");
    }
    return (int) count;
  }

  private long lengthOrSpecial() {
    special = -1;
    int first = u8();
    int rest = first & 0x3F;
    return switch (first >> 6) {
      case 0 -> rest;
      case 1 -> (long) rest << Byte.SIZE | u8();
      case 2 ->
          switch (first) {
            case 0x80 -> bigEndian(Integer.BYTES);
            case 0x81 -> bigEndian(Long.BYTES);
            default -> throw damaged("no length");
          };
      default -> {
        special = rest;
        yield 0;
      }
    };
  }

  private long bigEndian(int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << Byte.SIZE | u8();
    }
    return value;
  }

  /** Eight bytes, big-endian. */
  long bigEndian() {
    return bigEndian(Long.BYTES);
  }

  /** Eight bytes, little-endian. */
  long i64() {
    need(Long.BYTES);
    at += Long.BYTES;
    return LittleEndian.i64(bytes, at - Long.BYTES);
  }

  /** A double of eight bytes; no NaN. */
  double binaryDouble() {
    return finite(Double.longBitsToDouble(i64()));
  }

  /** A double as its text, or as one byte that says that it is not finite. */
  double textDouble() {
    int length = u8();
    switch (length) {
      case 253 -> throw damaged("not a number");
      case 254 -> {
        return Double.POSITIVE_INFINITY;
      }
      case 255 -> {
        return Double.NEGATIVE_INFINITY;
      }
      default -> {
        ByteRange text = raw(length);
        return finite(DoubleText.parse(text.array(), text.offset(), text.length()));
      }
    }
  }

  private double finite(double value) {
    if (Double.isNaN(value)) {
      throw damaged("not a number");
    }
    return value;
  }

  /** A string; valid as long as the bytes are. */
  ByteRange string() {
    long length = notNegative(lengthOrSpecial());
    return switch (special) {
      case -1 -> raw(length);
      case 0 -> text((byte) u8());
      case 1 -> text((short) (u8() | u8() << Byte.SIZE));
      case 2 -> text(i32());
      case 3 -> decompressed();
      default -> throw damaged("unknown string encoding");
    };
  }

  private int i32() {
    need(Integer.BYTES);
    at += Integer.BYTES;
    return LittleEndian.i32(bytes, at - Integer.BYTES);
  }

  private ByteRange raw(long length) {
    if (length > end - at) {
      throw damaged("string is longer than what is there");
    }
    at += (int) length;
    return ByteRange.of(bytes, at - (int) length, (int) length);
  }

  private static ByteRange text(long value) {
    byte[] text = new byte[IntegerText.length(value)];
    IntegerText.write(value, text, 0);
    return ByteRange.of(text);
  }

  private ByteRange decompressed() {
    long lzfLength = length();
    long length = length();
    ByteRange lzf = raw(lzfLength);
    if (length > MAX_LZF_RATIO * lzfLength || length > Integer.MAX_VALUE - 64) {
      throw damaged("text is longer than its LZF can be");
    }
    byte[] text = new byte[(int) length];
    if (!Lzf.decompress(lzf.array(), lzf.offset(), lzf.length(), text, 0, text.length)) {
      throw damaged("LZF is damaged");
    }
    return ByteRange.of(text);
  }

  /** An exception about what was read last. */
  DamagedBytesException damaged(String what) {
    return new DamagedBytesException("value", what, at - start);
  }

  private void need(int count) {
    if (end - at < count) {
      throw damaged("ends too early");
    }
  }
}
