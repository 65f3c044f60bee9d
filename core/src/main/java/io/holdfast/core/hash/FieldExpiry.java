package io.holdfast.core.hash;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.members.LargeHash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What happens to fields whose time has come: they go, and the key with the last of them.
 *
 * <p>A field is gone from the moment of its deadline, as a key is: {@link HashValue} does not show
 * it. The expiry cycle removes it on time, and whoever looks at the hash first removes some, which
 * is all of them unless many fell due at once. What is removed together is logged as one HDEL and
 * published as one "hexpired".
 *
 * <p>Thread: the owner; the time is that of the keyspace.
 */
public final class FieldExpiry {
  private static final byte[] HDEL = "HDEL".getBytes(StandardCharsets.US_ASCII);

  private FieldExpiry() {}

  /**
   * Removes fields of a hash that are due, the earliest first.
   *
   * @param handle the entry of a hash in its large encoding
   * @param limit how many before giving way
   * @return how many
   */
  public static int expire(Database db, int handle, int limit) {
    LargeHash fields = (LargeHash) db.large(handle);
    long nowMs = db.keyspace().nowMs();
    boolean isLogged = db.keyspace().effects().isActive();
    List<byte[]> gone = new ArrayList<>();
    int count = 0;
    for (; count < limit && fields.firstDeadlineMs() <= nowMs; count++) {
      int field = fields.firstExpiring();
      if (isLogged) {
        gone.add(field(fields, field));
      }
      fields.remove(field);
    }
    if (count > 0) {
      byte[] key = db.key(handle);
      boolean isEmpty = fields.size() == 0;
      if (isEmpty) {
        db.delete(handle, db.hash(handle));
      } else {
        db.elementDeadlinesChanged(handle);
      }
      tell(db, ByteRange.of(key), gone);
      if (isEmpty) {
        db.publish(EventClass.GENERIC, "del", key, 0, key.length);
      }
    }
    return count;
  }

  /** Removes one field that is due, and leaves the rest, and an empty hash, to the caller. */
  static void expireOne(Database db, ByteRange key, LargeHash fields, int field) {
    List<byte[]> gone = List.of(field(fields, field));
    fields.remove(field);
    tell(db, key, gone);
  }

  private static void tell(Database db, ByteRange key, List<byte[]> gone) {
    if (db.keyspace().effects().isActive()) {
      byte[][] command = new byte[2 + gone.size()][];
      command[0] = HDEL;
      command[1] = key.copy();
      for (int i = 0; i < gone.size(); i++) {
        command[2 + i] = gone.get(i);
      }
      db.keyspace().effects().emit(db.index(), command);
    }
    db.changed(EventClass.HASH, "hexpired", key);
  }

  private static byte[] field(LargeHash fields, int field) {
    int offset = fields.fieldOffset(field);
    return Arrays.copyOfRange(fields.page(field), offset, offset + fields.fieldLength(field));
  }
}
