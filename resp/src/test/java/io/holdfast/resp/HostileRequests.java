package io.holdfast.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What a client might send who means harm, or does not know better. */
final class HostileRequests {
  private static final String[] STATES = {
    "HELLO 3",
    "HELLO 2",
    "HELLO 3 AUTH limited pw",
    "HELLO 9",
    "AUTH limited pw",
    "AUTH default x",
    "MULTI",
    "MULTI",
    "EXEC",
    "DISCARD",
    "WATCH k1",
    "SUBSCRIBE c1 c2",
    "PSUBSCRIBE c*",
    "UNSUBSCRIBE",
    "SSUBSCRIBE c1",
    "MONITOR",
    "RESET",
    "QUIT",
    "CLIENT REPLY OFF",
    "CLIENT REPLY ON",
    "CLIENT REPLY SKIP",
    "CLIENT TRACKING ON",
    "CLIENT TRACKING ON BCAST",
    "CLIENT TRACKING OFF",
    "CLIENT NO-TOUCH ON",
    "BLPOP l 0",
    "BLPOP none 0.01",
    "BZPOPMIN z 0",
    "XREAD BLOCK 0 STREAMS x $",
    "WAIT 1 0",
    "PUBLISH c1 hello",
    "CLIENT KILL TYPE normal",
    "CLIENT PAUSE 100000",
    "SELECT 1",
    "SELECT 0"
  };

  private static final String[] KEYS = {
    "SET k1 v",
    "SET k2 10",
    "RPUSH l a b c",
    "SADD s 1 2 three",
    "ZADD z 1 a 2 b",
    "HSET h f v g 1",
    "XADD x * f v",
    "SETRANGE k3 20000 x",
    "EXPIRE k1 1",
    "PFADD p a b c"
  };

  private static final String[] WORDS = {
    "k1",
    "k2",
    "k3",
    "l",
    "s",
    "z",
    "h",
    "x",
    "p",
    "none",
    "c1",
    "0",
    "1",
    "-1",
    "2",
    "10",
    "1.5",
    "-0",
    "inf",
    "-inf",
    "nan",
    "1e400",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "",
    "*",
    "?",
    "[",
    "a\\",
    "$",
    ">",
    "+",
    "-",
    "(1",
    "[a",
    "1-1",
    "0-0",
    "COUNT",
    "LIMIT",
    "STREAMS",
    "NX",
    "XX",
    "GT",
    "LT",
    "EX",
    "PX",
    "KEEPTTL",
    "GET",
    "MATCH",
    "WITHSCORES",
    "BY",
    "STORE",
    "ASC",
    "ALPHA",
    "WEIGHTS",
    "AGGREGATE",
    "MAXLEN",
    "~",
    "=",
    "ID",
    "GROUP",
    "BLOCK",
    "FIELDS",
    "MEMBERS",
    "LEFT",
    "RIGHT",
    "REV",
    "BYLEX",
    "BYSCORE",
    "FULL",
    "\r\n",
    "a\r\nb",
    "\n-ERR x\r\n",
    "\0",
    "\u00ff\u00fe",
    "%s%n",
    "v"
  };

  private static final String[] GARBAGE = {
    "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "POST / HTTP/1.1\r\n",
    "*-1\r\n",
    "*0\r\n",
    "\r\n\r\n",
    "*1\r\n$-1\r\n",
    "*2147483648\r\n",
    "*1048577\r\n$4\r\nPING\r\n",
    "*2\r\n$4\r\nECHO\r\n$1048577\r\n",
    "*3\r\n$3\r\nSET\r\n$2\r\nk1\r\n",
    "*1\r\n$1048576\r\nx",
    "*99999999\r\n",
    "$4\r\nPING\r\n",
    ":1\r\n",
    "*\r\n",
    "*1\r\n$\r\n",
    "\"",
    "'unbalanced\r\n",
    "ECHO \"\\x\r\n",
    "\0\0\0\0",
    "*1\r\n*1\r\n$4\r\nPING\r\n"
  };

  private final Random random;
  private final List<String> commands;

  HostileRequests(Random random, List<String> commands) {
    this.random = random;
    this.commands = commands;
  }

  /** The bytes of one connection. */
  byte[] next() {
    StringBuilder text = new StringBuilder();
    int requests = random.nextInt(10) == 0 ? 2_000 : 1 + random.nextInt(20);
    for (int i = 0; i < requests; i++) {
      text.append(request());
    }
    byte[] bytes = text.toString().getBytes(ISO_8859_1);
    int damages = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0;
    for (; damages > 0; damages--) {
      bytes = damaged(bytes);
    }
    return bytes;
  }

  private String request() {
    int choice = random.nextInt(40);
    if (choice == 0) {
      return pick(GARBAGE);
    }
    if (choice < 6) {
      return encoded(pick(STATES).split(" ", -1));
    }
    if (choice < 12) {
      return encoded(pick(KEYS).split(" ", -1));
    }
    String[] name = commands.get(random.nextInt(commands.size())).split(" ", -1);
    String[] words = Arrays.copyOf(name, name.length + random.nextInt(7));
    for (int i = name.length; i < words.length; i++) {
      words[i] = random.nextInt(50) == 0 ? "x".repeat(random.nextInt(20_000)) : pick(WORDS);
    }
    return encoded(words);
  }

  private String encoded(String... words) {
    return random.nextInt(8) == 0 ? String.join(" ", words) + "\r\n" : RawClient.command(words);
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  private byte[] damaged(byte[] bytes) {
    if (bytes.length == 0) {
      return bytes;
    }
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] = (byte) random.nextInt();
      case 1 -> bytes[at] = (byte) "0123456789*$\r\n-".charAt(random.nextInt(15));
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        return Arrays.copyOfRange(bytes, at, bytes.length);
      }
      default -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
      }
    }
    return bytes;
  }
}
