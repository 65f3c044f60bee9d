package io.holdfast.encodings.listpack;

import io.holdfast.encodings.arena.LittleEndian;

/**
 * The bytes of one listpack entry.
 *
 * <pre>
 *  entry = | first byte, more of the encoding | data | back-length, 1-5 bytes |
 *
 *  0nnnnnnn                             integer 0 .. 127
 *  110nnnnn nnnnnnnn                    integer of 13 bits, high bits first
 *  F1 16 bits, F2 24, F3 32, F4 64      integer, low byte first
 *  10llllll data                        string of 0 .. 63 bytes
 *  1110llll llllllll data               string of 64 .. 4095 bytes, high bits first
 *  F0 llllllll * 4 data                 longer string, low byte first
 *  FF                                   no entry: the end of the listpack
 * </pre>
 *
 * The back-length is the length of all before it, seven bits a byte, to be read from right to left:
 * the last byte holds the lowest bits, and a byte with its high bit set has another one on its
 * left. Its own length follows from the value by {@link #backLengthBytes}, whose limits are Redis
 * 7.2's: 127 still takes one byte, but 16,383 takes three and 2,097,151 four.
 *
 * <p>Everything here works on offsets in the array, and on bytes that are trusted; {@link
 * ListpackCheck} makes them so.
 */
final class ListpackEntry {
  static final int END = 0xFF;

  static final int INT13 = 0xC0;
  static final int STRING6 = 0x80;
  static final int STRING12 = 0xE0;
  static final int STRING32 = 0xF0;
  static final int INT16 = 0xF1;
  static final int INT24 = 0xF2;
  static final int INT32 = 0xF3;
  static final int INT64 = 0xF4;

  static final int MAX_STRING6 = 63;
  static final int MAX_STRING12 = 4095;

  private static final int MAX_INT7 = 127;
  private static final int MAX_INT13 = (1 << 12) - 1;
  private static final int SIGN13 = 1 << 12;
  private static final int MAX_INT24 = (1 << 23) - 1;

  private ListpackEntry() {}

  // ---- lengths ---------------------------------------------------------------------------------

  /** Bytes of a back-length; the limits are not regular, see above. */
  static int backLengthBytes(int length) {
    if (length <= 127) {
      return 1;
    }
    if (length < 16_383) {
      return 2;
    }
    if (length < 2_097_151) {
      return 3;
    }
    return length < 268_435_455 ? 4 : 5;
  }

  /** Bytes of the encoding and data of an integer. */
  static int integerBytes(long value) {
    if (value >= 0 && value <= MAX_INT7) {
      return 1;
    }
    if (value >= ~MAX_INT13 && value <= MAX_INT13) {
      return 2;
    }
    if (value == (short) value) {
      return 3;
    }
    if (value >= ~MAX_INT24 && value <= MAX_INT24) {
      return 4;
    }
    return value == (int) value ? 5 : 9;
  }

  /** Bytes of the encoding of a string, without its data. */
  static int stringHeaderBytes(int length) {
    if (length <= MAX_STRING6) {
      return 1;
    }
    return length <= MAX_STRING12 ? 2 : 5;
  }

  /** Bytes of the encoding and data of the entry at {@code offset}: what its back-length says. */
  static int encodedBytes(byte[] bytes, int offset) {
    int first = bytes[offset];
    if (first >= 0) {
      return 1;
    }
    if (first < (byte) INT13) {
      return 1 + (first & MAX_STRING6);
    }
    return encodedBytesRare(bytes, offset, first & 0xFF);
  }

  private static int encodedBytesRare(byte[] bytes, int offset, int first) {
    if (first < STRING12) {
      return 2;
    }
    if (first < STRING32) {
      return 2 + length12(bytes, offset);
    }
    return switch (first) {
      case STRING32 -> 5 + LittleEndian.i32(bytes, offset + 1);
      case INT16 -> 3;
      case INT24 -> 4;
      case INT32 -> 5;
      case INT64 -> 9;
      default -> throw new IllegalStateException("listpack is damaged: first byte=" + first);
    };
  }

  /** Bytes of the whole entry at {@code offset}. */
  static int bytes(byte[] bytes, int offset) {
    int encoded = encodedBytes(bytes, offset);
    return encoded + backLengthBytes(encoded);
  }

  /** Bytes of the whole entry that ends before {@code end}. */
  static int bytesBefore(byte[] bytes, int end) {
    int last = bytes[end - 1];
    if (last >= 0) {
      return last + 1;
    }
    int length = last & 0x7F;
    int offset = end - 1;
    for (int shift = 7; last < 0; shift += 7) {
      last = bytes[--offset];
      length |= (last & 0x7F) << shift;
    }
    return length + backLengthBytes(length);
  }

