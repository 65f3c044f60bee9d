package io.holdfast.core.keyspace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The keys of one database somebody watches. Empty in most stores, and then costs one test. */
final class WatchedKeys {
  private final Map<ByteKey, List<Watcher>> watchers = new HashMap<>();

  boolean isEmpty() {
    return watchers.isEmpty();
  }

  /** Returns false if he watches the key already. */
  boolean add(byte[] key, Watcher watcher) {
    List<Watcher> ofKey =
        watchers.computeIfAbsent(ByteKey.copyOf(key, 0, key.length), k -> new ArrayList<>(1));
    return !ofKey.contains(watcher) && ofKey.add(watcher);
  }

  void remove(byte[] key, Watcher watcher) {
    ByteKey byteKey = ByteKey.copyOf(key, 0, key.length);
    List<Watcher> ofKey = watchers.get(byteKey);
    if (ofKey != null && ofKey.remove(watcher) && ofKey.isEmpty()) {
      watchers.remove(byteKey);
    }
  }

  void changed(byte[] buffer, int offset, int length) {
    List<Watcher> ofKey = watchers.get(ByteKey.copyOf(buffer, offset, length));
    if (ofKey != null) {
      ofKey.forEach(Watcher::onWatchedKeyChanged);
    }
  }

  /** Finds the watchers of every key that {@code before} or {@code after} holds. */
  void replaced(Database before, Database after, Consumer<Watcher> told) {
    watchers.forEach(
        (key, ofKey) -> {
          if (before.contains(key.bytes()) || after.contains(key.bytes())) {
            ofKey.forEach(told);
          }
        });
  }
}
