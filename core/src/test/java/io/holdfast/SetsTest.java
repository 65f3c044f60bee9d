package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.CommandTester;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The public set API: every method, what it answers and what it throws. */
class SetsTest {
  private final CommandTester tester = CommandTester.open();
  private final Store store = tester.store();
  private final Sets<String, String> sets = store.sets();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private static Set<String> numbered(int members) {
    return IntStream.range(0, members).mapToObj(i -> "m" + i).collect(Collectors.toSet());
  }

  // ---- one member ----------------------------------------------------------------------------

  @Test
  void add_contains_remove() {
    assertThat(sets.contains("s", "a")).isFalse();
    assertThat(sets.add("s", "a")).isTrue();
    assertThat(sets.add("s", "a")).isFalse();
    assertThat(sets.contains("s", "a")).isTrue();
    assertThat(sets.contains("s", "")).isFalse();
    assertThat(sets.add("s", "")).isTrue();
    assertThat(sets.contains("s", "")).isTrue();
    assertThat(sets.size("s")).isEqualTo(2);
    assertThat(sets.remove("s", "a")).isTrue();
    assertThat(sets.remove("s", "a")).isFalse();
    assertThat(sets.remove("s", "")).isTrue();
    assertThat(store.keys().exists("s")).isFalse();
    assertThat(sets.size("s")).isZero();
  }

  @Test
  void move() {
    sets.add("s", List.of("a", "b"));
    assertThat(sets.move("s", "t", "a")).isTrue();
    assertThat(sets.move("s", "t", "a")).isFalse();
    assertThat(sets.move("s", "s", "b")).isTrue();
    assertThat(sets.members("s")).containsExactly("b");
    assertThat(sets.members("t")).containsExactly("a");
  }

  // ---- several members -----------------------------------------------------------------------

  @Test
  void several() {
    assertThat(sets.add("s", List.of("a", "b", "a"))).isEqualTo(2);
    assertThat(sets.add("s", List.of("b", "c"))).isEqualTo(1);
    assertThat(sets.contains("s", List.of("c", "x", "a"))).containsExactly(true, false, true);
    assertThat(sets.contains("missing", List.of("c", "x"))).containsExactly(false, false);
    assertThat(sets.remove("s", List.of("a", "x", "a", "b"))).isEqualTo(2);
    assertThat(sets.members("s")).containsExactly("c");
    assertThat(tester.effects()).containsExactly("SADD s a b", "SADD s c", "SREM s a b");
  }

  @Test
  void ofNothing_nothingIsDone() {
    assertThat(sets.add("s", List.of())).isZero();
    assertThat(sets.remove("s", List.of())).isZero();
    assertThat(sets.contains("s", List.of())).isEmpty();
    assertThat(store.keys().exists("s")).isFalse();
    assertThat(tester.effects()).isEmpty();
  }

  @Test
  void members_areACopyInTheSetsOrder() {
    assertThat(sets.members("missing")).isEmpty();
    sets.add("ints", List.of("30", "-1", "7"));
    assertThat(sets.members("ints")).containsExactly("-1", "7", "30");
    sets.add("texts", List.of("c", "a", "b"));
    Set<String> members = sets.members("texts");
    assertThat(members).containsExactly("c", "a", "b");
    members.add("mine");
    assertThat(sets.size("texts")).isEqualTo(3);
    sets.add("large", numbered(1000));
    assertThat(sets.members("large")).isEqualTo(numbered(1000));
  }

  // ---- chance --------------------------------------------------------------------------------

  @Test
  void pop() {
    assertThat(sets.pop("s")).isNull();
    assertThat(sets.pop("s", 3)).isEmpty();
    sets.add("s", List.of("a", "b", "c", "d"));
    Set<String> popped = new HashSet<>();
    popped.add(sets.pop("s"));
    assertThat(sets.pop("s", 0)).isEmpty();
    popped.addAll(sets.pop("s", 2));
    assertThat(sets.size("s")).isEqualTo(1);
    popped.addAll(sets.pop("s", 2));
    assertThat(popped).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(store.keys().exists("s")).isFalse();
  }

