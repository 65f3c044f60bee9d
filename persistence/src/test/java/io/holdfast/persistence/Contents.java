package io.holdfast.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.holdfast.Db;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.rdb.DumpPayload;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.agrona.collections.IntArrayList;

/** Everything in a store, in an order and a form that do not depend on how it came there. */
final class Contents {
  private Contents() {}

  /** Value, encoding and expiry by database and key. */
  static Map<String, String> of(Store store) {
    Map<String, String> contents = new TreeMap<>();
    Engine engine = Engine.of(store);
    for (int i = 0; i < store.databases(); i++) {
      Database db = engine.keyspace().database(i);
      IntArrayList handles = new IntArrayList();
      db.forEach(handles::addInt);
      for (int j = 0; j < handles.size(); j++) {
        int handle = handles.getInt(j);
        String value = value(store.select(i), db, handle);
        String key = new String(db.key(handle), UTF_8);
        contents.put(
            i + " " + key,
            db.type(handle) + " " + db.encoding(handle) + " " + db.expireAtMs(handle) + value);
      }
    }
    return contents;
  }

  private static String value(Db<String, String> face, Database db, int handle) {
    String key = new String(db.key(handle), UTF_8);
    boolean isUnordered =
        db.isLarge(handle)
            && (db.type(handle) == Entry.SET
                || db.type(handle) == Entry.HASH
                || db.large(handle).firstDeadlineMs() != Long.MAX_VALUE);
    if (!isUnordered) {
      return " " + HexFormat.of().formatHex(DumpPayload.of(db, handle, 11));
    }
    Set<String> elements = new TreeSet<>();
    switch (db.type(handle)) {
      case Entry.SET ->
          face.sets().members(key).forEach(m -> elements.add(m + face.sets().ttl(key, m)));
      case Entry.HASH ->
          face.hashes()
              .getAll(key)
              .forEach((field, v) -> elements.add(field + v + face.hashes().ttl(key, field)));
      default ->
          face.sortedSets()
              .rangeWithScores(key, 0, -1)
              .forEach(m -> elements.add(m + " " + face.sortedSets().ttl(key, m.member())));
    }
    return elements.toString();
  }
}
