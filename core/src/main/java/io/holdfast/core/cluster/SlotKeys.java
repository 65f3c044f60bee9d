package io.holdfast.core.cluster;

import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Keyspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of a slot. Keys are not held by slot: nothing but CLUSTER COUNTKEYSINSLOT and
 * GETKEYSINSLOT wants them so, and every write would pay for it.
 *
 * <p>Cost: a walk over all keys counts those of every slot, which is good until something changes;
 * asking for all slots in turn takes one. The keys of a slot take another walk, if it has any.
 */
final class SlotKeys {
  private final Keyspace keyspace;
  private final int[] counts = new int[HashSlot.COUNT];
  private long countedAtChange = -1;
  private long countedSize = -1;

  SlotKeys(Keyspace keyspace) {
    this.keyspace = keyspace;
  }

  private Database database() {
    return keyspace.database(0);
  }

  /** Number of keys of a slot. */
  int count(int slot) {
    if (countedAtChange != keyspace.stats().changes() || countedSize != keyspace.size()) {
      countAll();
    }
    return counts[slot];
  }

  private void countAll() {
    Arrays.fill(counts, 0);
    Database db = database();
    db.forEach(
        handle -> {
          byte[] key = db.key(handle);
          counts[HashSlot.of(key, 0, key.length)]++;
        });
    countedAtChange = keyspace.stats().changes();
    countedSize = keyspace.size();
  }

  /** Keys of a slot, at most so many. */
  List<byte[]> keys(int slot, long limit) {
    List<byte[]> keys = new ArrayList<>();
    if (limit == 0 || count(slot) == 0) {
      return keys;
    }
    Database db = database();
    db.forEach(
        handle -> {
          if (keys.size() < limit) {
            byte[] key = db.key(handle);
            if (HashSlot.of(key, 0, key.length) == slot) {
              keys.add(key);
            }
          }
        });
    return keys;
  }
}