  @Test
  void randomMembers() {
    assertThat(sets.randomMember("s")).isNull();
    assertThat(sets.randomMembers("s", 3)).isEmpty();
    assertThat(sets.randomMembers("s", -3)).isEmpty();
    sets.add("s", List.of("a", "b", "c"));
    assertThat(sets.randomMember("s")).isIn("a", "b", "c");
    assertThat(sets.randomMembers("s", 2)).hasSize(2).doesNotHaveDuplicates();
    assertThat(sets.randomMembers("s", 9)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(sets.randomMembers("s", -9)).hasSize(9);
    assertThat(sets.randomMembers("s", 0)).isEmpty();
    assertThat(sets.size("s")).isEqualTo(3);
  }

  /** Same seed, same calls, same members. */
  @Test
  void chance_isTheStores() {
    List<List<String>> drawn = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (CommandTester other = CommandTester.open()) {
        Sets<String, String> others = other.store().sets();
        others.add("s", numbered(500));
        others.add("t", List.of("1", "2", "3", "4", "5", "6", "7"));
        List<String> draws = new ArrayList<>(others.randomMembers("s", 10));
        draws.addAll(others.pop("s", 10));
        draws.addAll(others.pop("t", 3));
        drawn.add(draws);
      }
    }
    assertThat(drawn.get(0)).isEqualTo(drawn.get(1));
  }

  // ---- several sets --------------------------------------------------------------------------

  @Test
  void intersect() {
    sets.add("s", List.of("1", "2", "3"));
    sets.add("t", List.of("2", "3", "x"));
    assertThat(sets.intersect(List.of("s", "t"))).containsExactly("2", "3");
    assertThat(sets.intersect(Set.of("s"))).containsExactly("1", "2", "3");
    assertThat(sets.intersect(List.of("s", "missing"))).isEmpty();
    assertThat(sets.intersectSize(List.of("s", "t"))).isEqualTo(2);
    assertThat(sets.intersectSize(List.of("s", "t"), 1)).isEqualTo(1);
    assertThat(sets.intersectSize(List.of("s", "t"), 0)).isEqualTo(2);
    assertThat(sets.intersectStore("d", List.of("s", "t"))).isEqualTo(2);
    assertThat(sets.members("d")).containsExactly("2", "3");
    assertThat(sets.intersectStore("d", List.of("s", "missing"))).isZero();
    assertThat(store.keys().exists("d")).isFalse();
  }

  @Test
  void union() {
    sets.add("s", List.of("b", "a"));
    sets.add("t", List.of("c", "a"));
    assertThat(sets.union(List.of("s", "t", "missing"))).containsExactly("b", "a", "c");
    assertThat(sets.union(List.of("missing"))).isEmpty();
    assertThat(sets.unionSize(List.of("s", "t"))).isEqualTo(3);
    assertThat(sets.unionSize(List.of("s", "t"), 2)).isEqualTo(2);
    assertThat(sets.approximateUnionSize(List.of("s", "t"))).isEqualTo(3);
    assertThat(sets.unionStore("s", List.of("s", "t"))).isEqualTo(3);
    assertThat(sets.members("s")).containsExactly("b", "a", "c");
  }

  /** The registers' standard error is 0.81 %; five times that is never seen. */
  @Test
  void approximateUnionSize_isNearTheSize() {
    sets.add("s", numbered(20_000));
    sets.add("t", numbered(30_000));
    assertThat(sets.approximateUnionSize(List.of("s", "t"))).isBetween(28_800L, 31_200L);
    assertThat(sets.unionSize(List.of("s", "t"))).isEqualTo(30_000);
  }

  @Test
  void diff() {
    sets.add("s", List.of("1", "2", "3"));
    sets.add("t", List.of("2", "x"));
    assertThat(sets.diff("s", List.of("t"))).containsExactly("1", "3");
    assertThat(sets.diff("s", List.of())).containsExactly("1", "2", "3");
    assertThat(sets.diff("missing", List.of("s"))).isEmpty();
    assertThat(sets.diffSize("s", List.of("t"))).isEqualTo(2);
    assertThat(sets.diffSize("s", List.of("t"), 1)).isEqualTo(1);
    assertThat(sets.diffStore("s", "s", List.of("t"))).isEqualTo(2);
    assertThat(sets.members("s")).containsExactly("1", "3");
    assertThat(sets.diffStore("s", "s", List.of("s"))).isZero();
    assertThat(store.keys().exists("s")).isFalse();
  }

  @Test
  void storing_takesTheExpiryAway_andMindsNoType() {
    sets.add("s", "a");
    store.strings().set("d", "text");
    store.keys().expire("d", Duration.ofSeconds(10));
    assertThat(sets.unionStore("d", List.of("s"))).isEqualTo(1);
    assertThat(store.keys().ttl("d").remaining()).isEmpty();
    assertThat(sets.members("d")).containsExactly("a");
  }

  // ---- walking -------------------------------------------------------------------------------

