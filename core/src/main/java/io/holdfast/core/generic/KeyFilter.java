package io.holdfast.core.generic;

import io.holdfast.KeyType;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.glob.GlobPattern;
import org.jspecify.annotations.Nullable;

/**
 * Which entries a walk over a database returns.
 *
 * @param pattern what their keys match; null for all
 * @param type what they hold; null for all
 */
record KeyFilter(@Nullable GlobPattern pattern, @Nullable KeyType type) {
  static final KeyFilter ALL = new KeyFilter(null, null);

  boolean accepts(Database db, int handle) {
    return (pattern == null
            || pattern.isLoneStar()
            || pattern.matches(db.page(handle), db.keyOffset(handle), db.keyLength(handle)))
        && (type == null || KeyOps.type(db, handle) == type);
  }
}
