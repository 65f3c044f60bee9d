package io.holdfast.encodings.intset;

/** An intset would become longer than {@link Intset#MAX_BYTES}. */
public final class IntsetFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  IntsetFullException(long bytes) {
    super("intset would be too long: bytes=" + bytes);
  }
}
