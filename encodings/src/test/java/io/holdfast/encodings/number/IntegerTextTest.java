package io.holdfast.encodings.number;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class IntegerTextTest {
  @Test
  void everyMagnitude_roundTrips() {
    for (int digits = 1; digits <= 19; digits++) {
      BigInteger power = BigInteger.TEN.pow(digits - 1);
      for (int distance = -12; distance <= 12; distance++) {
        for (int times = 1; times <= 9; times++) {
          BigInteger value =
              power.multiply(BigInteger.valueOf(times)).add(BigInteger.valueOf(distance));
          if (value.bitLength() <= 63) {
            assertRoundTrip(value.longValueExact());
            assertRoundTrip(value.negate().longValueExact());
          }
        }
      }
    }
  }

  @Test
  void everyBitLength_roundTrips() {
    assertRoundTrip(0);
    assertRoundTrip(Long.MIN_VALUE);
    assertRoundTrip(Long.MAX_VALUE);
    for (int bits = 0; bits < 63; bits++) {
      for (long distance = -1; distance <= 1; distance++) {
        assertRoundTrip((1L << bits) + distance);
        assertRoundTrip(-(1L << bits) + distance);
      }
    }
  }

  @Test
  void random_roundTrips() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 10_000; i++) {
      assertRoundTrip(random.nextLong() >> random.nextInt(64));
    }
  }

  /** Separated by '|', so the first is the empty text. */
  private static final String WRONG_TEXTS =
      "|-|+|+1|-0|00|01|-01|0123456789|1 | 1|1\n|1.0|1e3|0x10|--1|1-|1_000|/|:|1234567:|1234567/"
          + "|12345678:|/2345678|-12345678901234567x|x2345678901234567|9223372036854775808"
          + "|-9223372036854775809|9999999999999999999|-9999999999999999999|18446744073709551616"
          + "|18446744073709551617|10000000000000000000|-10000000000000000000|123456789012345678901"
          + "|\u00b1|1\u00b1|\u00ff\u00ff|123\u00fa|\u00fa\u00ff\u00fa\u00ff";

  @Test
  void wrongText_isRefused() {
    for (String text : WRONG_TEXTS.split("\\|", -1)) {
      assertRefused(text);
    }
  }

  @Test
  void everyByteAtEveryPlace_onlyDigitsPass() {
    for (String text : new String[] {"1", "-1", "12345678", "-123456789", "1234567890123456789"}) {
      for (int place = 0; place < text.length(); place++) {
        for (int value = 0; value < 256; value++) {
          String changed = text.substring(0, place) + (char) value + text.substring(place + 1);
          if (changed.matches("0|-?[1-9][0-9]*") && new BigInteger(changed).bitLength() <= 63) {
            assertParsed(changed, Long.parseLong(changed));
          } else {
            assertRefused(changed);
          }
        }
      }
    }
  }

  @Test
  void refusedAsNumber_isANumber() {
    assertRoundTrip(IntegerText.REFUSED);
    String text = Long.toString(IntegerText.REFUSED);
    byte[] bytes = text.getBytes(ISO_8859_1);
    assertThat(IntegerText.isRefused(IntegerText.REFUSED, bytes, 0, bytes.length)).isFalse();
  }

  @Test
  void parse_outsideArray_throws() {
    byte[] bytes = "1234567890".getBytes(ISO_8859_1);
    assertThatThrownBy(() -> IntegerText.parse(bytes, 5, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> IntegerText.parse(bytes, -1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> IntegerText.parse(bytes, 2, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void write_withoutRoom_throws() {
    for (long value : new long[] {0, 12, 123, 12345, 123456789L, Long.MAX_VALUE, Long.MIN_VALUE}) {
      byte[] tooSmall = new byte[IntegerText.length(value) - 1];
      assertThatThrownBy(() -> IntegerText.write(value, tooSmall, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  private static void assertRoundTrip(long value) {
    String text = Long.toString(value);
    byte[] expected = new byte[text.length() + 6];
    Arrays.fill(expected, (byte) '7');
    System.arraycopy(text.getBytes(ISO_8859_1), 0, expected, 3, text.length());
    byte[] written = new byte[text.length() + 6];
    Arrays.fill(written, (byte) '7');
    assertThat(IntegerText.write(value, written, 3)).as(text).isEqualTo(text.length());
    assertThat(written).as(text).isEqualTo(expected);
    assertThat(IntegerText.length(value)).as(text).isEqualTo(text.length());
    assertParsed(text, value);
  }

  private static void assertParsed(String text, long value) {
    forEachPlace(
        text,
        (bytes, offset, length) -> {
          long parsed = IntegerText.parse(bytes, offset, length);
          assertThat(parsed).as(text).isEqualTo(value);
          assertThat(IntegerText.isRefused(parsed, bytes, offset, length)).as(text).isFalse();
          assertThat(IntegerText.isLong(bytes, offset, length)).as(text).isTrue();
        });
  }

  private static void assertRefused(String text) {
    forEachPlace(
        text,
        (bytes, offset, length) -> {
          long parsed = IntegerText.parse(bytes, offset, length);
          assertThat(IntegerText.isRefused(parsed, bytes, offset, length)).as(text).isTrue();
          assertThat(IntegerText.isLong(bytes, offset, length)).as(text).isFalse();
        });
  }

  /** Alone in its array, and between digits at offsets where a whole word lies before it or not. */
  private static void forEachPlace(String text, Place place) {
    byte[] alone = text.getBytes(ISO_8859_1);
    place.check(alone, 0, alone.length);
    for (int offset : new int[] {1, 5, 8}) {
      byte[] among = new byte[offset + alone.length + 1];
      Arrays.fill(among, (byte) '7');
      System.arraycopy(alone, 0, among, offset, alone.length);
      place.check(among, offset, alone.length);
    }
  }

  private interface Place {
    void check(byte[] bytes, int offset, int length);
  }

  @Test
  void compare_isTheOrderOfTheTexts() {
    SplittableRandom random = new SplittableRandom(17);
    long[] notable = {0, 1, 9, 10, 99, 100, 101, Long.MAX_VALUE, Long.MAX_VALUE / 10};
    for (int i = 0; i < 100_000; i++) {
      long a = notable[random.nextInt(notable.length)] * (random.nextBoolean() ? 1 : -1);
      long b = random.nextLong() >> random.nextInt(64);
      b = random.nextInt(4) == 0 ? a / 10 : random.nextInt(4) == 0 ? Long.MIN_VALUE : b;
      int expected = Integer.signum(Long.toString(a).compareTo(Long.toString(b)));
      assertThat(Integer.signum(IntegerText.compare(a, b))).as("%s %s", a, b).isEqualTo(expected);
      assertThat(Integer.signum(IntegerText.compare(b, a))).as("%s %s", b, a).isEqualTo(-expected);
    }
  }
}
