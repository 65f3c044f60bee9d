package io.holdfast.encodings.listpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;

/** Elements for tests, as text that names them, and their entries written from the description. */
public final class Elements {
  private static final int[] EDGE_LENGTHS = {
    0, 1, 20, 21, 62, 63, 64, 65, 125, 126, 127, 128, 250, 251, 4094, 4095, 4096, 4097, 16_377,
    16_378, 16_379, 16_380
  };

  private Elements() {}

  /**
   * The bytes an element's name stands for: an integer is itself, {@code x17.3} is a text of 17
   * bytes that differs from {@code x17.4}.
   */
  public static byte[] bytes(String name) {
    if (!name.startsWith("x")) {
      return name.getBytes(ISO_8859_1);
    }
    int dot = name.indexOf('.');
    byte[] bytes = new byte[Integer.parseInt(name.substring(1, dot))];
    new Random(Long.parseLong(name.substring(dot + 1))).nextBytes(bytes);
    if (bytes.length > 0) {
      bytes[0] = 'x';
    }
    return bytes;
  }

  /** Mostly short strings and integers of all sizes, now and then one at an edge. */
  public static String draw(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Integer.toString(random.nextInt(128));
      case 1 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 2 -> Long.toString((1L << random.nextInt(64)) + random.nextInt(3) - 1);
      case 3 -> Long.toString(-(1L << random.nextInt(64)) + random.nextInt(3) - 1);
      case 4 -> "x" + edgeLength(random) + "." + random.nextInt(3);
      default -> "x" + random.nextInt(30) + "." + random.nextInt(4);
    };
  }

  private static int edgeLength(Random random) {
    // The long ones are rare, or every test would be slow.
    int limit = random.nextInt(10) == 0 ? EDGE_LENGTHS.length : 13;
    return EDGE_LENGTHS[random.nextInt(limit)];
  }

  /** The listpack of these elements. */
  public static byte[] listpack(List<byte[]> elements) {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    for (byte[] element : elements) {
      entries.writeBytes(entry(element));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(littleEndian(entries.size() + 7, 4));
    out.writeBytes(littleEndian(Math.min(elements.size(), 65_535), 2));
    out.writeBytes(entries.toByteArray());
    out.write(0xFF);
    return out.toByteArray();
  }

  /** The entry of an element. */
  public static byte[] entry(byte[] element) {
    byte[] encoded = encoded(element);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(encoded);
    int length = encoded.length;
    int bytes =
        length <= 127
            ? 1
            : length < 16_383 ? 2 : length < 2_097_151 ? 3 : length < 268_435_455 ? 4 : 5;
    for (int i = bytes - 1; i >= 0; i--) {
      out.write((length >>> (7 * i) & 0x7F) | (i == bytes - 1 ? 0 : 0x80));
    }
    return out.toByteArray();
  }

  private static byte[] encoded(byte[] element) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (isLong(element)) {
      long value = longOf(element);
      if (value >= 0 && value < 128) {
        out.write((int) value);
      } else if (fits(value, 13)) {
        out.write(0xC0 | (int) (value >> 8 & 0x1F));
        out.write((int) value);
      } else {
        int bytes = fits(value, 16) ? 2 : fits(value, 24) ? 3 : fits(value, 32) ? 4 : 8;
        out.write(bytes == 8 ? 0xF4 : 0xEF + bytes);
        out.writeBytes(littleEndian(value, bytes));
      }
      return out.toByteArray();
    }
    if (element.length < 64) {
      out.write(0x80 + element.length);
    } else if (element.length < 4096) {
      out.write(0xE0 + element.length / 256);
      out.write(element.length);
    } else {
      out.write(0xF0);
      out.writeBytes(littleEndian(element.length, 4));
    }
    out.writeBytes(element);
    return out.toByteArray();
  }

  private static boolean fits(long value, int bits) {
    return BigInteger.valueOf(value).bitLength() < bits;
  }

  /** Whether the bytes are what Long.toString prints. */
  public static boolean isLong(byte[] element) {
    String text = new String(element, ISO_8859_1);
    try {
      return Long.toString(Long.parseLong(text)).equals(text);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The number such bytes stand for. */
  public static long longOf(byte[] element) {
    return Long.parseLong(new String(element, ISO_8859_1));
  }

  private static byte[] littleEndian(long value, int bytes) {
    byte[] out = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      out[i] = (byte) (value >> 8 * i);
    }
    return out;
  }
}
