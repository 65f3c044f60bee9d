package io.holdfast.encodings;

/** Bytes from outside that are not the structure they were said to be. */
public final class DamagedBytesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final long offset;

  /**
   * Says what is wrong, and where.
   *
   * @param structure what the bytes should have been
   * @param what what is wrong
   * @param offset where, in bytes from the structure's start
   */
  public DamagedBytesException(String structure, String what, long offset) {
    super("damaged " + structure + ": " + what + " at byte " + offset);
    this.reason = structure + ": " + what;
    this.offset = offset;
  }

  /** What is wrong, without the place. */
  public String reason() {
    return reason;
  }

  /** Where the damage was found, in bytes from the structure's start. */
  public long offset() {
    return offset;
  }
}
