package io.holdfast.core.codec;

import java.util.LinkedHashMap;
import java.util.Map;

/** Requests, as Latin-1 text, and what comes of them; each is checked against redis-server too. */
final class RequestCases {
  static final Map<String, String> ALL = new LinkedHashMap<>();

  private RequestCases() {}

  private static void is(String request, String outcome) {
    if (ALL.put(request, outcome) != null) {
      throw new AssertionError("twice: " + request);
    }
  }

  static {
    wholeRequests();
    halfRequests();
    noCommand();
    wrongCounts();
    wrongLengths();
    inlineWords();
    inlineFaults();
    pipelines();
    tooLong();
  }

  private static void wholeRequests() {
    is("*1\r\n$4\r\nPING\r\n", "\"PING\"; end");
    is("*2\r\n$4\r\nECHO\r\n$0\r\n\r\n", "\"ECHO\" \"\"; end");
    is("*2\r\n$4\r\nECHO\r\n$10\r\n0123456789\r\n", "\"ECHO\" \"0123456789\"; end");
    is("*2\r\n$4\r\nECHO\r\n$2\r\n\r\n\r\n", "\"ECHO\" \"\\r\\n\"; end");
    is("*2\r\n$4\r\nECHO\r\n$3\r\n\0\u00ff\n\r\n", "\"ECHO\" \"\\x00\\xff\\n\"; end");
    is("*1\r\n$0\r\n\r\n", "\"\"; end");
    is("*1\rX$4\rYPINGab", "\"PING\"; end");
    is("*12\r\n" + "$1\r\nx\r\n".repeat(12), "\"x\"" + " \"x\"".repeat(11) + "; end");
    is(
        "*2\r\n$4\r\nECHO\r\n$100\r\n" + "v".repeat(100) + "\r\n",
        "\"ECHO\" \"" + "v".repeat(100) + "\"; end");
  }

  private static void halfRequests() {
    is("*", "more");
    is("*1", "more");
    is("*1\r", "more");
    is("*1\r\n", "more");
    is("*1\r\n$", "more");
    is("*1\r\n$4", "more");
    is("*1\r\n$4\r", "more");
    is("*1\r\n$4\r\n", "more");
    is("*1\r\n$4\r\nPING", "more");
    is("*1\r\n$4\r\nPING\r", "more");
    is("*2147483647\r\n", "more");
    is("*1\r\n$536870912\r\n", "more");
    is("*1\n$4\nPING\n", "more");
    is("PING", "more");
    is("PING\r", "more");
    is("*1\0\r\n$4\r\nPING\r\n", "more");
    is("*1\r\n$4\0\r\nPING\r\n", "more");
    is("*1\r\n\0\r\n", "more");
    is("PING\0\r\nPING\r\n", "more");
    is("ECHO \"a\0b\"\r\n", "more");
  }

  private static void noCommand() {
    is("*0\r\n*1\r\n$4\r\nPING\r\n", "\"PING\"; end");
    is("*-1\r\nPING\r\n", "\"PING\"; end");
    is("*-5\r\nPING\r\n", "\"PING\"; end");
    is("*-9223372036854775808\r\nPING\r\n", "\"PING\"; end");
    is("\r\n\r\nPING\r\n", "\"PING\"; end");
    is("\n\nPING\n", "\"PING\"; end");
    is("   \r\nPING\r\n", "\"PING\"; end");
    is("\r\r\nPING\r\n", "\"PING\"; end");
    is("\r\n", "end");
    is("*0\r\n", "end");
  }

  private static void wrongCounts() {
    for (String count :
        new String[] {
          "",
          "a",
          " 1",
          "+1",
          "01",
          "-0",
          "1 ",
          "--1",
          "1a",
          "0x1",
          "2147483648",
          "4294967297",
          "99999999999999999999",
          "-99999999999999999999",
          "1\n$4\nPING\n"
        }) {
      is("*" + count + "\r\n", "invalid multibulk length");
    }
  }

  private static void wrongLengths() {
    is("*1\r\n4\r\n", "expected '$', got '4'");
    is("*1\r\n:5\r\n", "expected '$', got ':'");
    is("*1\r\n+\r\n", "expected '$', got '+'");
    is("*1\r\nPING\r\n", "expected '$', got 'P'");
    is("*1\r\n\u00e9\r\n", "expected '$', got '\u00e9'");
    is("*1\r\n\r\n", "expected '$', got ' '");
    is("*1\r\n\n\r\n", "expected '$', got ' '");
    is("*2\r\n$4\r\nPING\r\n4\r\n", "expected '$', got '4'");
    for (String length :
        new String[] {
          "",
          "-1",
          "-0",
          "a",
          "04",
          "00",
          " 4",
          "4 ",
          "+4",
          "4a",
          "0004",
          "12345a",
          "123456a",
          "536870913",
          "4294967296",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999"
        }) {
      is("*1\r\n$" + length + "\r\nPING\r\n", "invalid bulk length");
    }
  }