  // ---- reading ---------------------------------------------------------------------------------

  static boolean isInteger(byte[] bytes, int offset) {
    int first = bytes[offset] & 0xFF;
    return first < STRING6 || (first & 0xE0) == INT13 || first > STRING32;
  }

  /** The value of an integer entry. */
  static long integer(byte[] bytes, int offset) {
    int first = bytes[offset] & 0xFF;
    if (first < STRING6) {
      return first;
    }
    if (first < STRING12) {
      assert first >= INT13 : "an integer: first byte=" + first;
      return integer13(bytes, offset);
    }
    return switch (first) {
      case INT16 -> (short) LittleEndian.u16(bytes, offset + 1);
      case INT24 -> LittleEndian.i32(bytes, offset) >> 8;
      case INT32 -> LittleEndian.i32(bytes, offset + 1);
      case INT64 -> LittleEndian.i64(bytes, offset + 1);
      default -> throw new IllegalStateException("not an integer entry: first byte=" + first);
    };
  }

  private static int integer13(byte[] bytes, int offset) {
    int bits = (bytes[offset] & 0x1F) << 8 | bytes[offset + 1] & 0xFF;
    return (bits ^ SIGN13) - SIGN13;
  }

  /** Bytes before the data of a string entry. */
  static int stringHeader(byte[] bytes, int offset) {
    int first = bytes[offset] & 0xFF;
    if (first < INT13) {
      return 1;
    }
    return first < STRING32 ? 2 : 5;
  }

  /** The length of the data of a string entry. */
  static int stringLength(byte[] bytes, int offset) {
    int first = bytes[offset] & 0xFF;
    assert !isInteger(bytes, offset) : "a string: first byte=" + first;
    if (first < INT13) {
      return first & MAX_STRING6;
    }
    return first < STRING32 ? length12(bytes, offset) : LittleEndian.i32(bytes, offset + 1);
  }

  private static int length12(byte[] bytes, int offset) {
    return (bytes[offset] & 0x0F) << 8 | bytes[offset + 1] & 0xFF;
  }

  // ---- writing ---------------------------------------------------------------------------------

  /** Writes a whole entry for an integer in as few bytes as it takes. */
  static void put(byte[] bytes, int offset, long value) {
    int encoded = integerBytes(value);
    int low = (int) value;
    switch (encoded) {
      case 1 -> bytes[offset] = (byte) low;
      case 2 -> {
        bytes[offset] = (byte) (INT13 | (low >>> 8 & 0x1F));
        bytes[offset + 1] = (byte) low;
      }
      case 3 -> {
        bytes[offset] = (byte) INT16;
        LittleEndian.put16(bytes, offset + 1, low);
      }
      case 4 -> LittleEndian.put32(bytes, offset, low << 8 | INT24);
      case 5 -> {
        bytes[offset] = (byte) INT32;
        LittleEndian.put32(bytes, offset + 1, low);
      }
      default -> {
        bytes[offset] = (byte) INT64;
        LittleEndian.put64(bytes, offset + 1, value);
      }
    }
    bytes[offset + encoded] = (byte) encoded;
  }

  /** Writes a whole entry for a string. */
  static void put(byte[] bytes, int offset, byte[] src, int srcOffset, int length) {
    int header = stringHeaderBytes(length);
    if (header == 1) {
      bytes[offset] = (byte) (STRING6 | length);
    } else if (header == 2) {
      bytes[offset] = (byte) (STRING12 | length >>> 8);
      bytes[offset + 1] = (byte) length;
    } else {
      bytes[offset] = (byte) STRING32;
      LittleEndian.put32(bytes, offset + 1, length);
    }
    System.arraycopy(src, srcOffset, bytes, offset + header, length);
    putBackLength(bytes, offset + header + length, header + length);
  }

  /** Writes the back-length of an entry. */
  static void putBackLength(byte[] bytes, int offset, int length) {
    int rest = length;
    for (int at = offset + backLengthBytes(length) - 1; at > offset; at--) {
      bytes[at] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[offset] = (byte) rest;
  }

  /**
   * Whether the bytes at {@code offset} are the back-length for {@code length}, as written here.
   */
  static boolean isBackLength(byte[] bytes, int offset, int length) {
    int rest = length;
    for (int at = offset + backLengthBytes(length) - 1; at > offset; at--) {
      if (bytes[at] != (byte) (rest | 0x80)) {
        return false;
      }
      rest >>>= 7;
    }
    return bytes[offset] == (byte) rest;
  }
}
