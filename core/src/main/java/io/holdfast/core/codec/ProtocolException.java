package io.holdfast.core.codec;

import io.holdfast.HoldfastException;
import java.nio.charset.StandardCharsets;

/**
 * Received bytes are not RESP. The connection they came from can only be closed: where the next
 * request or reply would begin is unknown.
 */
public final class ProtocolException extends HoldfastException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  ProtocolException(String message, long offset) {
    super(message, false);
    this.offset = offset;
  }

  /** Where the fault is, in bytes from the first byte of the request or of the bytes given. */
  public long offset() {
    return offset;
  }

  /** The text of the error reply Redis sends before closing: {@code ERR Protocol error: ...}. */
  public byte[] replyText() {
    // Latin-1, because "expected '$', got '?'" names any byte there is.
    return ("ERR Protocol error: " + getMessage()).getBytes(StandardCharsets.ISO_8859_1);
  }
}
