package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.CommandTester;
import io.holdfast.core.OtherType;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The public string API: every method, what it answers and what it throws. */
class StringsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final CommandTester tester = CommandTester.open();
  private final Store store = tester.store();
  private final Strings<String, String> strings = store.strings();

  @AfterEach
  void close() {
    if (!store.isClosed()) {
      tester.checkInvariants();
    }
    tester.close();
  }

  private void assertTtl(String key, Duration remaining) {
    assertThat(store.keys().ttl(key).remaining()).contains(remaining);
  }

  private void assertNoTtl(String key) {
    assertThat(store.keys().ttl(key)).isEqualTo(new Ttl(Ttl.NO_EXPIRY));
  }

  private static void assertRefused(ThrowingCallable operation, String text) {
    assertThatThrownBy(operation).isInstanceOf(CommandException.class).hasMessage(text);
  }

  // ---- the whole value -----------------------------------------------------------------------

  @Test
  void get_set() {
    assertThat(strings.get("k")).isNull();
    strings.set("k", "v");
    assertThat(strings.get("k")).isEqualTo("v");
    strings.set("k", "");
    assertThat(strings.get("k")).isEmpty();
    strings.set("", "value of the empty key");
    assertThat(strings.get("")).isEqualTo("value of the empty key");
    strings.set("k", "-9223372036854775808");
    assertThat(strings.get("k")).isEqualTo("-9223372036854775808");
  }

  @Test
  void read_showsTheValueInPlace() {
    assertThat(strings.<Integer>read("missing", (bytes, at, length) -> length)).isNull();
    strings.set("k", "v\u00e4lue");
    assertThat(strings.<Integer>read("k", (bytes, at, length) -> length)).isEqualTo(6);
    assertThat(strings.<Byte>read("k", (bytes, at, length) -> bytes[at])).isEqualTo((byte) 'v');
    strings.set("k", "12345");
    String text = strings.read("k", (bytes, at, length) -> new String(bytes, at, length, UTF_8));
    assertThat(text).isEqualTo("12345");
    assertThat(strings.<String>read("k", (bytes, at, length) -> null)).isNull();
  }

  @Test
  void read_whatTheReaderThrows_reachesTheCaller_andTheStoreGoesOn() {
    strings.set("k", "v");
    IllegalStateException mine = new IllegalStateException("mine");
    assertThatThrownBy(
            () ->
                strings.read(
                    "k",
                    (bytes, at, length) -> {
                      throw mine;
                    }))
        .isSameAs(mine);
    assertThat(strings.get("k")).isEqualTo("v");
  }

  @Test
  void set_withExpiry() {
    strings.set("k", "v", Expiry.after(Duration.ofMillis(1500)));
    assertTtl("k", Duration.ofMillis(1500));
    strings.set("k", "w", Expiry.keep());
    assertTtl("k", Duration.ofMillis(1500));
    strings.set("k", "x", Expiry.at(NOW.plusSeconds(7)));
    assertTtl("k", Duration.ofSeconds(7));
    strings.set("k", "y", Expiry.none());
    assertNoTtl("k");
    strings.set("k", "z", Expiry.after(Duration.ofSeconds(1)));
    strings.set("k", "z");
    assertNoTtl("k");
    strings.set("k", "late", Expiry.at(NOW));
    assertThat(strings.get("k")).isNull();
    strings.set("k", "v", Expiry.keep());
    assertNoTtl("k");
  }

  @Test
  void set_expiryOfNanoseconds_isRoundedUp() {
    strings.set("k", "v", Expiry.after(Duration.ofNanos(1)));
    assertTtl("k", Duration.ofMillis(1));
    strings.set("k", "v", Expiry.at(NOW.plusNanos(1_000_001)));
    assertTtl("k", Duration.ofMillis(2));
  }

  @Test
  void expiryThatIsNone_isRefused_andNothingIsSet() {
    strings.set("k", "old");
    List<Expiry> none =
        List.of(
            Expiry.after(Duration.ZERO),
            Expiry.after(Duration.ofMillis(-1)),
            Expiry.after(Duration.ofSeconds(Long.MAX_VALUE)),
            Expiry.after(Duration.ofSeconds(Long.MIN_VALUE)),
            Expiry.at(Instant.EPOCH),
            Expiry.at(Instant.MIN));
    for (Expiry expiry : none) {
      String text = "ERR invalid expire time in 'set' command";
      SetOptions options = new SetOptions(SetCondition.ALWAYS, expiry);
      assertRefused(() -> strings.set("k", "v", expiry), text);
      assertRefused(() -> strings.set("k", "v", options), text);
      assertRefused(() -> strings.getSet("k", "v", options), text);
      assertRefused(() -> strings.getEx("k", expiry), "ERR invalid expire time in 'getex' command");
    }
    assertThat(strings.get("k")).isEqualTo("old");
    assertNoTtl("k");
    strings.set("k", "v", Expiry.at(Instant.MAX));
    assertThat(store.keys().expireTime("k")).isEqualTo(new ExpireTime(Long.MAX_VALUE));
  }

  @Test
  void set_withOptions() {
    assertThat(strings.set("k", "v", SetOptions.none().xx())).isFalse();
    assertThat(strings.get("k")).isNull();
    assertThat(strings.set("k", "v", SetOptions.none().nx().expireAfter(Duration.ofSeconds(9))))
        .isTrue();
    assertTtl("k", Duration.ofSeconds(9));
    assertThat(strings.set("k", "w", SetOptions.none().nx())).isFalse();
    assertTtl("k", Duration.ofSeconds(9));
    assertThat(strings.set("k", "w", SetOptions.none().xx().keepTtl())).isTrue();
    assertThat(strings.get("k")).isEqualTo("w");
    assertTtl("k", Duration.ofSeconds(9));
    assertThat(strings.set("k", "w", SetOptions.none().expireAt(NOW.plusSeconds(3)))).isTrue();
    assertTtl("k", Duration.ofSeconds(3));
    assertThat(strings.set("k", "w", SetOptions.none())).isTrue();
    assertNoTtl("k");
  }

  @Test
  void setNx() {
    assertThat(strings.setNx("k", "v")).isTrue();
    assertThat(strings.setNx("k", "w")).isFalse();
    assertThat(strings.get("k")).isEqualTo("v");
  }

  @Test
  void getSet() {
    assertThat(strings.getSet("k", "v")).isNull();
    store.keys().expire("k", Duration.ofSeconds(9));
    assertThat(strings.getSet("k", "17")).isEqualTo("v");
    assertNoTtl("k");
    assertThat(strings.getSet("k", "x", SetOptions.none().nx())).isEqualTo("17");
    assertThat(strings.get("k")).isEqualTo("17");
    assertThat(strings.getSet("k", "x", SetOptions.none().expireAfter(Duration.ofSeconds(9))))
        .isEqualTo("17");
    assertTtl("k", Duration.ofSeconds(9));
    assertThat(strings.getSet("fresh", "x", SetOptions.none().nx())).isNull();
    assertThat(strings.get("fresh")).isEqualTo("x");
    assertThat(strings.getSet("none", "x", SetOptions.none().xx())).isNull();
    assertThat(strings.get("none")).isNull();
  }

  @Test
  void getDel() {
    strings.set("k", "v");
    assertThat(strings.getDel("k")).isEqualTo("v");
    assertThat(strings.getDel("k")).isNull();
    assertThat(store.size()).isZero();
  }

  @Test
  void getEx() {
    assertThat(strings.getEx("missing", Expiry.after(Duration.ZERO))).isNull();
    strings.set("k", "v");
    assertThat(strings.getEx("k", Expiry.after(Duration.ofSeconds(9)))).isEqualTo("v");
    assertTtl("k", Duration.ofSeconds(9));
    assertThat(strings.getEx("k", Expiry.keep())).isEqualTo("v");
    assertTtl("k", Duration.ofSeconds(9));
    assertThat(strings.getEx("k", Expiry.none())).isEqualTo("v");
    assertNoTtl("k");
    assertThat(strings.getEx("k", Expiry.at(NOW.minusSeconds(1)))).isEqualTo("v");
    assertThat(strings.get("k")).isNull();
  }

  // ---- a part of the value -------------------------------------------------------------------

  @Test
  void length_append_ranges() {
    assertThat(strings.length("k")).isZero();
    assertThat(strings.append("k", "Hello")).isEqualTo(5);
    assertThat(strings.append("k", ", World")).isEqualTo(12);
    assertThat(strings.length("k")).isEqualTo(12);
    assertThat(strings.getRange("k", 0, 4)).isEqualTo("Hello");
    assertThat(strings.getRange("k", -5, -1)).isEqualTo("World");
    assertThat(strings.getRange("k", 5, 4)).isEmpty();
    assertThat(strings.getRange("missing", 0, -1)).isEmpty();
    assertThat(strings.setRange("k", 7, "Redis")).isEqualTo(12);
    assertThat(strings.get("k")).isEqualTo("Hello, Redis");
    assertThat(strings.setRange("fresh", 2, "x")).isEqualTo(3);
    assertThat(strings.get("fresh")).isEqualTo("\0\0x");
    assertThat(strings.setRange("none", 2, "")).isZero();
    assertThat(strings.get("none")).isNull();
    assertRefused(() -> strings.setRange("k", -1, "x"), "ERR offset is out of range");
    assertRefused(
        () -> strings.setRange("k", 1L << 40, "x"),
        "ERR string exceeds maximum allowed size (proto-max-bulk-len)");
  }

  @Test
  void lengths_countBytes() {
    strings.set("k", "\u00e4\u20ac");
    assertThat(strings.length("k")).isEqualTo(5);
    assertThat(strings.append("k", "\u00e4")).isEqualTo(7);
    assertThat(strings.getRange("k", 0, 1)).isEqualTo("\u00e4");
    assertThat(strings.getRange("k", 0, 0)).isEqualTo("\ufffd");
  }

  // ---- numbers -------------------------------------------------------------------------------

  @Test
  void counting() {
    assertThat(strings.incr("n")).isEqualTo(1);
    assertThat(strings.incrBy("n", 41)).isEqualTo(42);
    assertThat(strings.decr("n")).isEqualTo(41);
    assertThat(strings.decrBy("n", 50)).isEqualTo(-9);
    assertThat(strings.decrBy("n", -9)).isZero();
    assertThat(strings.get("n")).isEqualTo("0");
    strings.set("n", Long.toString(Long.MAX_VALUE));
    assertRefused(() -> strings.incr("n"), "ERR increment or decrement would overflow");
    assertRefused(() -> strings.decrBy("n", -1), "ERR increment or decrement would overflow");
    assertRefused(() -> strings.decrBy("n", Long.MIN_VALUE), "ERR decrement would overflow");
    assertThat(strings.incrBy("n", Long.MIN_VALUE)).isEqualTo(-1);
    strings.set("n", "text");
    assertRefused(() -> strings.decr("n"), "ERR value is not an integer or out of range");
  }

  @Test
  void incrByFloat_addsWhatTheDoubleIsWrittenAs() {
    assertThat(strings.incrByFloat("f", 0.1)).isEqualTo(0.1);
    assertThat(strings.incrByFloat("f", 0.2)).isEqualTo(0.3);
    assertThat(strings.get("f")).isEqualTo("0.3");
    assertThat(strings.incrByFloat("f", -0.3)).isZero();
    assertThat(strings.incrByFloat("f", 1e22)).isEqualTo(1e22);
    assertThat(strings.get("f")).isEqualTo("10000000000000000000000");
    strings.set("f", "5.0e3");
    assertThat(strings.incrByFloat("f", 200)).isEqualTo(5200);
    strings.set("f", "text");
    assertRefused(() -> strings.incrByFloat("f", 1), "ERR value is not a valid float");
    assertRefused(() -> strings.incrByFloat("new", Double.NaN), "ERR value is not a valid float");
    for (double infinite : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertRefused(
          () -> strings.incrByFloat("new", infinite),
          "ERR increment would produce NaN or Infinity");
    }
    assertThat(store.keys().exists("new")).isFalse();
    assertThat(strings.incrByFloat("huge", Double.MAX_VALUE)).isEqualTo(Double.MAX_VALUE);
    assertThat(strings.incrByFloat("tiny", Double.MIN_VALUE)).isZero();
  }

  // ---- several keys --------------------------------------------------------------------------

  @Test
  void mget_mset_msetNx() {
    strings.mset(Map.of("a", "1", "b", "2"));
    assertThat(strings.mget(List.of("a", "missing", "b", "a")))
        .containsExactly("1", null, "2", "1");
    assertThat(strings.mget(List.of())).isEmpty();
    assertThat(strings.msetNx(Map.of("c", "3", "a", "4"))).isFalse();
    assertThat(strings.mget(List.of("a", "c"))).containsExactly("1", null);
    assertThat(strings.msetNx(Map.of("c", "3", "d", "4"))).isTrue();
    assertThat(strings.mget(List.of("c", "d"))).containsExactly("3", "4");
    store.keys().expire("a", Duration.ofSeconds(9));
    strings.mset(Map.of("a", "5"));
    assertNoTtl("a");
    tester.effects();
    strings.mset(Map.of());
    assertThat(strings.msetNx(Map.of())).isTrue();
    assertThat(tester.effects()).isEmpty();
    Map<String, String> ordered = new LinkedHashMap<>();
    ordered.put("z", "1");
    ordered.put("y", "2");
    strings.mset(ordered);
    assertThat(tester.effects()).containsExactly("MSET z 1 y 2");
  }

  @Test
  void lcs() {
    strings.mset(Map.of("a", "ohmytext", "b", "mynewtext"));
    assertThat(strings.lcs("a", "b")).isEqualTo("mytext");
    assertThat(strings.lcsLength("a", "b")).isEqualTo(6);
    assertThat(strings.lcs("a", "missing")).isEmpty();
    LcsMatches matches = strings.lcsMatches("a", "b", 0);
    assertThat(matches.length()).isEqualTo(6);
    assertThat(matches.matches())
        .containsExactly(new LcsMatches.Match(4, 7, 5, 8), new LcsMatches.Match(2, 3, 0, 1));
    assertThat(matches.matches().get(0).length()).isEqualTo(4);
    assertThat(strings.lcsMatches("a", "b", 3).matches()).hasSize(1);
    strings.append("long", "x".repeat(12_000));
    assertRefused(
        () -> strings.lcs("long", "long"),
        "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
  }

  // ---- another type --------------------------------------------------------------------------

  @Test
  void otherType_isRefused() {
    OtherType.put(tester, "other");
    List<ThrowingCallable> operations =
        List.of(
            () -> strings.get("other"),
            () -> strings.read("other", (bytes, at, length) -> length),
            () -> strings.getSet("other", "v"),
            () -> strings.getSet("other", "v", SetOptions.none().nx()),
            () -> strings.getDel("other"),
            () -> strings.getEx("other", Expiry.none()),
            () -> strings.length("other"),
            () -> strings.append("other", "v"),
            () -> strings.getRange("other", 0, -1),
            () -> strings.setRange("other", 0, "v"),
            () -> strings.incr("other"),
            () -> strings.decrBy("other", 2),
            () -> strings.incrByFloat("other", 1));
    for (ThrowingCallable operation : operations) {
      assertThatThrownBy(operation)
          .isInstanceOf(WrongTypeException.class)
          .hasMessage("WRONGTYPE Operation against a key holding the wrong kind of value");
    }
    assertRefused(
        () -> strings.lcs("other", "k"), "ERR The specified keys must contain string values");
    assertThat(strings.setNx("other", "v")).isFalse();
    assertThat(strings.msetNx(Map.of("other", "v"))).isFalse();
    assertThat(strings.mget(List.of("other"))).containsExactly((String) null);
    assertThat(tester.effects()).isEmpty();
    strings.set("other", "v");
    assertThat(strings.get("other")).isEqualTo("v");
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
  void codecs_turnTypesIntoBytes_andBack() {
    Strings<Long, Long> longs = store.with(Longs.CODEC, Longs.CODEC).strings();
    longs.set(1L, -2L);
    longs.mset(Map.of(3L, 4L));
    assertThat(longs.get(1L)).isEqualTo(-2);
    assertThat(longs.get(2L)).isNull();
    assertThat(longs.mget(List.of(1L, 2L, 3L))).containsExactly(-2L, null, 4L);
    assertThat(longs.length(1L)).isEqualTo(8);
    assertThat(longs.getSet(1L, 5L)).isEqualTo(-2);
    assertThat(longs.getDel(1L)).isEqualTo(5);
    Strings<Long, String> mixed = store.with(Longs.CODEC, Codec.utf8()).strings();
    mixed.set(1L, "one");
    assertThat(mixed.get(1L)).isEqualTo("one");
    assertThat(mixed.incr(6L)).isEqualTo(1);
  }

  @Test
  void utf8_takesAnyText_andAnyBytes() {
    String text = "\u00e4\u20ac\ud83d\ude00\0";
    strings.set(text, text);
    assertThat(strings.get(text)).isEqualTo(text);
    Strings<byte[], byte[]> bytes = store.with(Codec.bytes(), Codec.bytes()).strings();
    assertThat(bytes.get(text.getBytes(UTF_8))).isEqualTo(text.getBytes(UTF_8));
    bytes.set(new byte[] {'k'}, new byte[] {(byte) 0xff, 'a'});
    assertThat(strings.get("k")).isEqualTo("\ufffda");
  }

  @Test
  void bytes_areCopiedOnTheirWayInAndOut() {
    Strings<byte[], byte[]> bytes = store.with(Codec.bytes(), Codec.bytes()).strings();
    byte[] key = {1};
    byte[] value = {2, 3};
    bytes.set(key, value);
    key[0] = 9;
    value[0] = 9;
    byte[] got = bytes.get(new byte[] {1});
    assertThat(got).containsExactly(2, 3);
    got[0] = 9;
    assertThat(bytes.get(new byte[] {1})).containsExactly(2, 3);
  }

  @Test
  void codecThatThrows_leavesEverythingAsItWas() {
    IllegalStateException mine = new IllegalStateException("mine");
    Codec<String> broken =
        new Codec<>() {
          @Override
          public byte[] encode(String value) {
            if (value.equals("bad")) {
              throw mine;
            }
            return value.getBytes(UTF_8);
          }

          @Override
          public String decode(byte[] bytes, int offset, int length) {
            throw mine;
          }
        };
    Strings<String, String> faulty = store.with(broken, broken).strings();
    faulty.set("k", "v");
    assertThatThrownBy(() -> faulty.set("k", "bad")).isSameAs(mine);
    assertThatThrownBy(() -> faulty.set("bad", "v")).isSameAs(mine);
    assertThatThrownBy(() -> faulty.get("k")).isSameAs(mine);
    assertThatThrownBy(() -> faulty.mset(new LinkedHashMap<>(Map.of("k", "bad")))).isSameAs(mine);
    assertThatThrownBy(() -> faulty.getDel("k")).isSameAs(mine);
    assertThatThrownBy(() -> faulty.getSet("k", "w")).isSameAs(mine);
    assertThat(strings.get("k")).isEqualTo("v");
    assertThat(faulty.get("missing")).isNull();
  }

  // ---- null ----------------------------------------------------------------------------------

  @Test
  void null_isRefused_andNothingChanges() {
    strings.set("k", "v");
    tester.effects();
    Map<String, String> holey = new HashMap<>();
    holey.put("x", null);
    List<ThrowingCallable> operations =
        List.of(
            () -> strings.get(null),
            () -> strings.read(null, (bytes, at, length) -> length),
            () -> strings.read("k", null),
            () -> strings.set(null, "v"),
            () -> strings.set("k", null),
            () -> strings.set("k", "w", (Expiry) null),
            () -> strings.set("k", "w", (SetOptions) null),
            () -> strings.setNx("x", null),
            () -> strings.getSet("k", null),
            () -> strings.getDel(null),
            () -> strings.getEx("k", null),
            () -> strings.append("k", null),
            () -> strings.setRange("k", 0, null),
            () -> strings.incr(null),
            () -> strings.mget(null),
            () -> strings.mget(Arrays.asList("k", null)),
            () -> strings.mset(null),
            () -> strings.mset(holey),
            () -> strings.msetNx(holey),
            () -> strings.lcs("k", null),
            () -> store.with(null, Codec.utf8()).strings().get("k"),
            () -> Expiry.after(null),
            () -> Expiry.at(null));
    for (int i = 0; i < operations.size(); i++) {
      assertThatThrownBy(operations.get(i))
          .as("operation %d", i)
          .isInstanceOf(NullPointerException.class);
    }
    assertThat(tester.effects()).isEmpty();
    assertThat(strings.get("k")).isEqualTo("v");
    assertThat(store.size()).isEqualTo(1);
  }

  // ---- the end -------------------------------------------------------------------------------

  @Test
  void closedStore_refusesEveryMethod() {
    strings.set("k", "v");
    Strings<String, String> other = store.select(1).strings();
    store.close();
    List<ThrowingCallable> operations =
        List.of(
            () -> strings.get("k"),
            () -> strings.read("k", (bytes, at, length) -> length),
            () -> strings.set("k", "v"),
            () -> strings.set("k", "v", Expiry.none()),
            () -> strings.set("k", "v", SetOptions.none()),
            () -> strings.setNx("k", "v"),
            () -> strings.getSet("k", "v"),
            () -> strings.getSet("k", "v", SetOptions.none()),
            () -> strings.getDel("k"),
            () -> strings.getEx("k", Expiry.none()),
            () -> strings.length("k"),
            () -> strings.append("k", "v"),
            () -> strings.getRange("k", 0, -1),
            () -> strings.setRange("k", 0, "v"),
            () -> strings.incr("k"),
            () -> strings.incrBy("k", 1),
            () -> strings.decr("k"),
            () -> strings.decrBy("k", 1),
            () -> strings.incrByFloat("k", 1),
            () -> strings.mget(List.of("k")),
            () -> strings.mset(Map.of("k", "v")),
            () -> strings.msetNx(Map.of("k", "v")),
            () -> strings.lcs("k", "k"),
            () -> strings.lcsLength("k", "k"),
            () -> strings.lcsMatches("k", "k", 0),
            () -> other.get("k"));
    for (ThrowingCallable operation : operations) {
      assertThatThrownBy(operation)
          .isInstanceOf(StoreClosedException.class)
          .hasMessage("the store is closed")
          .hasNoCause();
    }
    assertThatCode(store::close).doesNotThrowAnyException();
  }
}
