package io.holdfast.core.codec;

import java.util.List;
import java.util.Random;

/** Texts that are numbers, and texts that nearly are. */
final class Numbers {
  static final List<String> INTEGERS =
      List.of(
          "0",
          "1",
          "-1",
          "10",
          "12345678",
          "123456789",
          "-12345678",
          "9223372036854775807",
          "-9223372036854775808",
          "-9223372036854775800",
          "999999999999999999",
          "-0",
          "+1",
          "01",
          "-01",
          " 1",
          "1 ",
          "",
          "-",
          "00",
          "1\0",
          "0x1",
          "1.0",
          "--1",
          "- 1",
          "9223372036854775808",
          "-9223372036854775809",
          "99999999999999999999",
          "18446744073709551616",
          "1000000000000000000000000000000000000000",
          "1a",
          "a1",
          "1e1",
          "\u00b2");

  static final List<String> DOUBLES =
      List.of(
          "0",
          "-0",
          "+1",
          "01",
          "1.",
          ".5",
          "-.5",
          "1e5",
          "1E5",
          "1e+5",
          "1e-5",
          "inf",
          "+inf",
          "-inf",
          "INF",
          "Infinity",
          "-INFINITY",
          "0x10",
          "0X1F",
          "0x1p3",
          "0x1.8p1",
          "0x.8",
          "0x8.",
          "-0x10",
          "1e308",
          "1e-308",
          "1e-310",
          "4.9e-324",
          "3e-324",
          "0e-400",
          "0e999999999999",
          "17976931348623157e292",
          "0x1.fffffffffffffp1023",
          "0x1p-1074",
          "0x1.8p-1075",
          "0.1",
          "0x0",
          "0x0p99999999999",
          "0x00.00",
          "-0x0",
          "1e22",
          "1e23",
          "9007199254740993",
          "9007199254740992e22",
          "123456789012345678901234567890",
          "0x123456789abcdef01",
          "1e00005",
          "0".repeat(300) + "1",
          "0." + "0".repeat(400) + "1e401",
          "1" + "0".repeat(400) + "e-400",
          // refused
          " 1",
          "1 ",
          "",
          "-",
          "+",
          ".",
          "-.",
          "1e",
          "1e+",
          "e5",
          ".e5",
          "infinit",
          "infinityx",
          "nan",
          "-nan",
          "NaN",
          "nan(1)",
          "0x",
          "0x.",
          "0xp1",
          "0x1p",
          "0x1p+",
          "0x1e+1",
          "0x1p-2000",
          "0x1p2000",
          "1e309",
          "-1e309",
          "1e-324",
          "2e-324",
          "1e-400",
          "1e99999999999999999999",
          "1e-99999999999999999999",
          "1\0",
          "1d",
          "1f",
          "1L",
          "1_0",
          "\t1",
          "\u000b1",
          "\u00a01",
          "1,5",
          "0b1",
          "1e5.5",
          "1.2.3",
          "0x1.2.3",
          "179769313486231580793e289",
          "0x1.fffffffffffff8p1023",
          "0x1p-1075",
          "+-1",
          "--1",
          "1e400\0",
          "1e5f",
          "0x1p1d",
          "0." + "0".repeat(400) + "1",
          "1" + "0".repeat(400),
          "\u00e9nf",
          "0\u00f81");

  private Numbers() {}

  /** Something that looks like a double, right more often than not. */
  static String randomDouble(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
    boolean hexadecimal = random.nextInt(5) == 0;
    String digits = hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
    text.append(hexadecimal ? "0x" : "");
    append(text, random, digits, random.nextInt(22));
    if (random.nextBoolean()) {
      text.append('.');
      append(text, random, digits, random.nextInt(22));
    }
    if (random.nextInt(3) == 0) {
      text.append(hexadecimal ? 'p' : 'e').append(random.nextInt(700) - 350);
    }
    if (random.nextInt(20) == 0) {
      text.insert(random.nextInt(text.length() + 1), "+-.eExp 1".charAt(random.nextInt(9)));
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Random random, String digits, int count) {
    for (int i = 0; i < count; i++) {
      text.append(digits.charAt(random.nextInt(digits.length())));
    }
  }
}
