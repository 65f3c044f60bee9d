package io.holdfast.core.generic;

import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * DEL or UNLINK of several keys: deletes one after another and logs those that existed as one
 * effect.
 *
 * <pre>{@code
 * KeyDeletion deletion = KeyDeletion.del(db);
 * deletion.delete(first, 0, first.length);
 * deletion.delete(second, 0, second.length);
 * long deleted = deletion.end();
 * }</pre>
 *
 * Thread: the owner, for one command.
 */
final class KeyDeletion {
  private static final byte[] DEL = "DEL".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UNLINK = "UNLINK".getBytes(StandardCharsets.US_ASCII);

  private final Database db;
  private final byte[] verb;
  private @Nullable List<byte[]> effect;
  private long deleted;

  private KeyDeletion(Database db, byte[] verb) {
    this.db = db;
    this.verb = verb;
  }

  static KeyDeletion del(Database db) {
    return new KeyDeletion(db, DEL);
  }

  static KeyDeletion unlink(Database db) {
    return new KeyDeletion(db, UNLINK);
  }

  void delete(byte[] key, int offset, int length) {
    db.keyspace().checkWritable();
    long hash = db.hash(key, offset, length);
    int handle = db.peek(hash, key, offset, length);
    if (handle == 0) {
      return;
    }
    db.delete(handle, hash);
    deleted++;
    if (db.keyspace().effects().isActive()) {
      log(Arrays.copyOfRange(key, offset, offset + length));
    }
    db.changed(EventClass.GENERIC, "del", key, offset, length);
  }

  private void log(byte[] key) {
    List<byte[]> command = effect;
    if (command == null) {
      command = new ArrayList<>(List.of(verb));
      effect = command;
    }
    command.add(key);
  }

  /** Logs what was deleted and says how many keys that were. */
  long end() {
    if (effect != null) {
      db.keyspace().effects().log(db.index(), effect);
    }
    return deleted;
  }
}
