package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.CommandTester;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeysTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final CommandTester tester = CommandTester.open();
  private final Store store = tester.store();
  private final Keys<String> keys = store.keys();

  @AfterEach
  void close() {
    if (!store.isClosed()) {
      tester.checkInvariants();
    }
    tester.close();
  }

  private void set(String... names) {
    for (String name : names) {
      store.strings().set(name, "value of " + name);
    }
    tester.effects();
  }

  @Test
  void del_andUnlink() {
    set("a", "b", "c", "d", "e");
    assertThat(keys.del("a")).isTrue();
    assertThat(keys.del("a")).isFalse();
    assertThat(keys.del(List.of("b", "b", "missing", "c"))).isEqualTo(2);
    assertThat(keys.unlink("d")).isTrue();
    assertThat(keys.unlink("d")).isFalse();
    assertThat(keys.unlink(Set.of("e", "missing"))).isEqualTo(1);
    assertThat(keys.del(List.of())).isZero();
    assertThat(tester.effects()).containsExactly("DEL a", "DEL b c", "UNLINK d", "UNLINK e");
    assertThat(store.size()).isZero();
  }

  @Test
  void exists_touch_type() {
    set("a", "b");
    assertThat(keys.exists("a")).isTrue();
    assertThat(keys.exists("missing")).isFalse();
    assertThat(keys.exists(List.of("a", "a", "b", "missing"))).isEqualTo(3);
    assertThat(keys.touch("a")).isTrue();
    assertThat(keys.touch("missing")).isFalse();
    assertThat(keys.touch(List.of("a", "a", "missing"))).isEqualTo(2);
    assertThat(keys.type("a")).isEqualTo(KeyType.STRING);
    assertThat(keys.type("missing")).isEqualTo(KeyType.NONE);
  }

  @Test
  void ttl_tellsNoKeyFromNoExpiry() {
    set("k");
    assertThat(keys.ttl("missing").isMissing()).isTrue();
    assertThat(keys.ttl("missing").isExpiring()).isFalse();
    assertThat(keys.ttl("missing").remaining()).isEmpty();
    assertThat(keys.ttl("k").isMissing()).isFalse();
    assertThat(keys.ttl("k").isExpiring()).isFalse();
    assertThat(keys.ttl("k")).isEqualTo(new Ttl(Ttl.NO_EXPIRY));
    assertThat(keys.expire("k", Duration.ofMillis(1500))).isTrue();
    assertThat(keys.ttl("k").remaining()).contains(Duration.ofMillis(1500));
    assertThat(keys.ttl("k").isExpiring()).isTrue();
    assertThatThrownBy(() -> new Ttl(-3)).hasMessageContaining("ms=-3");
  }

  @Test
  void expireTime_tellsNoKeyFromNoExpiry() {
    set("k");
    assertThat(keys.expireTime("missing").isMissing()).isTrue();
    assertThat(keys.expireTime("k").isMissing()).isFalse();
    assertThat(keys.expireTime("k").instant()).isEmpty();
    Instant at = Instant.parse("2100-01-01T00:00:00.123Z");
    assertThat(keys.expireAt("k", at)).isTrue();
    assertThat(keys.expireTime("k").instant()).contains(at);
    assertThat(keys.expireTime("k").isExpiring()).isTrue();
    assertThat(tester.effects()).containsExactly("PEXPIREAT k " + at.toEpochMilli());
    assertThatThrownBy(() -> new ExpireTime(-3)).hasMessageContaining("atMs=-3");
  }

  @Test
  void expire_underConditions() {
    set("k");
    assertThat(keys.expire("k", Duration.ofSeconds(9), ExpireCondition.XX)).isFalse();
    assertThat(keys.expire("k", Duration.ofSeconds(9), ExpireCondition.GT)).isFalse();
    assertThat(keys.expire("k", Duration.ofSeconds(9), ExpireCondition.XX_LT)).isFalse();
    assertThat(keys.expire("k", Duration.ofSeconds(9), ExpireCondition.LT)).isTrue();
    assertThat(keys.expire("k", Duration.ofSeconds(8), ExpireCondition.NX)).isFalse();
    assertThat(keys.expireAt("k", NOW.plusSeconds(8), ExpireCondition.XX_LT)).isTrue();
    assertThat(keys.ttl("k").remaining()).contains(Duration.ofSeconds(8));
    assertThat(keys.persist("k")).isTrue();
    assertThat(keys.persist("k")).isFalse();
    assertThat(keys.expire("missing", Duration.ofSeconds(1))).isFalse();
  }

  @Test
  void expire_roundsUp_soThatAPositiveTimeIsNoDeletion() {
    set("k", "l");
    assertThat(keys.expire("k", Duration.ofNanos(1))).isTrue();
    assertThat(keys.ttl("k").remaining()).contains(Duration.ofMillis(1));
    assertThat(keys.expireAt("k", NOW.plusNanos(1_000_001))).isTrue();
    assertThat(keys.ttl("k").remaining()).contains(Duration.ofMillis(2));
    assertThat(keys.expire("k", Duration.ZERO)).isTrue();
    assertThat(keys.exists("k")).isFalse();
    assertThat(keys.expireAt("l", NOW)).isTrue();
    assertThat(keys.exists("l")).isFalse();
  }

  @Test
  void expire_beyondTime_isRefused() {
    set("k");
    assertThatThrownBy(() -> keys.expire("k", Duration.ofSeconds(Long.MAX_VALUE)))
        .isInstanceOf(CommandException.class)
        .hasMessage("ERR invalid expire time in 'pexpire' command");
    assertThatThrownBy(() -> keys.expireAt("k", Instant.MAX))
        .isInstanceOf(CommandException.class)
        .hasMessage("ERR invalid expire time in 'pexpireat' command");
    assertThat(keys.ttl("k").isExpiring()).isFalse();
  }

  @Test
  void rename_copy_move() {
    set("a", "b");
    keys.rename("a", "c");
    assertThat(keys.renameNx("c", "b")).isFalse();
    assertThat(keys.renameNx("c", "a")).isTrue();
    assertThat(store.strings().get("a")).isEqualTo("value of a");
    assertThatThrownBy(() -> keys.rename("missing", "x")).hasMessage("ERR no such key");
    assertThat(keys.copy("a", "b")).isFalse();
    assertThat(keys.copy("a", "b", CopyOptions.none().replace())).isTrue();
    assertThat(store.strings().get("b")).isEqualTo("value of a");
    assertThat(keys.copy("a", "a", CopyOptions.none().to(3))).isTrue();
    assertThat(store.select(3).strings().get("a")).isEqualTo("value of a");
    assertThat(keys.move("a", 3)).isFalse();
    assertThat(keys.move("b", 3)).isTrue();
    assertThat(store.select(3).size()).isEqualTo(2);
    assertThatThrownBy(() -> keys.move("a", 16)).hasMessage("ERR DB index is out of range");
    assertThatThrownBy(() -> keys.move("a", 0))
        .hasMessage("ERR source and destination objects are the same");
    assertThatThrownBy(() -> keys.copy("a", "x", CopyOptions.none().to(-1)))
        .hasMessage("ERR DB index is out of range");
  }

  @Test
  void randomKey_andKeys() {
    assertThat(keys.randomKey()).isNull();
    set("one", "two", "three");
    assertThat(keys.randomKey()).isIn("one", "two", "three");
    assertThat(keys.keys("t*")).containsExactlyInAnyOrder("two", "three");
    assertThat(keys.keys("*")).hasSize(3);
    assertThat(keys.keys("nothing")).isEmpty();
    assertThat(keys.keys("[ot]??".getBytes(StandardCharsets.UTF_8)))
        .containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void scan_streamsEveryKey() {
    IntStream.range(0, 1000).forEach(i -> set("key:" + i));
    assertThat(keys.scan().collect(Collectors.toSet())).hasSize(1000);
    ScanOptions some = ScanOptions.all().match("key:1?").type(KeyType.STRING).count(7);
    assertThat(keys.scan(some)).hasSize(10);
    assertThat(keys.scan(some.type(KeyType.HASH))).isEmpty();
    assertThatThrownBy(() -> some.count(0)).hasMessageContaining("count=0");
    assertThat(some.pattern()).isPresent();
  }

  @Test
  void scan_isLazy_andOthersWriteInBetween() {
    IntStream.range(0, 1000).forEach(i -> set("key:" + i));
    Iterator<String> scan = keys.scan(ScanOptions.all().count(10)).iterator();
    assertThat(scan.hasNext()).isTrue();
    scan.next();
    store.flush();
    int rest = 0;
    while (scan.hasNext()) {
      scan.next();
      rest++;
    }
    assertThat(rest).isLessThan(100);
    assertThatThrownBy(scan::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void scan_byCursor() {
    IntStream.range(0, 100).forEach(i -> set("key:" + i));
    Set<String> found = new HashSet<>();
    ScanPage<String> page = new ScanPage<>(0, List.of());
    do {
      page = keys.scan(page.cursor(), ScanOptions.all());
      found.addAll(page.items());
    } while (!page.isLast());
    assertThat(found).hasSize(100);
  }

  @Test
  void encoding_idleTime_freq() {
    set("k");
    assertThat(keys.encoding("k")).isEqualTo("embstr");
    assertThat(keys.encoding("missing")).isNull();
    tester.clock().advance(Duration.ofSeconds(90));
    assertThat(keys.idleTime("k")).isEqualTo(Duration.ofSeconds(90));
    assertThat(keys.idleTime("missing")).isNull();
    assertThat(keys.freq("missing")).isEqualTo(OptionalInt.empty());
    assertThatThrownBy(() -> keys.freq("k")).hasMessageStartingWith("ERR An LFU maxmemory policy");
    tester.engine().keyspace().accessClock().configure(true, 10, 1);
    set("l");
    assertThat(keys.freq("l")).hasValue(5);
    assertThatThrownBy(() -> keys.idleTime("l"))
        .hasMessageStartingWith("ERR An LFU maxmemory policy is selected");
  }

  @Test
  void size_flush_flushAll_swap() {
    set("a");
    Db<String, String> other = store.select(1);
    other.strings().set("b", "2");
    other.strings().set("c", "3");
    assertThat(store.size()).isEqualTo(1);
    store.swap(0, 1);
    assertThat(store.size()).isEqualTo(2);
    other.flush();
    assertThat(other.size()).isZero();
    assertThat(store.size()).isEqualTo(2);
    store.flushAll();
    assertThat(store.size()).isZero();
    assertThatThrownBy(() -> store.swap(0, 16)).hasMessage("ERR DB index is out of range");
  }

  @Test
  void inABlock_everythingIsOneUnit() {
    set("a", "b");
    store.call(
        db -> {
          db.keys().del("a");
          db.keys().expire("b", Duration.ofSeconds(1));
          assertThat(db.keys().scan().toList()).containsExactly("b");
          db.flush();
          return null;
        });
    assertThat(tester.effects())
        .containsExactly("MULTI", "DEL a", "PEXPIREAT b 1767225601000", "FLUSHDB", "EXEC");
  }

  @Test
  void closedStore_refusesEverything() {
    Iterator<String> scan = keys.scan().iterator();
    store.close();
    assertThatThrownBy(() -> keys.del("k")).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(() -> keys.exists("k")).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(() -> keys.ttl("k")).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(scan::hasNext).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(store::flushAll).isInstanceOf(StoreClosedException.class);
  }

  @Test
  void dumpAndRestore_carryAnyValue() {
    store.sets().add("s", List.of("a", "b", "c"));
    byte[] payload = store.keys().dump("s");
    assertThat(payload).isNotNull();
    assertThat(store.keys().dump("none")).isNull();
    store.keys().restore("copy", payload, RestoreOptions.none());
    assertThat(store.sets().members("copy")).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(store.keys().ttl("copy")).isEqualTo(store.keys().ttl("s"));
    assertThatThrownBy(() -> store.keys().restore("copy", payload, RestoreOptions.none()))
        .hasMessage("BUSYKEY Target key name already exists.");
    Instant at = Instant.parse("2100-01-01T00:00:00Z");
    store.keys().restore("copy", payload, RestoreOptions.none().replace().expireAt(at));
    assertThat(store.keys().expireTime("copy").instant()).contains(at);
    store.keys().restore("copy", payload, RestoreOptions.none().replace().expireAt(Instant.EPOCH));
    assertThat(store.keys().exists("copy")).isFalse();
    payload[3]++;
    assertThatThrownBy(() -> store.keys().restore("copy", payload, RestoreOptions.none()))
        .hasMessage("ERR DUMP payload version or checksum are wrong");
  }
}
