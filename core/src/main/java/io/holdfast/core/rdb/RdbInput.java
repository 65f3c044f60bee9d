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
 * <p>Strings are not copied out of a source's slices, but for those that are longer than a slice
 * has room for in front. They stay what they are until {@link #forget}.
 *
 * <p>Thread: one at a time.
 */
public final class RdbInput {
  /** Where bytes come from. */
  public interface Source {
    /** The next slice, all bytes of which follow those of the last; an empty one at the end. */
    Slice next();

    /** Takes a slice back that nobody reads any more. */
    void giveBack(Slice slice);
  }

  /** What three bytes of LZF can stand for at most. */
  private static final long MAX_LZF_RATIO = 264;

  private static final int MAX_STRING_BYTES = Integer.MAX_VALUE - 64;

  /** How many slices are kept to be given back. */
  private static final int MAX_PASSED = 4;

  private final @Nullable Source source;
  private byte[] bytes;
  private int end;
  private int at;

  /** How many bytes of the source are in none of the slices it has given. */
  private long behind;

  /** The position of the array's first byte. */
  private long base;

  /** The checksum of what stands before {@link #crcAt}. */
  private long crc;

  private int crcAt;
  private @Nullable Slice slice;

  /** Slices all of which was read, though strings in them may be in use. */
  private final @Nullable Slice[] passed = new Slice[MAX_PASSED];

  private int passedCount;

  /** Where damage ends that was found later, or -1. */
  private long damagedAt = -1;

  /** The string encoding met instead of a length, or -1. */
  private int special = -1;

  /** Reads what lies in an array. */
  public RdbInput(byte[] bytes, int offset, int length) {
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

  /** The CRC-64 of all bytes that were read. */
  public long crc() {
    return Crc64.update(crc, bytes, crcAt, at - crcAt);
  }

  /** Says that no string that was read is in use any more. */
  public void forget() {
    while (passedCount > 0) {
      Slice slice = Objects.requireNonNull(passed[--passedCount]);
      passed[passedCount] = null;
      Objects.requireNonNull(source).giveBack(slice);
    }
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
    int count = (int) length;
    if (count > end - at && count > Slice.ROOM_BYTES) {
      return joined(count);
    }
    need(count);
    at += count;
    return ByteRange.of(bytes, at - count, count);
  }

  /** What lies across slices and is too long to be in one. */
  private ByteRange joined(int length) {
    byte[] joined = new byte[length];
    int done = 0;
    while (done < length) {
      if (at == end) {
        nextSlice();
      }
      int count = Math.min(length - done, end - at);
      System.arraycopy(bytes, at, joined, done, count);
      at += count;
      done += count;
    }
    return ByteRange.of(joined);
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

  /**
   * An exception about what was read before.
   *
   * @param position where that ends
   */
  DamagedBytesException damagedAt(long position, String what) {
    damagedAt = position;
    return new DamagedBytesException("value", what, position);
  }

  /** Where what was refused ends: mostly, where reading did. */
  public long damagePosition() {
    return damagedAt < 0 ? position() : damagedAt;
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
    while (end - at < count) {
      byte[] last = bytes;
      int from = at;
      int kept = end - at;
      nextSlice();
      at -= kept;
      System.arraycopy(last, from, bytes, at, kept);
    }
  }

  /** Goes on with the next slice; what was left of this one is the caller's to keep. */
  private void nextSlice() {
    Slice next = Objects.requireNonNull(source).next();
    if (next.length() == 0) {
      behind = 0;
      throw damaged("ends too early");
    }
    long start = base + end;
    if (slice != null && passedCount < MAX_PASSED) {
      passed[passedCount++] = slice;
    }
    slice = next;
    bytes = next.array();
    at = Slice.ROOM_BYTES;
    end = at + next.length();
    base = start - at;
    behind -= next.length();
    crc = next.crc();
    crcAt = at;
  }
}
