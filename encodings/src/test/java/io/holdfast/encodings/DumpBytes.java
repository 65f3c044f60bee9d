package io.holdfast.encodings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.holdfast.encodings.hashing.Crc64;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The numbers and strings that DUMP payloads are made of.
 *
 * <pre>
 *  payload  | type | numbers and strings ... | RDB version, 2 | CRC-64, 8 |
 *
 *  number   | 00nnnnnn |   or | 01nnnnnn | 8 bits |   or | 80 | 32 bits |   or | 81 | 64 bits |
 *  string   | length | bytes |   or | C0 | 8 bits |   or | C1 | 16 bits |   or | C2 | 32 bits |
 * </pre>
 */
public final class DumpBytes {
  private static final int RDB_VERSION = 10;

  private DumpBytes() {}

  /** Reads a number. */
  public static long number(ByteBuffer in) {
    int first = in.get() & 0xFF;
    return switch (first >>> 6) {
      case 0 -> first;
      case 1 -> (first & 0x3F) << 8 | in.get() & 0xFF;
      default -> first == 0x80 ? in.getInt() & 0xFFFF_FFFFL : in.getLong();
    };
  }

  /** Reads a string; a short text of an integer is stored as that. */
  public static byte[] string(ByteBuffer in) {
    int first = in.get(in.position()) & 0xFF;
    if (first >= 0xC0) {
      in.get();
      int value =
          switch (first) {
            case 0xC0 -> in.get();
            case 0xC1 -> Short.reverseBytes(in.getShort());
            default -> Integer.reverseBytes(in.getInt());
          };
      return Integer.toString(value).getBytes(ISO_8859_1);
    }
    byte[] string = new byte[(int) number(in)];
    in.get(string);
    return string;
  }

  /** Writes a number. */
  public static void putNumber(ByteArrayOutputStream out, long number) {
    if (number < 64) {
      out.write((int) number);
    } else {
      out.write(0x81);
      out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
  }

  /** Ends a payload: adds version and checksum. */
  public static byte[] sealed(ByteArrayOutputStream out) {
    out.write(RDB_VERSION);
    out.write(0);
    byte[] body = out.toByteArray();
    long crc = Crc64.update(0, body, 0, body.length);
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(crc).array());
    return out.toByteArray();
  }
}
