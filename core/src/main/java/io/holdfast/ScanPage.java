package io.holdfast;

import java.util.List;

/**
 * What one step of a scan found.
 *
 * @param cursor where the next step starts; 0 when the scan is complete
 * @param items what was found; may be empty before the end, and may repeat earlier ones
 * @param <T> type of what is scanned
 */
public record ScanPage<T>(long cursor, List<T> items) {
  /** Copies the list. */
  public ScanPage {
    items = List.copyOf(items);
  }

  /** Whether the scan is complete. */
  public boolean isLast() {
    return cursor == 0;
  }
}
