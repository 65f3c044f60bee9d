package io.holdfast.oracle;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Change;
import io.holdfast.Store;
import io.holdfast.StoredValue;
import io.holdfast.ValueChange;
import io.holdfast.core.Engine;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.rdb.DumpPayload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a feed says that keys hold: every value before is the one told after the last time, and in
 * the end all are what the store has.
 */
final class ToldValues {
  private static final int RDB_VERSION = 11;

  /** How a dump of a stream begins. */
  private static final String STREAM = "15";

  private static final String HYPERLOGLOG = HexFormat.of().formatHex("HYLL".getBytes(US_ASCII));
  private static final int HYPERLOGLOG_HEADER_BYTES = 8;
  private static final int CRC = 2 * Long.BYTES;
  private static final int MAX_BYTES = 1 << 20;

  /** By database; a key's bytes as characters. */
  private final List<Map<String, String>> held = new ArrayList<>();

  private Map<String, String> database(int index) {
    while (held.size() <= index) {
      held.add(new TreeMap<>());
    }
    return held.get(index);
  }

  void add(Change change) {
    switch (change.name()) {
      case "FLUSHALL" -> held.clear();
      case "FLUSHDB" -> database(change.database()).clear();
      case "SWAPDB" -> {
        int first = Integer.parseInt(change.words().get(1));
        int second = Integer.parseInt(change.words().get(2));
        Map<String, String> moved = database(first);
        Map<String, String> other = database(second);
        held.set(first, other);
        held.set(second, moved);
      }
      default -> change.values().forEach(value -> add(change, value));
    }
  }

  private void add(Change change, ValueChange value) {
    Map<String, String> keys = database(value.database());
    String key = text(value.key());
    assertThat(value.before().map(ToldValues::text))
        .as("%s, before: %s", change, value)
        .isEqualTo(Optional.ofNullable(keys.get(key)));
    value.after().ifPresentOrElse(now -> keys.put(key, text(now)), () -> keys.remove(key));
  }

  void compare(Store store, String where) {
    Keyspace keyspace = Engine.of(store).keyspace();
    Engine.of(store)
        .door()
        .run(
            () -> {
              for (int i = 0; i < keyspace.databaseCount(); i++) {
                assertThat(database(i)).as(where).isEqualTo(actual(keyspace.database(i)));
              }
            });
  }

  private static Map<String, String> actual(Database db) {
    Map<String, String> keys = new TreeMap<>();
    db.forEach(
        handle -> {
          long atMs = db.expireAtMs(handle);
          byte[] dump = DumpPayload.of(db, handle, RDB_VERSION, MAX_BYTES);
          keys.put(
              text(db.key(handle)),
              text(
                  atMs == Database.NO_EXPIRY ? OptionalLong.empty() : OptionalLong.of(atMs),
                  dump == null ? new byte[0] : dump));
        });
    return keys;
  }

  private static String text(StoredValue value) {
    return text(value.expireAtMs(), value.dump().orElseThrow());
  }

  /** Without what reading changes: times in streams, the count that a HyperLogLog remembers. */
  private static String text(OptionalLong expireAtMs, byte[] dump) {
    String hex = HexFormat.of().formatHex(dump);
    int hyperLogLog = hex.indexOf(HYPERLOGLOG);
    if (hex.startsWith(STREAM)) {
      hex = STREAM;
    } else if (hyperLogLog >= 0) {
      int count = hyperLogLog + 2 * HYPERLOGLOG_HEADER_BYTES;
      hex = hex.substring(0, count) + hex.substring(count + 2 * Long.BYTES, hex.length() - CRC);
    }
    return expireAtMs + " " + hex;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
