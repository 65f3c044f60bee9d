package io.holdfast.resp;

import java.nio.charset.StandardCharsets;

/** Proves that what a server sent is replies, the last of them perhaps cut. */
final class ReplyFrames {
  private static final String LINES = "+-:,#_(*%~>|";
  private static final String BULKS = "$=!";

  private ReplyFrames() {}

  /**
   * Looks at all bytes.
   *
   * @throws AssertionError with what stands where no reply can begin, or a line that holds CR or LF
   */
  static void check(byte[] bytes) {
    int at = 0;
    while (at < bytes.length) {
      char type = (char) (bytes[at] & 0xff);
      boolean isBulk = BULKS.indexOf(type) >= 0;
      if (!isBulk && LINES.indexOf(type) < 0) {
        throw failure("no type of a reply", bytes, at);
      }
      int end = at;
      while (end < bytes.length && bytes[end] != '\r' && bytes[end] != '\n') {
        end++;
      }
      if (end + 1 >= bytes.length) {
        return; // cut
      }
      if (bytes[end] != '\r' || bytes[end + 1] != '\n') {
        throw failure("a line holds CR or LF", bytes, at);
      }
      int next = end + 2;
      if (isBulk) {
        long length = Long.parseLong(text(bytes, at + 1, end));
        next += length < 0 ? 0 : (int) length + 2;
        boolean isWhole = next <= bytes.length;
        if (length >= 0 && isWhole && (bytes[next - 2] != '\r' || bytes[next - 1] != '\n')) {
          throw failure("a bulk is longer than it says", bytes, at);
        }
      }
      at = next;
    }
  }

  private static AssertionError failure(String what, byte[] bytes, int at) {
    int from = Math.max(0, at - 200);
    int to = Math.min(bytes.length, at + 200);
    return new AssertionError(
        what + " at " + at + ": " + text(bytes, from, at) + " >>> " + text(bytes, at, to));
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
