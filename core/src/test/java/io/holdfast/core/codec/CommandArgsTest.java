package io.holdfast.core.codec;

import static io.holdfast.core.codec.Connection.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.CommandException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CommandArgsTest {
  @Test
  void of_readsBack() {
    CommandArgs args = CommandArgs.of("SET", "ключ", "");
    assertThat(args.count()).isEqualTo(3);
    assertThat(args.string(0)).isEqualTo("SET");
    assertThat(args.string(1)).isEqualTo("ключ");
    assertThat(args.length(1)).isEqualTo(8);
    assertThat(args.bytes(2)).isEmpty();
    assertThat(args.equals(0, bytes("SET"))).isTrue();
    assertThat(args.equals(0, bytes("set"))).isFalse();
    assertThat(args.equals(0, bytes("SE"))).isFalse();
    assertThat(args.toString()).startsWith("\"SET\" \"\\xd0");
  }

  @Test
  void of_nothing_hasNoArguments() {
    assertThat(CommandArgs.of(new byte[0][]).count()).isZero();
    assertThat(CommandArgs.of(new byte[0][]).toByteArrays()).isEmpty();
  }

  @Test
  void index_outOfRange_isRefused() {
    CommandArgs args = CommandArgs.of("GET", "k");
    assertThatThrownBy(() -> args.offset(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> args.length(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> args.bytes(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> args.longAt(5)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void add_outsideTheBuffer_isRefused() {
    CommandArgs args = new CommandArgs();
    args.begin(new byte[10], 4);
    args.add(0, 6);
    assertThatThrownBy(() -> args.add(0, 7)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> args.add(-5, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(args.count()).isEqualTo(1);
    assertThat(args.offset(0)).isEqualTo(4);
  }

  @Test
  void equalsIgnoreCase_comparesLettersOnly() {
    CommandArgs args = CommandArgs.of("eX", "EX", "E\u0018", "ex ", "{[", "[{");
    byte[] ex = bytes("EX");
    assertThat(args.equalsIgnoreCase(0, ex)).isTrue();
    assertThat(args.equalsIgnoreCase(1, ex)).isTrue();
    assertThat(args.equalsIgnoreCase(2, ex)).isFalse();
    assertThat(args.equalsIgnoreCase(3, ex)).isFalse();
    assertThat(args.equalsIgnoreCase(4, bytes("[["))).isFalse();
    assertThat(args.equalsIgnoreCase(0, "EX")).isTrue();
    assertThat(args.equalsIgnoreCase(2, "EX")).isFalse();
    assertThat(args.equalsIgnoreCase(3, "EX")).isFalse();
    assertThat(args.equalsIgnoreCase(5, "[[")).isFalse();
  }

  @Test
  void longAt_isStrict() {
    for (String text : Numbers.INTEGERS) {
      CommandArgs args = CommandArgs.of(bytes("x"), bytes(text));
      String canonical;
      try {
        canonical = Long.toString(Long.parseLong(text));
      } catch (NumberFormatException e) {
        canonical = "";
      }
      boolean expected = canonical.equals(text) && !text.isEmpty();
      assertThat(args.isLong(1)).as(text).isEqualTo(expected);
      if (expected) {
        assertThat(args.longAt(1)).isEqualTo(Long.parseLong(text));
      } else {
        assertThatThrownBy(() -> args.longAt(1))
            .isInstanceOf(CommandException.class)
            .hasMessage("ERR value is not an integer or out of range");
      }
    }
  }

  @Test
  void longAt_bounds_useTheGivenText() {
    CommandArgs args = CommandArgs.of("5", "x");
    assertThat(args.longAt(0, 5, 5, "ERR no")).isEqualTo(5);
    assertThatThrownBy(() -> args.longAt(0, 6, 9, "ERR no")).hasMessage("ERR no");
    assertThatThrownBy(() -> args.longAt(0, 1, 4, "ERR no")).hasMessage("ERR no");
    assertThatThrownBy(() -> args.longAt(1, 1, 4, "ERR no")).hasMessage("ERR no");
    assertThatThrownBy(() -> args.longAt(1, "ERR other")).hasMessage("ERR other");
  }

  @Test
  void doubleAt_readsWhatStrtodReads() {
    assertThat(doubleOf("0x1.8p1")).isEqualTo(3);
    assertThat(doubleOf("0X1F")).isEqualTo(31);
    assertThat(doubleOf("-inf")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(doubleOf("+Infinity")).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(doubleOf(".5")).isEqualTo(0.5);
    assertThat(doubleOf("-0")).isEqualTo(-0.0);
    assertThat(doubleOf("1e-5")).isEqualTo(1e-5);
    assertThat(doubleOf("9007199254740993")).isEqualTo(9007199254740992.0);
    assertThat(doubleOf("123456789012345678901234567890")).isEqualTo(1.2345678901234568E29);
    assertThatThrownBy(() -> doubleOf("nan"))
        .isInstanceOf(CommandException.class)
        .hasMessage("ERR value is not a valid float");
    assertThatThrownBy(() -> CommandArgs.of("x").doubleAt(0, "ERR min or max is not a float"))
        .hasMessage("ERR min or max is not a float");
  }

  @Test
  void doubleAt_decimals_areRoundedAsTheJdkRounds() {
    java.util.Random random = new java.util.Random(7);
    for (int i = 0; i < 100_000; i++) {
      long digits = random.nextLong() >>> random.nextInt(64);
      String text = digits + "e" + (random.nextInt(60) - 30);
      assertThat(doubleOf(text)).as(text).isEqualTo(Double.parseDouble(text));
    }
  }

  private static double doubleOf(String text) {
    return CommandArgs.of(text).doubleAt(0);
  }

  @Test
  void detach_survivesItsBuffer() {
    byte[] wire = bytes("*2\r\n$4\r\nECHO\r\n$5\r\nhello\r\n");
    CommandArgs args = new CommandArgs();
    new RequestParser(new RequestLimits()).parse(wire, 0, wire.length, args);
    CommandArgs kept = args.detach();
    Arrays.fill(wire, (byte) 0);
    args.clear();
    assertThat(kept.count()).isEqualTo(2);
    assertThat(kept.string(1)).isEqualTo("hello");
    assertThat(kept.buffer()).hasSize(9);
    assertThat(args.count()).isZero();
  }

  @Test
  void longCommand_givesItsRoomBack() {
    CommandArgs args = new CommandArgs();
    byte[] buffer = new byte[100];
    args.begin(buffer, 0);
    for (int i = 0; i < 100_000; i++) {
      args.add(i % 100, 0);
    }
    assertThat(args.count()).isEqualTo(100_000);
    args.begin(buffer, 0);
    args.add(1, 1);
    assertThat(args.count()).isEqualTo(1);
    assertThat(args.takeSpans()).hasSizeLessThan(1000);
  }

  @Test
  void exception_hasCodeAndNoTrace() {
    CommandException e = new CommandException("WRONGTYPE Operation");
    assertThat(e.code()).isEqualTo("WRONGTYPE");
    assertThat(new CommandException("ERR").code()).isEqualTo("ERR");
    assertThat(e.getStackTrace()).isEmpty();
  }
}
