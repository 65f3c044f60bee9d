package io.holdfast.core.waiting;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.KeyChangeListener;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The keys of one database somebody waits for; it listens to changes while there are any. */
final class WaitedKeys implements KeyChangeListener {
  private final Database database;
  private final Consumer<WaitedKey> ready;
  private final Map<ByteRange, WaitedKey> byKey = new HashMap<>();

  /** The keys of a database; those that change are shown to {@code ready}. */
  WaitedKeys(Database database, Consumer<WaitedKey> ready) {
    this.database = database;
    this.ready = ready;
  }

  void add(ByteRange key, Waiter waiter) {
    if (byKey.isEmpty()) {
      database.changeListener(this);
    }
    byKey.computeIfAbsent(key, k -> new WaitedKey(database, k)).add(waiter);
  }

  void remove(ByteRange key, Waiter waiter) {
    WaitedKey waited = byKey.get(key);
    if (waited != null) {
      waited.remove(waiter);
      forgetIfEmpty(waited);
    }
  }

  void forgetIfEmpty(WaitedKey waited) {
    if (waited.isEmpty()) {
      byKey.remove(waited.key, waited);
      if (byKey.isEmpty()) {
        database.changeListener(null);
      }
    }
  }

  @Override
  public void onChanged(byte[] buffer, int offset, int length) {
    @Nullable WaitedKey waited = byKey.get(ByteRange.of(buffer, offset, length));
    if (waited != null) {
      ready.accept(waited);
    }
  }

  @Override
  public void onReplaced() {
    byKey.values().forEach(ready);
  }
}
