package io.holdfast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.CommandTester;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The public list API: every method, what it answers and what it throws. */
class ListsTest {
  private final CommandTester tester = CommandTester.open();
  private final Store store = tester.store();
  private final Lists<String, String> lists = store.lists();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private static void assertRefused(ThrowingCallable operation, String text) {
    assertThatThrownBy(operation).isInstanceOf(CommandException.class).hasMessage(text);
  }

  private void assertElements(String key, String... elements) {
    assertThat(lists.range(key, 0, -1)).containsExactly(elements);
    assertThat(lists.size(key)).isEqualTo(elements.length);
    assertThat(store.keys().exists(key)).isEqualTo(elements.length > 0);
  }

  // ---- adding --------------------------------------------------------------------------------

  @Test
  void push() {
    assertThat(lists.pushRight("k", "c")).isEqualTo(1);
    assertThat(lists.pushLeft("k", "b")).isEqualTo(2);
    assertThat(lists.pushRight("k", List.of("d", "e"))).isEqualTo(4);
    assertThat(lists.pushLeft("k", List.of("a", ""))).isEqualTo(6);
    assertElements("k", "", "a", "b", "c", "d", "e");
  }

  @Test
  void push_ofNothing_createsNoKey() {
    assertThat(lists.pushLeft("k", List.of())).isZero();
    assertThat(lists.pushRight("k", List.of())).isZero();
    assertElements("k");
    lists.pushRight("k", "a");
    assertThat(lists.pushLeft("k", List.of())).isEqualTo(1);
    assertThat(lists.pushRightIfExists("k", List.of())).isEqualTo(1);
    assertElements("k", "a");
  }

  @Test
  void pushIfExists() {
    assertThat(lists.pushLeftIfExists("k", "a")).isZero();
    assertThat(lists.pushRightIfExists("k", "a")).isZero();
    assertThat(lists.pushLeftIfExists("k", List.of("a", "b"))).isZero();
    assertThat(lists.pushRightIfExists("k", List.of("a", "b"))).isZero();
    assertElements("k");
    lists.pushRight("k", "x");
    assertThat(lists.pushLeftIfExists("k", "b")).isEqualTo(2);
    assertThat(lists.pushRightIfExists("k", "y")).isEqualTo(3);
    assertThat(lists.pushLeftIfExists("k", List.of("1", "2"))).isEqualTo(5);
    assertThat(lists.pushRightIfExists("k", List.of("3", "4"))).isEqualTo(7);
    assertElements("k", "2", "1", "b", "x", "y", "3", "4");
  }

  @Test
  void insert() {
    assertThat(lists.insertBefore("k", "a", "x")).isZero();
    assertThat(lists.insertAfter("k", "a", "x")).isZero();
    assertElements("k");
    lists.pushRight("k", List.of("a", "b", "a"));
    assertThat(lists.insertBefore("k", "a", "1")).isEqualTo(4);
    assertThat(lists.insertAfter("k", "a", "2")).isEqualTo(5);
    assertThat(lists.insertBefore("k", "missing", "x")).isEqualTo(-1);
    assertThat(lists.insertAfter("k", "missing", "x")).isEqualTo(-1);
    assertElements("k", "1", "a", "2", "b", "a");
  }

  @Test
  void set() {
    assertRefused(() -> lists.set("k", 0, "x"), "ERR no such key");
    lists.pushRight("k", List.of("a", "b", "c"));
    lists.set("k", 0, "A");
    lists.set("k", -1, "C");
    assertElements("k", "A", "b", "C");
    assertRefused(() -> lists.set("k", 3, "x"), "ERR index out of range");
    assertRefused(() -> lists.set("k", -4, "x"), "ERR index out of range");
    assertRefused(() -> lists.set("k", Long.MIN_VALUE, "x"), "ERR index out of range");
    assertElements("k", "A", "b", "C");
  }

  // ---- reading -------------------------------------------------------------------------------

  @Test
  void index() {
    assertThat(lists.index("k", 0)).isNull();
    lists.pushRight("k", List.of("a", "12345", "c"));
    assertThat(lists.index("k", 0)).isEqualTo("a");
    assertThat(lists.index("k", 1)).isEqualTo("12345");
    assertThat(lists.index("k", -1)).isEqualTo("c");
    assertThat(lists.index("k", 3)).isNull();
    assertThat(lists.index("k", -4)).isNull();
    assertThat(lists.index("k", 1L << 32)).isNull();
  }

