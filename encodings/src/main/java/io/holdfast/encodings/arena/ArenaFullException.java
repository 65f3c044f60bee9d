package io.holdfast.encodings.arena;

/** Every page number of an arena is in use: it holds 32 GiB, or 131,071 pages. */
public final class ArenaFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ArenaFullException(int pages, long pageBytes) {
    super("arena is full: pages=" + pages + ", pageBytes=" + pageBytes);
  }
}
