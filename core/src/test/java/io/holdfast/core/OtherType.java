package io.holdfast.core;

import io.holdfast.core.keyspace.Database;
import java.nio.charset.StandardCharsets;

/** A key that holds no string: what every string operation must refuse or pass over. */
public final class OtherType {
  /** A type code that is nobody's. */
  private static final int CODE = 15;

  private OtherType() {}

  /** Puts such a key into the tester's database. */
  public static void put(CommandTester tester, String key) {
    Database db = tester.session().database();
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    long hash = db.hash(bytes, 0, bytes.length);
    db.insert(hash, bytes, 0, bytes.length, CODE, 0, 0, Database.NO_EXPIRY);
    tester.effects();
    tester.allEvents();
  }
}
