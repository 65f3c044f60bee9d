package io.holdfast.core.codec;

/**
 * A fuzz target: any bytes are replies or a {@link ProtocolException} whose offset lies within
 * them. Run as {@link RequestFuzz} is.
 */
public final class ReplyFuzz {
  private ReplyFuzz() {}

  /** One input. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      ReplyReader.decodeAll(input);
    } catch (ProtocolException e) {
      if (e.offset() < 0 || e.offset() > input.length) {
        throw new AssertionError("offset=" + e.offset() + " length=" + input.length, e);
      }
    }
  }
}
