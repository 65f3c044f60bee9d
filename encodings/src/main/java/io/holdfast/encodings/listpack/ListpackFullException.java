package io.holdfast.encodings.listpack;

/** A listpack would become longer than {@link Listpack#MAX_BYTES}. */
public final class ListpackFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says how many bytes it would have. */
  public ListpackFullException(long bytes) {
    super("listpack would be too long: bytes=" + bytes);
  }
}
