package io.holdfast.oracle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes what a broken or hostile client sends: a few requests, as arrays or inline, with bytes
 * changed, lost, repeated or put in, and lengths that lie.
 *
 * <p>The commands leave nothing behind, so that every request can be replayed alone. There is no
 * NUL byte: redis-server reads header lines as C strings and waits forever behind one.
 */
final class RequestBytes {
  private static final String[] COMMANDS = {
    "PING",
    "PING there",
    "ECHO \"a b\"",
    "ECHO \"\\xff\\r\\n\"",
    "ECHO \"\"",
    "GET nosuchkey",
    "NOSUCH a b",
    "GET",
    "MULTI",
    "EXEC",
    "SELECT 1",
    "SELECT 99",
    "QUIT",
    "MGET nosuch nosuch",
    "CLIENT GETNAME",
    "POST / HTTP/1.1",
    "Host: x",
    "\"\""
  };

  private static final String[] PIECES = {
    "\r\n",
    "\n",
    "\r",
    "*",
    "$",
    "*1\r\n",
    "$4\r\n",
    "$-1\r\n",
    "*-1\r\n",
    "*0\r\n",
    "-1",
    "0",
    "9",
    "9999999999",
    "536870912",
    "536870913",
    "1048577",
    "2147483648",
    "9223372036854775808",
    " ",
    "\"",
    "'",
    "\\x",
    "PING\r\n",
    "+",
    ":",
    "01",
    "\t"
  };

  private final Random random;

  RequestBytes(Random random) {
    this.random = random;
  }

  /** What one connection sends. */
  List<Byte> next() {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    int commands = 1 + random.nextInt(4);
    for (int i = 0; i < commands; i++) {
      String command = COMMANDS[random.nextInt(COMMANDS.length)];
      wire.writeBytes(
          random.nextInt(4) == 0
              ? (command + "\r\n").getBytes(StandardCharsets.US_ASCII)
              : Connection.encode(Quoting.split(command)));
    }
    List<Byte> bytes = boxed(wire.toByteArray());
    int mutations = random.nextInt(4);
    for (int i = 0; i < mutations && !bytes.isEmpty(); i++) {
      mutate(bytes);
    }
    return bytes;
  }

  private void mutate(List<Byte> bytes) {
    int at = random.nextInt(bytes.size());
    switch (random.nextInt(6)) {
      case 0 -> bytes.remove(at);
      case 1 -> bytes.set(at, (byte) (1 + random.nextInt(255)));
      case 2 -> bytes.subList(at, bytes.size()).clear();
      case 3 -> bytes.addAll(at, List.copyOf(bytes.subList(at, Math.min(at + 9, bytes.size()))));
      default ->
          bytes.addAll(
              at, boxed(PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.US_ASCII)));
    }
  }

  static List<Byte> boxed(byte[] bytes) {
    List<Byte> list = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      list.add(b);
    }
    return list;
  }

  static byte[] unboxed(List<Byte> list) {
    byte[] bytes = new byte[list.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = list.get(i);
    }
    return bytes;
  }
}
