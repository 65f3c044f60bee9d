package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.CommandTester;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The public bitmap API: every method, what it answers and what it throws. */
class BitmapsTest {
  private static final BitFieldType U8 = BitFieldType.unsigned(8);

  private final CommandTester tester = CommandTester.open();
  private final Bitmaps<String> bitmaps = tester.store().bitmaps();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void get_set() {
    assertThat(bitmaps.get("k", 7)).isFalse();
    assertThat(bitmaps.set("k", 7, true)).isFalse();
    assertThat(bitmaps.set("k", 7, true)).isTrue();
    assertThat(bitmaps.get("k", 7)).isTrue();
    assertThat(bitmaps.set("k", 7, false)).isTrue();
    assertThat(bitmaps.get("k", 1L << 31)).isFalse();
    assertThat(tester.effects()).containsExactly("SETBIT k 7 1", "SETBIT k 7 0");
    for (long offset : new long[] {-1, 1L << 32, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> bitmaps.get("k", offset))
          .isInstanceOf(CommandException.class)
          .hasMessage("ERR bit offset is not an integer or out of range");
      assertThatThrownBy(() -> bitmaps.set("k", offset, true))
          .hasMessage("ERR bit offset is not an integer or out of range");
    }
  }

  @Test
  void count_pos() {
    tester.store().strings().set("k", "foobar");
    assertThat(bitmaps.count("k")).isEqualTo(26);
    assertThat(bitmaps.count("k", 1, 1)).isEqualTo(6);
    assertThat(bitmaps.count("k", 5, 30, BitUnit.BIT)).isEqualTo(17);
    assertThat(bitmaps.count("missing")).isZero();
    assertThat(bitmaps.pos("k", true)).isEqualTo(1);
    assertThat(bitmaps.pos("k", false)).isZero();
    assertThat(bitmaps.pos("k", true, -1)).isEqualTo(41);
    assertThat(bitmaps.pos("k", false, 1, 1)).isEqualTo(8);
    assertThat(bitmaps.pos("k", true, 3, 4, BitUnit.BIT)).isEqualTo(-1);
    assertThat(bitmaps.pos("missing", true)).isEqualTo(-1);
    assertThat(bitmaps.pos("missing", false)).isZero();
    bitmaps.field("ones", BitField.none().set(U8, 0, 255));
    assertThat(bitmaps.pos("ones", false)).isEqualTo(8);
    assertThat(bitmaps.pos("ones", false, 0, -1)).isEqualTo(-1);
  }

  @Test
  void op() {
    bitmaps.set("a", 0, true);
    bitmaps.set("a", 1, true);
    bitmaps.set("b", 1, true);
    bitmaps.set("b", 10, true);
    assertThat(bitmaps.op(BitOperation.AND, "d", List.of("a", "b"))).isEqualTo(2);
    assertThat(bitmaps.count("d")).isEqualTo(1);
    assertThat(bitmaps.op(BitOperation.DIFF, "a", List.of("a", "b"))).isEqualTo(2);
    assertThat(bitmaps.pos("a", true)).isZero();
    assertThat(bitmaps.op(BitOperation.OR, "d", List.of("missing"))).isZero();
    assertThat(tester.store().keys().exists("d")).isFalse();
    assertThatThrownBy(() -> bitmaps.op(BitOperation.NOT, "d", List.of("a", "b")))
        .hasMessage("ERR BITOP NOT must be called with a single source key.");
    assertThatThrownBy(() -> bitmaps.op(BitOperation.OR, "d", List.of()))
        .isInstanceOf(CommandException.class);
  }

  @Test
  void field() {
    BitField steps =
        BitField.none()
            .set(U8, U8.offset(1), 250)
            .overflow(BitFieldOverflow.SAT)
            .incrBy(U8, 8, 10)
            .overflow(BitFieldOverflow.FAIL)
            .incrBy(U8, 8, 1)
            .get(BitFieldType.signed(8), 8);
    assertThat(bitmaps.field("k", steps)).containsExactly(0L, 255L, null, -1L);
    assertThat(tester.effects())
        .containsExactly(
            "BITFIELD k SET u8 8 250 OVERFLOW SAT INCRBY u8 8 10 OVERFLOW FAIL INCRBY u8 8 1"
                + " GET i8 8");
    assertThat(bitmaps.field("missing", BitField.none().get(U8, 0))).containsExactly(0L);
    assertThat(bitmaps.field("missing", BitField.none())).isEmpty();
    assertThatThrownBy(() -> bitmaps.field("k", BitField.none().get(U8, -1)))
        .hasMessage("ERR bit offset is not an integer or out of range");
  }

  @Test
  void fieldType_knowsItsBounds() {
    assertThat(BitFieldType.signed(64).min()).isEqualTo(Long.MIN_VALUE);
    assertThat(BitFieldType.signed(64).max()).isEqualTo(Long.MAX_VALUE);
    assertThat(BitFieldType.signed(1).min()).isEqualTo(-1);
    assertThat(BitFieldType.signed(1).max()).isZero();
    assertThat(BitFieldType.unsigned(63).max()).isEqualTo(Long.MAX_VALUE);
    assertThat(U8.min()).isZero();
    assertThat(U8.max()).isEqualTo(255);
    assertThat(U8).hasToString("u8");
    assertThatThrownBy(() -> BitFieldType.unsigned(64))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bits=64");
    assertThatThrownBy(() -> BitFieldType.signed(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> U8.offset(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void wrongType_isRefusedByAll() {
    tester.run("HSET h f v");
    assertThatThrownBy(() -> bitmaps.get("h", 0)).isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> bitmaps.set("h", 0, true)).isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> bitmaps.count("h")).isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> bitmaps.pos("h", true)).isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> bitmaps.op(BitOperation.OR, "d", List.of("h")))
        .isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> bitmaps.field("h", BitField.none().set(U8, 0, 1)))
        .isInstanceOf(WrongTypeException.class);
  }
}
