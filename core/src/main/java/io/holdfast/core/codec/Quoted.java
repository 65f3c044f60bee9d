package io.holdfast.core.codec;

/** Bytes as quoted ASCII text, to be read by people. */
final class Quoted {
  private Quoted() {}

  static String text(byte[] bytes, int offset, int length) {
    StringBuilder text = new StringBuilder(length + 2).append('"');
    for (int i = offset; i < offset + length; i++) {
      int b = bytes[i] & 0xff;
      switch (b) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        case '"', '\\' -> text.append('\\').append((char) b);
        default -> {
          if (b >= 0x20 && b < 0x7f) {
            text.append((char) b);
          } else {
            text.append(String.format("\\x%02x", b));
          }
        }
      }
    }
    return text.append('"').toString();
  }
}