  private static void inlineWords() {
    is("PING\r\n", "\"PING\"; end");
    is("PING\n", "\"PING\"; end");
    is("  ECHO \t a  \r\n", "\"ECHO\" \"a\"; end");
    is("ECHO \"a b\"\r\n", "\"ECHO\" \"a b\"; end");
    is("ECHO 'a b'\r\n", "\"ECHO\" \"a b\"; end");
    is("ECHO \"\"\r\n", "\"ECHO\" \"\"; end");
    is("ECHO ''\r\n", "\"ECHO\" \"\"; end");
    is("\"\" a\r\n", "\"\" \"a\"; end");
    is("\"ECHO\" \"x\"\r\n", "\"ECHO\" \"x\"; end");
    is("ECHO a\"b c\"\r\n", "\"ECHO\" \"ab c\"; end");
    is("ECHO a'b c'\r\n", "\"ECHO\" \"ab c\"; end");
    is("ECHO \"a'b\"\r\n", "\"ECHO\" \"a'b\"; end");
    is("ECHO 'a\"b'\r\n", "\"ECHO\" \"a\\\"b\"; end");
    is(
        "ECHO \"\\x41\\n\\r\\t\\b\\a\\q\\\\\\\"\"\r\n",
        "\"ECHO\" \"A\\n\\r\\t\\x08\\x07q\\\\\\\"\"; end");
    is("ECHO \"\\xZZ\\x4\"\r\n", "\"ECHO\" \"xZZx4\"; end");
    is("ECHO \"\\xfF\u00ff\\x00\"\r\n", "\"ECHO\" \"\\xff\\xff\\x00\"; end");
    is("ECHO \"\\x\u00ff1\"\r\n", "\"ECHO\" \"x\\xff1\"; end");
    is("ECHO '\\x41\\n\\'\\q'\r\n", "\"ECHO\" \"\\\\x41\\\\n'\\\\q\"; end");
    is("ECHO \\x41\r\n", "\"ECHO\" \"\\\\x41\"; end");
    is("ECHO a\u000bb\r\n", "\"ECHO\" \"a\\x0bb\"; end");
    is("ECHO a\fb\r\n", "\"ECHO\" \"a\\x0cb\"; end");
    is("\u000b\fECHO a\r\n", "\"ECHO\" \"a\"; end");
    is("ECHO \"a\"\u000b\r\n", "\"ECHO\" \"a\"; end");
    is("ECHO a\rb\r\n", "\"ECHO\" \"a\" \"b\"; end");
    is("ECHO a\r\r\n", "\"ECHO\" \"a\"; end");
    is("ECHO \"a\rb\"\r\n", "\"ECHO\" \"a\\rb\"; end");
    is("ECHO $4\r\n", "\"ECHO\" \"$4\"; end");
    is("$4\r\n", "\"$4\"; end");
  }

  private static void inlineFaults() {
    for (String line :
        new String[] {
          "ECHO \"a",
          "ECHO 'a",
          "ECHO \"a\"b",
          "ECHO 'a'b",
          "ECHO a\"b\"c",
          "ECHO \"\\",
          "ECHO '\\'",
          " \"",
          "'",
          "ECHO \"a\"\"b\"",
          "ECHO 'a\\",
          "ECHO \"\\\""
        }) {
      is(line + "\r\n", "unbalanced quotes in request");
    }
  }

  private static void pipelines() {
    is(
        "PING\r\n*1\r\n$4\r\nPING\r\n\r\n*0\r\nECHO a\n*2\r\n$4\r\nECHO\r\n$1\r\nb\r\n",
        "\"PING\"; \"PING\"; \"ECHO\" \"a\"; \"ECHO\" \"b\"; end");
    is(
        "PING\r\n*1\r\n$4\r\nPING\r\n*x\r\nPING\r\n",
        "\"PING\"; \"PING\"; invalid multibulk length");
    is("PING\r\nECHO 'a\r\nPING\r\n", "\"PING\"; unbalanced quotes in request");
    is("*1\r\n$4\r\nPING\r\n*1\r\n", "\"PING\"; more");
  }

  private static void tooLong() {
    is("a".repeat(65536), "more");
    is("a".repeat(65537), "too big inline request");
    is("*" + "1".repeat(65535), "more");
    is("*" + "1".repeat(65536), "too big mbulk count string");
    is("*1\r\n$" + "1".repeat(65535), "more");
    is("*1\r\n$" + "1".repeat(65536), "too big bulk count string");
    is("*1\r\n$" + "1".repeat(65534) + "\r\n", "invalid bulk length");
    is("PING\0" + "a".repeat(65532), "too big inline request");
    is(
        "ECHO " + "a".repeat(65531) + "\n",
        "\"ECHO\" \"" + "a".repeat(128) + "\"... (65531 bytes); end");
  }
}
