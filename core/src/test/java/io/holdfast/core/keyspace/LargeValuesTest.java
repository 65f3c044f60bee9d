package io.holdfast.core.keyspace;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.undo.UndoLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Large values through everything that happens to the entries that lead to them. */
class LargeValuesTest {
  private static final int MANY = 1_000;

  private long nowMs = 1_000_000;
  private final Keyspace keyspace = new Keyspace(2, () -> 7, new EffectLog(), () -> nowMs);
  private final Database db = keyspace.database(0);
  private final Database other = keyspace.database(1);

  @AfterEach
  void invariants() {
    keyspace.checkInvariants();
    keyspace.reclaim(Integer.MAX_VALUE);
    keyspace.checkInvariants();
  }

  private static ByteRange key(String name) {
    return ByteRange.of(name.getBytes(US_ASCII));
  }

  private static LargeSet set(Database db, int size) {
    LargeSet set = new LargeSet(db.arena(), db.keyspace().sipHash());
    for (int i = 0; i < size; i++) {
      byte[] member = ("member:" + i).getBytes(US_ASCII);
      set.add(member, 0, member.length);
    }
    return set;
  }

  private int insert(String name, int size) {
    ByteRange key = key(name);
    return db.insertLarge(db.hash(key), key, Entry.SET, Entry.HASHTABLE, set(db, size));
  }

  private int find(Database in, String name) {
    ByteRange key = key(name);
    return in.findForWrite(in.hash(key), key);
  }

  @Test
  void insert_find() {
    insert("a", 3);
    int handle = find(db, "a");
    assertThat(db.type(handle)).isEqualTo(Entry.SET);
    assertThat(db.encoding(handle)).isEqualTo(Entry.HASHTABLE);
    assertThat(db.large(handle).size()).isEqualTo(3);
  }

  @Test
  void delete_givesFewElementsBackAtOnce() {
    int handle = insert("a", 3);
    long before = db.bytes();
    db.delete(handle, db.hash(key("a")));
    assertThat(keyspace.hasDropped()).isFalse();
    assertThat(db.bytes()).isLessThan(before);
  }

  @Test
  void delete_givesManyElementsBackInSlices() {
    db.delete(insert("a", MANY), db.hash(key("a")));
    db.delete(insert("b", MANY), db.hash(key("b")));
    assertThat(db.size()).isZero();
    int slices = 0;
    while (keyspace.hasDropped()) {
      keyspace.checkInvariants();
      assertThat(keyspace.reclaim(100)).isLessThanOrEqualTo(100 + 64);
      slices++;
    }
    assertThat(slices).isBetween(2 * MANY / 164, 2 * MANY / 50);
    assertThat(keyspace.reclaim(100)).isZero();
  }

  @Test
  void deadline_isSet_whenSomethingIsToBeReclaimed() {
    long[] told = {0};
    keyspace.onDeadline(deadlineMs -> told[0] = deadlineMs);
    db.delete(insert("a", MANY), db.hash(key("a")));
    assertThat(told[0]).isEqualTo(nowMs);
  }

  @Test
  void overwrite_dropsTheValue() {
    int handle = insert("a", MANY);
    handle =
        db.overwrite(handle, db.hash(key("a")), Entry.STRING, Entry.RAW, 5, Database.NO_EXPIRY);
    assertThat(db.type(handle)).isEqualTo(Entry.STRING);
    assertThat(keyspace.hasDropped()).isTrue();
  }

  @Test
  void toLarge_keepsTheExpiry() {
    ByteRange key = key("a");
    long hash = db.hash(key);
    int handle = db.insert(hash, key, Entry.SET, Entry.LISTPACK, 100);
    handle = db.expireAt(handle, hash, nowMs + 10);
    handle = db.toLarge(handle, hash, Entry.HASHTABLE, set(db, 5));
    assertThat(db.large(handle).size()).isEqualTo(5);
    assertThat(db.expireAtMs(handle)).isEqualTo(nowMs + 10);
    nowMs += 10;
    keyspace.time(nowMs);
    assertThat(find(db, "a")).isZero();
  }

  @Test
  void persistAndExpire_keepTheValue() {
    int handle = insert("a", MANY);
    long hash = db.hash(key("a"));
    handle = db.expireAt(handle, hash, nowMs + 10);
    handle = db.persist(handle, hash);
    assertThat(db.large(handle).size()).isEqualTo(MANY);
  }

  @Test
  void rename_movesTheValueItself() {
    int handle = insert("a", MANY);
    Object value = db.large(handle);
    ByteRange to = key("b");
    db.insertMoved(db.hash(to), to.array(), 0, 1, db, handle, db.hash(key("a")));
    assertThat(find(db, "a")).isZero();
    assertThat(db.large(find(db, "b"))).isSameAs(value);
    assertThat(keyspace.hasDropped()).isFalse();
  }

  @Test
  void copyAndMove_copyTheElements() {
    int handle = insert("a", MANY);
    ByteRange b = key("b");
    db.insertCopy(db.hash(b), b.array(), 0, 1, db, handle);
    ByteRange a = key("a");
    other.insertMoved(other.hash(a), a.array(), 0, 1, db, handle, db.hash(a));
    keyspace.checkInvariants();
    assertThat(find(db, "a")).isZero();
    assertThat(db.large(find(db, "b")).size()).isEqualTo(MANY);
    assertThat(other.large(find(other, "a")).size()).isEqualTo(MANY);
    byte[] member = "member:7".getBytes(US_ASCII);
    assertThat(((LargeSet) other.large(find(other, "a"))).contains(member, 0, member.length))
        .isTrue();
  }

  @Test
  void swap_takesValuesAlong() {
    insert("a", MANY);
    db.delete(insert("dropped", MANY), db.hash(key("dropped")));
    keyspace.swap(0, 1);
    assertThat(find(db, "a")).isZero();
    assertThat(other.large(find(other, "a")).size()).isEqualTo(MANY);
  }

  @Test
  void clear_forgetsValuesAndWhatWasDropped() {
    insert("a", MANY);
    db.delete(insert("dropped", MANY), db.hash(key("dropped")));
    db.clear();
    assertThat(keyspace.reclaim(1)).isZero();
    assertThat(keyspace.hasDropped()).isFalse();
  }

  @Test
  void numbers_areUsedAgain() {
    LargeValues values = new LargeValues(new UndoLog());
    for (int i = 0; i < 3000; i++) {
      assertThat(values.add(set(db, 0))).isEqualTo(i);
    }
    values.drop(17);
    values.drop(2999);
    assertThat(values.size()).isEqualTo(2998);
    assertThat(values.add(set(db, 0))).isEqualTo(2999);
    assertThat(values.add(set(db, 0))).isEqualTo(17);
    assertThat(values.add(set(db, 0))).isEqualTo(3000);
    values.drop(5);
    assertThatThrownBy(() -> values.get(5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("number=5");
  }
}
