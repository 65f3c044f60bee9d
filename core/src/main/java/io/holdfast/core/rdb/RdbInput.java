package io.holdfast.core.rdb;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.compress.Lzf;
import io.holdfast.encodings.hashing.Crc64;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the notation of RDB files from bytes that may be damaged, in an array or from a {@link
 * Source}; {@link RdbOutput} draws it.
 *
 * <p>Every method throws {@link DamagedBytesException}, which names the offset, if the bytes are
 * not what they should be. Nothing is allocated by a length that the bytes cannot hold: what is
 * compressed may be 264 times as long as its LZF, the most that notation can say.
 *
 * <p>Of a source, a window is held. When what is asked for goes beyond it, the rest is copied into
 * a new one, so that strings that were read stay what they are.
 *
 * <p>Thread: one at a time.
 */
public final class RdbInput {
  /** Where bytes come from. */
  @FunctionalInterface
  public interface Source {
    /** Reads 1 to {@code length} bytes, and returns how many; none or fewer at the end. */
    int read(byte[] into, int offset, int length);
  }

  /** A source that sums up itself what stands before a checksum. */
  public interface SummedSource extends Source {
    /** The CRC-64 of all bytes before the last eight, which were read. */
    long crc();
  }

  private static final int WINDOW_BYTES = 1 << 18;

  /** What three bytes of LZF can stand for at most. */
  private static final long MAX_LZF_RATIO = 264;

  private static final int MAX_STRING_BYTES = Integer.MAX_VALUE - 64;

  private final @Nullable Source source;
  private byte[] bytes;
  private int end;
  private int at;

  /** How many bytes of the source are not in the window yet. */
  private long behind;

  /** The position of the array's first byte. */
  private long base;

  /** The checksum of what stands before {@link #crcAt}. */
  private long crc;

  private int crcAt;

  /** The string encoding met instead of a length, or -1. */
  private int special = -1;

  RdbInput(byte[] bytes, int offset, int length) {
    this.source = null;
    this.bytes = bytes;
    this.at = offset;
    this.crcAt = offset;
    this.base = -offset;
    this.end = offset + length;
  }

  /**
   * Reads from a source.
   *
   * @param length how many bytes it has
   */
  public RdbInput(Source source, long length) {
    this.source = source;
    this.bytes = new byte[0];
    this.behind = length;
  }

  /** How many bytes were read. */
  public long position() {
    return base + at;
  }

  /**
   * The CRC-64 of all bytes that were read.
   *
   * @throws IllegalStateException if the source sums up itself, and not this many bytes
   */
  public long crc() {
    if (source instanceof SummedSource summed) {
      if (remaining() != Long.BYTES) {
        throw new IllegalStateException("known before the last eight bytes only");
      }
      return summed.crc();
    }
    sum();
    return crc;
  }

  private void sum() {
    crc = Crc64.update(crc, bytes, crcAt, at - crcAt);
    crcAt = at;
  }

  /** How many bytes were not read yet. */
  public long remaining() {
    return end - at + behind;
  }

  /** Whether all was read. */
  public boolean isAtEnd() {
    return remaining() == 0;
  }

  /** One byte. */
  public int u8() {
    need(1);
    return bytes[at++] & 0xFF;
  }

  /** A length. */
  public long length() {
    return notNegative(number());
  }

  /** A number in the notation of lengths, which may take all 64 bits. */
  public long number() {
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
    if (count > Math.min(remaining(), Integer.MAX_VALUE)) {
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
  public long i64() {
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
  public ByteRange string() {
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

  /** Four bytes, little-endian. */
  public int i32() {
    need(Integer.BYTES);
    at += Integer.BYTES;
    return LittleEndian.i32(bytes, at - Integer.BYTES);
  }

  /** This many bytes, as they are. */
  public ByteRange raw(long length) {
    if (length > Math.min(remaining(), MAX_STRING_BYTES)) {
      throw damaged("string is longer than what is there");
    }
    need((int) length);
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
    if (length > MAX_LZF_RATIO * lzfLength || length > MAX_STRING_BYTES) {
      throw damaged("text is longer than its LZF can be");
    }
    byte[] text = new byte[(int) length];
    if (!Lzf.decompress(lzf.array(), lzf.offset(), lzf.length(), text, 0, text.length)) {
      throw damaged("LZF is damaged");
    }
    return ByteRange.of(text);
  }

  /** An exception about what was read last. */
  public DamagedBytesException damaged(String what) {
    return new DamagedBytesException("value", what, position());
  }

  private void need(int count) {
    if (end - at < count) {
      fill(count);
    }
  }

  private void fill(int count) {
    if (remaining() < count) {
      throw damaged("ends too early");
    }
    Source from = Objects.requireNonNull(source);
    int kept = end - at;
    byte[] window = new byte[(int) Math.min(remaining(), Math.max(count, WINDOW_BYTES))];
    System.arraycopy(bytes, at, window, 0, kept);
    if (!(from instanceof SummedSource)) {
      sum();
    }
    base += at;
    bytes = window;
    at = 0;
    crcAt = 0;
    end = kept;
    while (end < window.length) {
      int read = from.read(window, end, window.length - end);
      if (read <= 0) {
        behind = 0;
        throw damaged("ends too early");
      }
      end += read;
      behind -= read;
    }
  }
}
