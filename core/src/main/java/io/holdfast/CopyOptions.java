package io.holdfast;

import java.util.OptionalInt;

/**
 * Where COPY puts the copy and what it may overwrite. Start with {@link #none}.
 *
 * @param database index of the database that receives the copy; the same one if absent
 * @param isReplacing whether a key that exists is overwritten
 */
public record CopyOptions(OptionalInt database, boolean isReplacing) {
  private static final CopyOptions NONE = new CopyOptions(OptionalInt.empty(), false);

  /** Copies within the database and leaves a key that exists as it is. */
  public static CopyOptions none() {
    return NONE;
  }

  /** DB: copies to another database. */
  public CopyOptions to(int index) {
    return new CopyOptions(OptionalInt.of(index), isReplacing);
  }

  /** REPLACE: overwrites a key that exists. */
  public CopyOptions replace() {
    return new CopyOptions(database, true);
  }
}
