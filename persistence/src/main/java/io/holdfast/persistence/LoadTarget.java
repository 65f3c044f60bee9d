package io.holdfast.persistence;

import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Keyspace;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is in a file into a store.
 *
 * @param progress told how many bytes were read
 */
record LoadTarget(Keyspace keyspace, LongConsumer progress) implements RdbTarget {
  @Override
  public @Nullable Database database(long index) {
    return index < keyspace.databaseCount() ? keyspace.database((int) index) : null;
  }

  @Override
  public void expects(Database db, long keys) {
    db.reserve(keys);
  }

  @Override
  public boolean isOneByOne() {
    return false;
  }

  @Override
  public void advanced(long bytes) {
    progress.accept(bytes);
  }
}