  @Test
  void read_showsTheElementInPlace() {
    assertThat(lists.<Integer>read("k", 0, (bytes, at, length) -> length)).isNull();
    lists.pushRight("k", List.of("\u00e4", "-70000"));
    assertThat(lists.<Integer>read("k", 0, (bytes, at, length) -> length)).isEqualTo(2);
    assertThat(
            lists.<String>read("k", 1, (bytes, at, length) -> new String(bytes, at, length, UTF_8)))
        .isEqualTo("-70000");
    assertThat(lists.<String>read("k", 0, (bytes, at, length) -> null)).isNull();
  }

  @Test
  void range() {
    assertThat(lists.range("k", 0, -1)).isEmpty();
    lists.pushRight("k", List.of("a", "b", "c", "d"));
    assertThat(lists.range("k", 0, 0)).containsExactly("a");
    assertThat(lists.range("k", 1, 2)).containsExactly("b", "c");
    assertThat(lists.range("k", -2, -1)).containsExactly("c", "d");
    assertThat(lists.range("k", -100, 100)).containsExactly("a", "b", "c", "d");
    assertThat(lists.range("k", Long.MIN_VALUE, Long.MAX_VALUE)).hasSize(4);
    assertThat(lists.range("k", 2, 1)).isEmpty();
    assertThat(lists.range("k", 4, 9)).isEmpty();
    List<String> own = lists.range("k", 0, -1);
    own.clear();
    assertElements("k", "a", "b", "c", "d");
  }

  @Test
  void range_byAReader() {
    lists.pushRight("k", List.of("a", "bb", "12345"));
    assertThat(lists.range("k", 0, -1, (bytes, at, length) -> length)).containsExactly(1, 2, 5);
    assertThat(lists.range("missing", 0, -1, (bytes, at, length) -> length)).isEmpty();
  }

  @Test
  void position() {
    assertThat(lists.position("k", "a")).isEmpty();
    lists.pushRight("k", List.of("x", "a", "b", "a", "a"));
    assertThat(lists.position("k", "a")).isEqualTo(OptionalLong.of(1));
    assertThat(lists.position("k", "x")).isEqualTo(OptionalLong.of(0));
    assertThat(lists.position("k", "missing")).isEmpty();
  }

  @Test
  void positions() {
    PositionOptions all = PositionOptions.all();
    assertThat(lists.positions("k", "a", all)).isEmpty();
    lists.pushRight("k", List.of("x", "a", "b", "a", "a"));
    assertThat(lists.positions("k", "a", all)).containsExactly(1, 3, 4);
    assertThat(lists.positions("k", "a", all.rank(2))).containsExactly(3, 4);
    assertThat(lists.positions("k", "a", all.rank(-1))).containsExactly(4, 3, 1);
    assertThat(lists.positions("k", "a", all.rank(-2).count(1))).containsExactly(3);
    assertThat(lists.positions("k", "a", all.count(2))).containsExactly(1, 3);
    assertThat(lists.positions("k", "a", all.maxLength(3))).containsExactly(1);
    assertThat(lists.positions("k", "a", all.rank(-1).maxLength(2))).containsExactly(4, 3);
    assertThat(lists.positions("k", "a", all.rank(4))).isEmpty();
  }

