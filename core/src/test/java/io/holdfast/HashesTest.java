package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.CommandTester;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The public hash API: every method, what it answers and what it throws. */
class HashesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final CommandTester tester = CommandTester.open();
  private final Store store = tester.store();
  private final Hashes<String, String, String> hashes = store.hashes();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private static void assertRefused(ThrowingCallable operation, String text) {
    assertThatThrownBy(operation).isInstanceOf(CommandException.class).hasMessage(text);
  }

  /** A hash of n fields, f0 with the value 0 and so on. */
  private static Map<String, String> numbered(int fields) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < fields; i++) {
      map.put("f" + i, Integer.toString(i));
    }
    return map;
  }

  // ---- one field -----------------------------------------------------------------------------

  @Test
  void set_get_remove() {
    assertThat(hashes.get("h", "f")).isNull();
    assertThat(hashes.set("h", "f", "v")).isTrue();
    assertThat(hashes.set("h", "f", "w")).isFalse();
    assertThat(hashes.get("h", "f")).isEqualTo("w");
    assertThat(hashes.get("h", "other")).isNull();
    assertThat(hashes.set("h", "", "")).isTrue();
    assertThat(hashes.get("h", "")).isEmpty();
    assertThat(hashes.remove("h", "f")).isTrue();
    assertThat(hashes.remove("h", "f")).isFalse();
    assertThat(hashes.remove("h", "")).isTrue();
    assertThat(store.keys().exists("h")).isFalse();
  }

  @Test
  void setIfAbsent() {
    assertThat(hashes.setIfAbsent("h", "f", "v")).isTrue();
    assertThat(hashes.setIfAbsent("h", "f", "w")).isFalse();
    assertThat(hashes.get("h", "f")).isEqualTo("v");
  }

  @Test
  void contains_valueLength() {
    assertThat(hashes.contains("h", "f")).isFalse();
    assertThat(hashes.valueLength("h", "f")).isZero();
    hashes.set("h", "f", "\u00e4\u20ac");
    assertThat(hashes.contains("h", "f")).isTrue();
    assertThat(hashes.contains("h", "g")).isFalse();
    assertThat(hashes.valueLength("h", "f")).isEqualTo(5);
    hashes.set("h", "n", "-1234567");
    assertThat(hashes.valueLength("h", "n")).isEqualTo(8);
  }

  @Test
  void read_showsTheValueInPlace() {
    assertThat(hashes.<Integer>read("h", "f", (bytes, at, length) -> length)).isNull();
    hashes.setAll("h", Map.of("f", "v\u00e4lue", "n", "12345"));
    assertThat(hashes.<Integer>read("h", "f", (bytes, at, length) -> length)).isEqualTo(6);
    String text =
        hashes.read("h", "n", (bytes, at, length) -> new String(bytes, at, length, UTF_8));
    assertThat(text).isEqualTo("12345");
    assertThat(hashes.<String>read("h", "f", (bytes, at, length) -> null)).isNull();
  }

  @Test
  void read_whatTheReaderThrows_reachesTheCaller_andTheStoreGoesOn() {
    hashes.set("h", "f", "v");
    IllegalStateException mine = new IllegalStateException("mine");
    ValueReader<String> reader =
        (bytes, at, length) -> {
          throw mine;
        };
    assertThatThrownBy(() -> hashes.read("h", "f", reader)).isSameAs(mine);
    assertThat(hashes.get("h", "f")).isEqualTo("v");
  }

  // ---- numbers -------------------------------------------------------------------------------

  @Test
  void incrBy() {
    assertThat(hashes.incrBy("h", "n", 5)).isEqualTo(5);
    assertThat(hashes.incrBy("h", "n", -7)).isEqualTo(-2);
    assertThat(hashes.get("h", "n")).isEqualTo("-2");
    hashes.set("h", "max", Long.toString(Long.MAX_VALUE));
    assertRefused(() -> hashes.incrBy("h", "max", 1), "ERR increment or decrement would overflow");
    hashes.set("h", "text", "abc");
    assertRefused(() -> hashes.incrBy("h", "text", 1), "ERR hash value is not an integer");
  }

  @Test
  void incrByFloat_addsWhatTheDoubleIsWrittenAs() {
    assertThat(hashes.incrByFloat("h", "n", 0.1)).isEqualTo(0.1);
    assertThat(hashes.incrByFloat("h", "n", 0.2)).isEqualTo(0.3);
    assertThat(hashes.get("h", "n")).isEqualTo("0.3");
    hashes.set("h", "text", "abc");
    assertRefused(() -> hashes.incrByFloat("h", "text", 1), "ERR hash value is not a float");
    assertRefused(
        () -> hashes.incrByFloat("new", "n", Double.NaN), "ERR value is not a valid float");
    assertRefused(
        () -> hashes.incrByFloat("new", "n", Double.NEGATIVE_INFINITY),
        "ERR value is NaN or Infinity");
    assertThat(store.keys().exists("new")).isFalse();
  }

  // ---- several fields ------------------------------------------------------------------------

  @Test
  void setAll_getSome_remove() {
    Map<String, String> ordered = new LinkedHashMap<>();
    ordered.put("z", "1");
    ordered.put("y", "2");
    assertThat(hashes.setAll("h", ordered)).isEqualTo(2);
    assertThat(tester.effects()).containsExactly("HSET h z 1 y 2");
    assertThat(hashes.setAll("h", Map.of("y", "3"))).isZero();
    assertThat(hashes.getSome("h", List.of("y", "missing", "z", "y")))
        .containsExactly("3", null, "1", "3");
    assertThat(hashes.getSome("h", List.of())).isEmpty();
    assertThat(hashes.getSome("missing", List.of("a"))).containsExactly((String) null);
    tester.effects();
    assertThat(hashes.remove("h", List.of("y", "y", "missing"))).isEqualTo(1);
    assertThat(tester.effects()).containsExactly("HDEL h y");
  }

  @Test
  void nothingToDo_doesNothing() {
    assertThat(hashes.setAll("h", Map.of())).isZero();
    assertThat(hashes.remove("h", List.of())).isZero();
    assertThat(store.size()).isZero();
    assertThat(tester.effects()).isEmpty();
  }

  // ---- all fields ----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 1000})
  void size_getAll_fields_values(int size) {
    Map<String, String> map = numbered(size);
    hashes.setAll("h", map);
    assertThat(hashes.size("h")).isEqualTo(size);
    assertThat(hashes.getAll("h")).isEqualTo(map);
    List<String> order = new ArrayList<>(hashes.getAll("h").keySet());
    assertThat(hashes.fields("h")).isEqualTo(order);
    assertThat(hashes.values("h")).isEqualTo(order.stream().map(map::get).toList());
  }

  @Test
  void getAll_isTheCallersOwn() {
    hashes.set("h", "f", "v");
    hashes.getAll("h").clear();
    assertThat(hashes.getAll("h")).isEqualTo(Map.of("f", "v"));
  }

  @Test
  void listpack_keepsTheOrder() {
    for (String field : List.of("c", "a", "b")) {
      hashes.set("h", field, field);
    }
    assertThat(hashes.getAll("h").keySet()).containsExactly("c", "a", "b");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 1000})
  void randomFields_areFieldsOfTheHash(int size) {
    Map<String, String> map = numbered(size);
    assertThat(hashes.randomField("h")).isNull();
    assertThat(hashes.randomFields("h", 5)).isEmpty();
    assertThat(hashes.randomFields("h", -5)).isEmpty();
    hashes.setAll("h", map);
    assertThat(map).containsKey(hashes.randomField("h"));
    assertThat(hashes.randomFields("h", 0)).isEmpty();
    assertThat(hashes.randomFields("h", 2))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .isSubsetOf(map.keySet());
    assertThat(hashes.randomFields("h", size + 1))
        .containsExactlyInAnyOrderElementsOf(map.keySet());
    assertThat(hashes.randomFields("h", -2 * size)).hasSize(2 * size).isSubsetOf(map.keySet());
    for (FieldValue<String, String> drawn : hashes.randomEntries("h", -size)) {
      assertThat(drawn.value()).isEqualTo(map.get(drawn.field()));
    }
    assertThat(hashes.randomEntries("h", 2)).hasSize(2).doesNotHaveDuplicates();
  }

  // ---- deadlines of fields -------------------------------------------------------------------

  @Test
  void expire_ttl_persist() {
    hashes.setAll("h", Map.of("a", "1", "b", "2", "c", "3"));
    assertThat(hashes.expire("h", "a", SECOND)).isTrue();
    assertThat(hashes.expire("h", "missing", SECOND)).isFalse();
    assertThat(hashes.expire("h", List.of("a", "b", "x"), SECOND, ExpireCondition.NX))
        .containsExactly(false, true, false);
    assertThat(hashes.ttl("h", "a").remaining()).contains(SECOND);
    assertThat(hashes.ttl("h", List.of("c", "x")))
        .containsExactly(new Ttl(Ttl.NO_EXPIRY), new Ttl(Ttl.NO_KEY));
    assertThat(hashes.expireTime("h", "b").instant()).contains(NOW.plus(SECOND));
    assertThat(hashes.persist("h", "b")).isTrue();
    assertThat(hashes.persist("h", List.of("a", "a", "b", "x"))).isEqualTo(1);
    assertThat(hashes.expireAt("h", "a", NOW.plusNanos(1))).isTrue();
    assertThat(hashes.ttl("h", "a")).isEqualTo(new Ttl(1));
    assertThat(hashes.expireAt("h", List.of("a", "b"), NOW, ExpireCondition.LT))
        .containsExactly(true, true);
    assertThat(hashes.fields("h")).containsExactly("c");
    hashes.expire("h", "c", SECOND);
    tester.clock().advance(SECOND);
    assertThat(hashes.get("h", "c")).isNull();
    assertThat(store.size()).isZero();
    assertThat(hashes.ttl("h", "c").isMissing()).isTrue();
    assertRefused(
        () -> hashes.expire("h", "a", Duration.ofSeconds(Long.MAX_VALUE)),
        "ERR invalid expire time in 'hpexpire' command");
    assertRefused(
        () -> hashes.expireAt("h", "a", Instant.MAX),
        "ERR invalid expire time in 'hpexpireat' command");
  }

  @Test
  void set_withOptions() {
    SetOptions options = SetOptions.none().expireAfter(SECOND);
    assertThat(hashes.set("h", "a", "1", options.xx())).isFalse();
    assertThat(hashes.set("h", "a", "1", options.nx())).isTrue();
    assertThat(hashes.setAll("h", Map.of("a", "2", "b", "2"), options.nx())).isFalse();
    assertThat(hashes.set("h", "a", "3", SetOptions.none().keepTtl())).isTrue();
    assertThat(hashes.ttl("h", "a").remaining()).contains(SECOND);
    assertThat(hashes.set("h", "a", "4", SetOptions.none())).isTrue();
    assertThat(hashes.ttl("h", "a")).isEqualTo(new Ttl(Ttl.NO_EXPIRY));
    assertThat(hashes.setAll("h", Map.of(), options)).isTrue();
    assertThat(hashes.set("h", "a", "5", SetOptions.none().expireAt(NOW))).isTrue();
    assertThat(store.size()).isZero();
    assertRefused(
        () -> hashes.set("h", "a", "1", SetOptions.none().expireAfter(Duration.ZERO)),
        "ERR invalid expire time in 'hsetex' command");
  }

  @Test
  void getEx_getDel() {
    hashes.setAll("h", Map.of("a", "1", "b", "2"));
    assertThat(hashes.getEx("h", "a", Expiry.after(SECOND))).isEqualTo("1");
    assertThat(hashes.getEx("h", List.of("a", "x"), Expiry.keep())).containsExactly("1", null);
    assertThat(hashes.ttl("h", "a").remaining()).contains(SECOND);
    assertThat(hashes.getEx("h", "a", Expiry.none())).isEqualTo("1");
    assertThat(hashes.ttl("h", "a")).isEqualTo(new Ttl(Ttl.NO_EXPIRY));
    assertRefused(
        () -> hashes.getEx("h", "a", Expiry.after(Duration.ZERO)),
        "ERR invalid expire time in 'hgetex' command");
    assertThat(hashes.getDel("h", "x")).isNull();
    assertThat(hashes.getDel("h", List.of("b", "x"))).containsExactly("2", null);
    assertThat(hashes.getDel("h", "a")).isEqualTo("1");
    assertThat(hashes.getDel("h", "a")).isNull();
    assertThat(store.size()).isZero();
  }

  // ---- walking -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 1000})
  void scan_returnsEveryField(int size) {
    Map<String, String> map = numbered(size);
    hashes.setAll("h", map);
    Map<String, String> seen = new HashMap<>();
    hashes.scan("h").forEach(entry -> seen.put(entry.field(), entry.value()));
    assertThat(seen).isEqualTo(map);
    Set<String> fields = new HashSet<>(hashes.scanFields("h", ScanOptions.all().count(7)).toList());
    assertThat(fields).isEqualTo(map.keySet());
  }

  @Test
  void scan_step_goesOnWithTheCursor() {
    Map<String, String> map = numbered(1000);
    hashes.setAll("h", map);
    Set<FieldValue<String, String>> seen = new HashSet<>();
    ScanOptions options = ScanOptions.all().count(20);
    int steps = 0;
    ScanPage<FieldValue<String, String>> page = new ScanPage<>(0, List.of());
    do {
      page = hashes.scan("h", page.cursor(), options);
      seen.addAll(page.items());
      steps++;
    } while (!page.isLast());
    assertThat(seen).hasSize(1000);
    assertThat(steps).isBetween(10, 100);
  }

  @Test
  void scan_match() {
    hashes.setAll("h", numbered(1000));
    assertThat(hashes.scanFields("h", ScanOptions.all().match("f99*")).distinct())
        .hasSize(11)
        .allMatch(field -> field.startsWith("f99"));
    assertThatThrownBy(() -> hashes.scan("h", ScanOptions.all().type(KeyType.HASH)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a field has no type of key: type=HASH");
  }

  // ---- another type --------------------------------------------------------------------------

  @Test
  void otherType_isRefused() {
    store.strings().set("s", "v");
    tester.effects();
    List<ThrowingCallable> operations =
        List.of(
            () -> hashes.get("s", "f"),
            () -> hashes.read("s", "f", (bytes, at, length) -> length),
            () -> hashes.contains("s", "f"),
            () -> hashes.valueLength("s", "f"),
            () -> hashes.set("s", "f", "v"),
            () -> hashes.setIfAbsent("s", "f", "v"),
            () -> hashes.remove("s", "f"),
            () -> hashes.incrBy("s", "f", 1),
            () -> hashes.incrByFloat("s", "f", 1),
            () -> hashes.getSome("s", List.of("f")),
            () -> hashes.setAll("s", Map.of("f", "v")),
            () -> hashes.remove("s", List.of("f")),
            () -> hashes.size("s"),
            () -> hashes.getAll("s"),
            () -> hashes.fields("s"),
            () -> hashes.values("s"),
            () -> hashes.randomField("s"),
            () -> hashes.randomFields("s", 1),
            () -> hashes.randomEntries("s", -1),
            () -> hashes.expire("s", "f", SECOND),
            () -> hashes.expireAt("s", "f", NOW),
            () -> hashes.ttl("s", "f"),
            () -> hashes.expireTime("s", "f"),
            () -> hashes.persist("s", "f"),
            () -> hashes.set("s", "f", "v", SetOptions.none()),
            () -> hashes.getEx("s", "f", Expiry.none()),
            () -> hashes.getDel("s", "f"),
            () -> hashes.scan("s").toList(),
            () -> hashes.scan("s", 0, ScanOptions.all()),
            () -> hashes.scanFields("s", ScanOptions.all()).toList());
    for (ThrowingCallable operation : operations) {
      assertThatThrownBy(operation)
          .isInstanceOf(WrongTypeException.class)
          .hasMessage("WRONGTYPE Operation against a key holding the wrong kind of value");
    }
    assertThat(tester.effects()).isEmpty();
    assertThat(store.strings().get("s")).isEqualTo("v");
  }

  // ---- codecs --------------------------------------------------------------------------------

  /** Longs as eight bytes. */
  private enum Longs implements Codec<Long> {
    CODEC;

    @Override
    public byte[] encode(Long value) {
      return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @Override
    public Long decode(byte[] bytes, int offset, int length) {
      return ByteBuffer.wrap(bytes, offset, length).getLong();
    }
  }

  @Test
  void fields_haveTheCodecOfKeys_orTheirOwn() {
    Db<Long, String> db = store.with(Longs.CODEC, Codec.utf8());
    db.hashes().set(1L, 2L, "two");
    assertThat(db.hashes().getAll(1L)).isEqualTo(Map.of(2L, "two"));
    Hashes<Long, String, String> named = db.hashes(Codec.utf8());
    named.setAll(3L, Map.of("name", "Ada"));
    assertThat(named.getAll(3L)).isEqualTo(Map.of("name", "Ada"));
    assertThat(named.fields(3L)).containsExactly("name");
    assertThat(named.scan(3L)).containsExactly(new FieldValue<>("name", "Ada"));
    assertThat(named.incrBy(3L, "visits", 2)).isEqualTo(2);
    assertThat(db.hashes().size(3L)).isEqualTo(2);
  }

  @Test
  void bytes_areCopiedOnTheirWayInAndOut() {
    Hashes<byte[], byte[], byte[]> bytes = store.with(Codec.bytes(), Codec.bytes()).hashes();
    byte[] key = {1};
    byte[] field = {2};
    byte[] value = {3, 4};
    bytes.set(key, field, value);
    field[0] = 9;
    value[0] = 9;
    byte[] got = bytes.get(key, new byte[] {2});
    assertThat(got).containsExactly(3, 4);
    got[0] = 9;
    assertThat(bytes.get(key, new byte[] {2})).containsExactly(3, 4);
  }

  // ---- ways to run ---------------------------------------------------------------------------

  @Test
  void inACall_manyOperationsAreOneUnit() {
    long sum =
        store.call(
            db -> {
              db.hashes().set("h", "f", "1");
              return db.hashes().incrBy("h", "f", 1) + db.hashes().size("h");
            });
    assertThat(sum).isEqualTo(3);
    assertThat(tester.effects()).containsExactly("MULTI", "HSET h f 1", "HINCRBY h f 1", "EXEC");
  }
}
