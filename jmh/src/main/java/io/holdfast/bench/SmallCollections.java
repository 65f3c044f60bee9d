package io.holdfast.bench;

import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.encodings.intset.Intset;
import io.holdfast.encodings.listpack.Listpack;
import java.util.SplittableRandom;

/** Many collections of 20 elements, as entries of a keyspace with keys of 16 bytes. */
final class SmallCollections {
  private static final int SIZE = 20;

  private final Database database = new Keyspace(1, () -> 1, new EffectLog(), () -> 0).database(0);
  private final byte[] value = new byte[1024];

  private SmallCollections() {}

  /** Lists with that many elements together. */
  static Object lists(int elements) {
    SmallCollections lists = new SmallCollections();
    for (int i = 0; i < elements / SIZE; i++) {
      Listpack.create(lists.value, 0);
      for (int j = 0; j < SIZE; j++) {
        byte[] element = Elements.bytes(i * SIZE + j);
        Listpack.append(lists.value, 0, element, 0, element.length);
      }
      lists.insert(i, Entry.LIST, Entry.LISTPACK, Listpack.bytes(lists.value, 0));
    }
    return lists;
  }

  /** Sets with that many integers together, which take 32 bits. */
  static Object intsets(int elements) {
    SmallCollections sets = new SmallCollections();
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < elements / SIZE; i++) {
      Intset.create(sets.value, 0);
      for (int j = 0; j < SIZE; j++) {
        Intset.add(sets.value, 0, j * 50_000 + random.nextInt(50_000));
      }
      sets.insert(i, Entry.SET, Entry.INTSET, Intset.bytes(sets.value, 0));
    }
    return sets;
  }

  private void insert(int number, int type, int encoding, int length) {
    byte[] key = Elements.bytes(number);
    long hash = database.hash(key, 0, key.length);
    int handle =
        database.insert(hash, key, 0, key.length, type, encoding, length, Database.NO_EXPIRY);
    System.arraycopy(value, 0, database.page(handle), database.valueOffset(handle), length);
  }
}
