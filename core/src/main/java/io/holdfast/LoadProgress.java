package io.holdfast;

/**
 * How far the loading of a store's data is.
 *
 * @param bytesRead bytes of the files that were read
 * @param bytesTotal bytes there are
 */
public record LoadProgress(long bytesRead, long bytesTotal) {
  private static final int ALL = 100;

  /** Of a hundred parts, how many were read, rounded down; 100 if there is nothing to read. */
  public int percent() {
    return bytesTotal == 0 ? ALL : (int) Math.min(ALL, ALL * bytesRead / bytesTotal);
  }
}
