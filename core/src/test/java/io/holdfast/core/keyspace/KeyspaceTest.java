package io.holdfast.core.keyspace;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.effect.EffectLog;
import io.holdfast.encodings.arena.Arena;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyspaceTest {
  private static final long START_MS = 1_767_225_600_000L;

  private final SplittableRandom random = new SplittableRandom(1);
  private final Keyspace keyspace =
      new Keyspace(2, random::nextLong, new EffectLog(), () -> START_MS);
  private final Database db = keyspace.database(0);

  @Test
  void emptyDatabases_takeNoMemory() {
    assertThat(keyspace.bytes()).isZero();
    assertThat(keyspace.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(keyspace.expireDue(10)).isZero();
  }

  @Test
  void clear_givesTheMemoryBack_whateverThereWas() {
    for (int i = 0; i < 50_000; i++) {
      insert(db, "key:" + i, i % 2 == 0 ? Database.NO_EXPIRY : START_MS + i + 1);
    }
    assertThat(keyspace.bytes()).isGreaterThan(50_000 * 8);
    db.clear();
    assertThat(keyspace.bytes()).isZero();
    assertThat(db.size()).isZero();
    assertThat(db.expiringSize()).isZero();
    assertThat(keyspace.nextDeadlineMs()).isEqualTo(Long.MAX_VALUE);
    insert(db, "key:1", Database.NO_EXPIRY);
    keyspace.checkInvariants();
  }

  @Test
  void newDeadlines_areAnnounced() {
    List<Long> announced = new ArrayList<>();
    keyspace.onDeadline(announced::add);
    int handle = insert(db, "k", START_MS + 10);
    db.expireAt(handle, db.hash(handle), START_MS + 5);
    assertThat(announced).contains(START_MS + 10, START_MS + 5);
    assertThat(keyspace.nextDeadlineMs()).isLessThanOrEqualTo(START_MS + 5);
  }

  @Test
  void manyAtOnce_expireInSlices() {
    for (int i = 0; i < 1000; i++) {
      insert(db, "key:" + i, START_MS + 1);
      insert(keyspace.database(1), "key:" + i, START_MS + 1);
    }
    keyspace.time(START_MS + 3);
    int slices = 0;
    while (keyspace.expireDue(64) == 64) {
      slices++;
      keyspace.checkInvariants();
    }
    assertThat(slices).isEqualTo(2000 / 64);
    assertThat(keyspace.size()).isZero();
    assertThat(keyspace.stats().expired()).isEqualTo(2000);
    assertThat(keyspace.stats().maxExpiryLagMs()).isEqualTo(2);
    keyspace.stats().reset();
    assertThat(keyspace.stats().expired()).isZero();
    assertThat(keyspace.stats().changes()).isEqualTo(2000);
  }

  @Test
  void lookUpOfAnExpiredKey_isNoLag() {
    insert(db, "k", START_MS + 1);
    keyspace.time(START_MS + 5000);
    assertThat(db.contains(new byte[] {'k'})).isFalse();
    assertThat(keyspace.stats().maxExpiryLagMs()).isZero();
    assertThat(db.size()).isZero();
  }

  @Test
  void sameSeed_sameHashes_otherSeedOtherHashes() {
    SplittableRandom same = new SplittableRandom(1);
    SplittableRandom other = new SplittableRandom(2);
    byte[] key = {'k'};
    long hash = db.hash(key, 0, 1);
    Keyspace twin = new Keyspace(1, same::nextLong, new EffectLog(), () -> 0);
    Keyspace stranger = new Keyspace(1, other::nextLong, new EffectLog(), () -> 0);
    assertThat(twin.database(0).hash(key, 0, 1)).isEqualTo(hash);
    assertThat(stranger.database(0).hash(key, 0, 1)).isNotEqualTo(hash);
  }

  @Test
  void entryThatFitsNoBlock_isRefused_andLeavesNothingBehind() {
    assertThatThrownBy(
            () ->
                db.insert(
                    db.hash(new byte[1], 0, 1),
                    new byte[1],
                    0,
                    1,
                    Entry.STRING,
                    Entry.RAW,
                    Arena.MAX_BLOCK_BYTES,
                    Database.NO_EXPIRY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes=");
    assertThat(db.size()).isZero();
    keyspace.checkInvariants();
  }

  @Test
  void growingInPlace_movesTheBlockSeldom() {
    int handle = insert(db, "k", Database.NO_EXPIRY);
    long hash = db.hash(handle);
    int moves = 0;
    for (int length = 1; length <= 10_000; length++) {
      int before = handle;
      handle = db.resize(handle, hash, Entry.RAW, length, 2 * length);
      moves += handle == before ? 0 : 1;
    }
    assertThat(moves).isLessThan(40);
  }

  @Test
  void listeners_hearOnlyTheirClasses_untilRemoved() {
    List<String> heard = new ArrayList<>();
    KeyspaceEvents.Listener listener = (eventClass, event, database, key) -> heard.add(event);
    keyspace.events().addListener(EnumSet.of(EventClass.GENERIC), listener);
    byte[] key = {'k'};
    db.publish(EventClass.GENERIC, "del", key, 0, 1);
    db.publish(EventClass.STRING, "set", key, 0, 1);
    keyspace.events().removeListener(listener);
    db.publish(EventClass.GENERIC, "del", key, 0, 1);
    assertThat(heard).containsExactly("del");
  }

  private static int insert(Database db, String key, long atMs) {
    byte[] bytes = key.getBytes(US_ASCII);
    long hash = db.hash(bytes, 0, bytes.length);
    return db.insert(hash, bytes, 0, bytes.length, Entry.STRING, Entry.RAW, 0, atMs);
  }
}
