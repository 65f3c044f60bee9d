package io.holdfast.encodings.hashing;

import java.util.Objects;

/**
 * The checksum that assigns a key to a cluster slot: CRC-16 as in XMODEM.
 *
 * <pre>
 *  polynomial 0x1021, highest bit first, starts at 0, no final change
 *  the checksum of "123456789" is 0x31c3; the slot is the checksum modulo 16384
 * </pre>
 *
 * <p>Thread: any. Cost: O(length), no allocation.
 *
 * <p>Source: Redis cluster specification, appendix A.
 */
public final class Crc16 {
  private static final int POLYNOMIAL = 0x1021;
  private static final char[] TABLE = new char[256];

  static {
    for (int value = 0; value < 256; value++) {
      int crc = value << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) != 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
      }
      TABLE[value] = (char) crc;
    }
  }

  private Crc16() {}

  /** The checksum of {@code length} bytes from {@code offset}, 0 to 65535. */
  public static int of(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int crc = 0;
    for (int at = offset; at < offset + length; at++) {
      crc = ((crc << 8) & 0xffff) ^ TABLE[(crc >>> 8) ^ (bytes[at] & 0xff)];
    }
    return crc;
  }
}