  @Test
  void scan() {
    assertThat(sets.scan("missing")).isEmpty();
    sets.add("s", numbered(1000));
    assertThat(sets.scan("s").collect(Collectors.toSet())).isEqualTo(numbered(1000));
    assertThat(sets.scan("s", ScanOptions.all().match("m99*").count(100)).distinct())
        .hasSize(11)
        .allMatch(member -> member.startsWith("m99"));
    ScanPage<String> first = sets.scan("s", 0, ScanOptions.all().count(20));
    assertThat(first.isLast()).isFalse();
    assertThat(first.items()).hasSizeBetween(1, 60);
    assertThat(sets.scan("s", first.cursor(), ScanOptions.all().count(2000)).isLast()).isTrue();
    sets.add("small", List.of("3", "1", "2"));
    assertThat(sets.scan("small", ScanOptions.all().count(1))).containsExactly("1", "2", "3");
  }

  // ---- what is refused -----------------------------------------------------------------------

  @Test
  void otherType_isRefused() {
    store.strings().set("string", "text");
    List<ThrowingCallable> operations =
        List.of(
            () -> sets.add("string", "a"),
            () -> sets.add("string", List.of()),
            () -> sets.remove("string", "a"),
            () -> sets.contains("string", "a"),
            () -> sets.contains("string", List.of("a")),
            () -> sets.size("string"),
            () -> sets.members("string"),
            () -> sets.pop("string"),
            () -> sets.pop("string", 0),
            () -> sets.randomMember("string"),
            () -> sets.randomMembers("string", 1),
            () -> sets.move("string", "s", "a"),
            () -> sets.intersect(List.of("missing", "string")),
            () -> sets.union(List.of("string")),
            () -> sets.diff("missing", List.of("string")),
            () -> sets.unionStore("d", List.of("string")),
            () -> sets.scan("string").count());
    for (ThrowingCallable operation : operations) {
      assertThatThrownBy(operation).isInstanceOf(WrongTypeException.class);
    }
    assertThat(store.strings().get("string")).isEqualTo("text");
  }

  @Test
  void mistakes_areRefused() {
    List<ThrowingCallable> operations =
        List.of(
            () -> sets.pop("s", -1),
            () -> sets.intersect(List.of()),
            () -> sets.intersectStore("d", List.of()),
            () -> sets.intersectSize(List.of()),
            () -> sets.intersectSize(List.of("s"), -1),
            () -> sets.union(List.of()),
            () -> sets.unionSize(List.of("s"), -1),
            () -> sets.approximateUnionSize(List.of()),
            () -> sets.diffSize("s", List.of(), -1),
            () -> sets.scan("s", ScanOptions.all().type(KeyType.SET)));
    for (ThrowingCallable operation : operations) {
      assertThatThrownBy(operation).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** A member that cannot be read is not lost half-way. */
  @Test
  void codecThatFails_leavesTheSetSound() {
    Codec<String> fails =
        new Codec<>() {
          @Override
          public byte[] encode(String value) {
            return Codec.utf8().encode(value);
          }

          @Override
          public String decode(byte[] bytes, int offset, int length) {
            throw new IllegalStateException("unreadable");
          }
        };
    Sets<String, String> unreadable = store.with(Codec.utf8(), fails).sets();
    sets.add("s", List.of("a", "b", "c"));
    tester.effects();
    assertThatThrownBy(() -> unreadable.pop("s")).hasMessage("unreadable");
    assertThat(sets.size("s")).isEqualTo(3);
    assertThat(tester.effects()).isEmpty();
    assertThatThrownBy(() -> unreadable.pop("s", 2)).hasMessage("unreadable");
    assertThat(sets.size("s")).isEqualTo(1);
    assertThat(tester.effects()).hasSize(1);
    assertThatThrownBy(() -> unreadable.union(List.of("s", "s"))).hasMessage("unreadable");
  }

  // ---- codecs --------------------------------------------------------------------------------

  @Test
  void bytes() {
    Sets<byte[], byte[]> raw = store.with(Codec.bytes(), Codec.bytes()).sets();
    byte[] key = {0, -1};
    byte[] member = {'a', 0, -1};
    assertThat(raw.add(key, member)).isTrue();
    assertThat(raw.contains(key, member.clone())).isTrue();
    assertThat(raw.members(key))
        .extracting(ByteBuffer::wrap)
        .containsExactly(ByteBuffer.wrap(member));
    assertThat(raw.pop(key)).isEqualTo(member);
  }

  @Test
  void inABlock_isOneUnit() {
    store.call(
        db -> {
          db.sets().add("s", "a");
          db.sets().add("s", "b");
          return db.sets().pop("s", 2);
        });
    assertThat(tester.effects()).containsExactly("MULTI", "SADD s a", "SADD s b", "DEL s", "EXEC");
  }
}