  @Test
  void positionOptions_refuseWhatLposRefuses() {
    PositionOptions all = PositionOptions.all();
    assertThat(all).isEqualTo(new PositionOptions(1, 0, 0));
    assertThat(all.rank(-2).count(3).maxLength(4)).isEqualTo(new PositionOptions(-2, 3, 4));
    for (ThrowingCallable wrong :
        List.<ThrowingCallable>of(
            () -> all.rank(0),
            () -> all.rank(Long.MIN_VALUE),
            () -> all.count(-1),
            () -> all.maxLength(-1))) {
      assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class);
    }
  }

  // ---- removing ------------------------------------------------------------------------------

  @Test
  void pop() {
    assertThat(lists.popLeft("k")).isNull();
    assertThat(lists.popRight("k")).isNull();
    lists.pushRight("k", List.of("a", "1", "c"));
    assertThat(lists.popLeft("k")).isEqualTo("a");
    assertThat(lists.popRight("k")).isEqualTo("c");
    assertThat(lists.popLeft("k")).isEqualTo("1");
    assertElements("k");
  }

  @Test
  void pop_several() {
    assertThat(lists.popLeft("k", 3)).isEmpty();
    lists.pushRight("k", List.of("a", "b", "c", "d", "e"));
    assertThat(lists.popLeft("k", 0)).isEmpty();
    assertThat(lists.popLeft("k", 2)).containsExactly("a", "b");
    assertThat(lists.popRight("k", 2)).containsExactly("e", "d");
    assertRefused(() -> lists.popLeft("k", -1), "ERR value is out of range, must be positive");
    assertRefused(() -> lists.popRight("k", -1), "ERR value is out of range, must be positive");
    assertThat(lists.popRight("k", Long.MAX_VALUE)).containsExactly("c");
    assertElements("k");
  }

  @Test
  void popFrom_takesFromTheFirstThatHasAny() {
    List<String> keys = List.of("missing", "k", "other");
    assertThat(lists.popFrom(keys, ListEnd.LEFT, 1)).isNull();
    assertThat(lists.popFrom(List.of(), ListEnd.LEFT, 1)).isNull();
    lists.pushRight("k", List.of("a", "b", "c"));
    lists.pushRight("other", List.of("x", "y"));
    assertThat(lists.popFrom(keys, ListEnd.LEFT, 1))
        .isEqualTo(new PoppedElements<>("k", List.of("a")));
    assertThat(lists.popFrom(keys, ListEnd.RIGHT, 9))
        .isEqualTo(new PoppedElements<>("k", List.of("c", "b")));
    assertThat(lists.popFrom(keys, ListEnd.RIGHT, 1))
        .isEqualTo(new PoppedElements<>("other", List.of("y")));
    assertElements("other", "x");
    String text = "ERR count should be greater than 0";
    assertRefused(() -> lists.popFrom(keys, ListEnd.LEFT, 0), text);
    assertRefused(() -> lists.popFrom(keys, ListEnd.LEFT, -1), text);
  }

  @Test
  void pop_whatTheCodecThrows_reachesTheCaller_andNothingIsRemoved() {
    IllegalStateException mine = new IllegalStateException("mine");
    Codec<String> unreadable =
        new Codec<>() {
          @Override
          public byte[] encode(String value) {
            return value.getBytes(UTF_8);
          }

          @Override
          public String decode(byte[] bytes, int offset, int length) {
            throw mine;
          }
        };
    Lists<String, String> wrong = store.with(Codec.utf8(), unreadable).lists();
    wrong.pushRight("k", List.of("a", "b"));
    assertThatThrownBy(() -> wrong.popLeft("k")).isSameAs(mine);
    assertThatThrownBy(() -> wrong.popRight("k", 2)).isSameAs(mine);
    assertThatThrownBy(() -> wrong.popFrom(List.of("k"), ListEnd.LEFT, 1)).isSameAs(mine);
    assertElements("k", "a", "b");
  }

  @Test
  void remove() {
    assertThat(lists.remove("k", 0, "a")).isZero();
    lists.pushRight("k", List.of("a", "b", "a", "c", "a", "a"));
    assertThat(lists.remove("k", 1, "a")).isEqualTo(1);
    assertElements("k", "b", "a", "c", "a", "a");
    assertThat(lists.remove("k", -1, "a")).isEqualTo(1);
    assertElements("k", "b", "a", "c", "a");
    assertThat(lists.remove("k", 0, "a")).isEqualTo(2);
    assertElements("k", "b", "c");
    assertThat(lists.remove("k", 0, "missing")).isZero();
    assertThat(lists.remove("k", Long.MIN_VALUE, "b")).isEqualTo(1);
    assertThat(lists.remove("k", Long.MAX_VALUE, "c")).isEqualTo(1);
    assertElements("k");
  }

  @Test
  void trim() {
    lists.trim("k", 0, 1);
    assertElements("k");
    lists.pushRight("k", List.of("a", "b", "c", "d", "e"));
    lists.trim("k", 0, -1);
    assertElements("k", "a", "b", "c", "d", "e");
    lists.trim("k", 1, -2);
    assertElements("k", "b", "c", "d");
    lists.trim("k", -2, 100);
    assertElements("k", "c", "d");
    lists.trim("k", 2, 1);
    assertElements("k");
  }

  // ---- moving --------------------------------------------------------------------------------

  @Test
  void move() {
    assertThat(lists.move("k", "to", ListEnd.LEFT, ListEnd.RIGHT)).isNull();
    lists.pushRight("k", List.of("a", "b", "c", "d"));
    assertThat(lists.move("k", "to", ListEnd.LEFT, ListEnd.RIGHT)).isEqualTo("a");
    assertThat(lists.move("k", "to", ListEnd.LEFT, ListEnd.LEFT)).isEqualTo("b");
    assertThat(lists.move("k", "to", ListEnd.RIGHT, ListEnd.RIGHT)).isEqualTo("d");
    assertElements("k", "c");
    assertElements("to", "b", "a", "d");
    assertThat(lists.move("k", "to", ListEnd.RIGHT, ListEnd.LEFT)).isEqualTo("c");
    assertElements("k");
    assertElements("to", "c", "b", "a", "d");
  }

  @Test
  void move_withinOneList() {
    lists.pushRight("k", List.of("a", "b", "c"));
    assertThat(lists.move("k", "k", ListEnd.RIGHT, ListEnd.LEFT)).isEqualTo("c");
    assertElements("k", "c", "a", "b");
    assertThat(lists.move("k", "k", ListEnd.LEFT, ListEnd.RIGHT)).isEqualTo("c");
    assertThat(lists.move("k", "k", ListEnd.LEFT, ListEnd.LEFT)).isEqualTo("a");
    assertElements("k", "a", "b", "c");
  }

  // ---- all -----------------------------------------------------------------------------------

  @Test
  void wrongType_isRefused_andNothingHappens() {
    store.strings().set("s", "v");
    lists.pushRight("k", "a");
    for (ThrowingCallable operation :
        List.<ThrowingCallable>of(
            () -> lists.pushLeft("s", "x"),
            () -> lists.pushRight("s", List.of("x")),
            () -> lists.pushRight("s", List.of()),
            () -> lists.pushLeftIfExists("s", "x"),
            () -> lists.pushRightIfExists("s", "x"),
            () -> lists.insertBefore("s", "v", "x"),
            () -> lists.insertAfter("s", "v", "x"),
            () -> lists.set("s", 0, "x"),
            () -> lists.size("s"),
            () -> lists.index("s", 0),
            () -> lists.read("s", 0, (bytes, at, length) -> length),
            () -> lists.range("s", 0, -1),
            () -> lists.position("s", "v"),
            () -> lists.positions("s", "v", PositionOptions.all()),
            () -> lists.popLeft("s"),
            () -> lists.popRight("s"),
            () -> lists.popLeft("s", 0),
            () -> lists.popFrom(List.of("missing", "s"), ListEnd.LEFT, 1),
            () -> lists.remove("s", 0, "v"),
            () -> lists.trim("s", 0, 0),
            () -> lists.move("s", "k", ListEnd.LEFT, ListEnd.LEFT),
            () -> lists.move("k", "s", ListEnd.LEFT, ListEnd.LEFT),
            () -> store.strings().get("k"))) {
      assertThatThrownBy(operation).isInstanceOf(WrongTypeException.class);
    }
    assertThat(lists.move("missing", "s", ListEnd.LEFT, ListEnd.LEFT)).isNull();
    assertThat(store.strings().get("s")).isEqualTo("v");
    assertElements("k", "a");
  }

  @Test
  void otherTypes_byTheirCodecs() {
    Codec<Integer> fourBytes =
        new Codec<>() {
          @Override
          public byte[] encode(Integer value) {
            return ByteBuffer.allocate(4).putInt(value).array();
          }

          @Override
          public Integer decode(byte[] bytes, int offset, int length) {
            return ByteBuffer.wrap(bytes, offset, length).getInt();
          }
        };
    Lists<Integer, Integer> numbers = store.with(fourBytes, fourBytes).lists();
    List<Integer> pushed = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      pushed.add(i * i);
    }
    numbers.pushRight(1, pushed);
    assertThat(numbers.range(1, 0, -1)).isEqualTo(pushed);
    assertThat(numbers.position(1, 9_999 * 9_999)).isEqualTo(OptionalLong.of(9_999));
    assertThat(numbers.popFrom(List.of(0, 1), ListEnd.RIGHT, 1))
        .isEqualTo(new PoppedElements<>(1, List.of(9_999 * 9_999)));
  }

  @Test
  void inABlock_isOneUnit() {
    String moved =
        store.call(
            db -> {
              db.lists().pushRight("k", List.of("a", "b"));
              return db.lists().move("k", "k", ListEnd.LEFT, ListEnd.RIGHT);
            });
    assertThat(moved).isEqualTo("a");
    assertThat(tester.effects())
        .containsExactly("MULTI", "RPUSH k a b", "LMOVE k k LEFT RIGHT", "EXEC");
  }
}
