package io.holdfast.core.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.hashing.Crc64;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values as Redis wrote them before 7.0. */
class ZiplistFormatTest {
  private static final int DAMAGES = Boolean.getBoolean("holdfast.long") ? 100_000 : 2_000;

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  /** A ziplist of entries that are written without the length of the one before. */
  private static String ziplist(String... entries) {
    StringBuilder body = new StringBuilder();
    int before = 0;
    int last = 10;
    for (String entry : entries) {
      last = 10 + body.length();
      String link = before < 0xFE ? "" + (char) before : (char) 0xFE + i32(before);
      body.append(link).append(entry);
      before = link.length() + entry.length();
    }
    char count = (char) entries.length;
    return i32(10 + body.length() + 1) + i32(last) + count + "\0" + body + (char) 0xFF;
  }

  private static String i32(int value) {
    byte[] bytes = new byte[4];
    LittleEndian.put32(bytes, 0, value);
    return new String(bytes, ISO_8859_1);
  }

  private static String text(String text) {
    return (char) text.length() + text;
  }

  /** A string of a value, its length in 14 bits. */
  private static String string(String text) {
    return "" + (char) (0x40 | text.length() >> 8) + (char) (text.length() & 0xFF) + text;
  }

  private static byte[] payload(int type, String value) {
    byte[] bytes = ((char) type + value + "\11\0" + "\0".repeat(8)).getBytes(ISO_8859_1);
    seal(bytes);
    return bytes;
  }

  private static void seal(byte[] payload) {
    int crcAt = payload.length - Long.BYTES;
    LittleEndian.put64(payload, crcAt, Crc64.of(payload, 0, crcAt));
  }

  private String restore(byte[] payload) {
    return tester.run(
        "RESTORE".getBytes(ISO_8859_1),
        "k".getBytes(ISO_8859_1),
        "0".getBytes(ISO_8859_1),
        payload,
        "REPLACE".getBytes(ISO_8859_1));
  }

  private static final String NUMBERS =
      ziplist(
          text(""),
          text("abc"),
          "A," + "x".repeat(300),
          "\u0080\0\0\1\u0001" + "y".repeat(257),
          "\u00f1",
          "\u00fd",
          "\u00fe\u0080",
          "\u00c0\u00ff\u00ff",
          "\u00f0\u0001\0\u0080",
          "\u00d0\0\0\0\u0080",
          "\u00e0\0\0\0\0\0\0\0\u0080");

  @Test
  void everyEncodingOfAnEntry_isRead() {
    assertThat(restore(payload(10, string(NUMBERS)))).isEqualTo("+OK");
    assertThat(tester.run("LRANGE k 0 -1"))
        .isEqualTo(
            "[\"\", \"abc\", \""
                + "x".repeat(300)
                + "\", \""
                + "y".repeat(257)
                + "\", \"0\", \"12\", \"-128\", \"-1\", \"-8388607\", \"-2147483648\","
                + " \"-9223372036854775808\"]");
  }

  @Test
  void quicklistOfZiplists_isRead() {
    String nodes = "\2" + string(ziplist(text("a"), "\u00f2")) + string(ziplist(text("b")));
    assertThat(restore(payload(14, nodes))).isEqualTo("+OK");
    assertThat(tester.run("LRANGE k 0 -1")).isEqualTo("[\"a\", \"1\", \"b\"]");
  }

  @Test
  void hash_isRead() {
    byte[] hash = payload(13, string(ziplist(text("f"), text("v"), "\u00f2", "\u00f3")));
    assertThat(restore(hash)).isEqualTo("+OK");
    assertThat(tester.run("HGETALL k")).isEqualTo("[\"f\", \"v\", \"1\", \"2\"]");
    String twice = ziplist(text("f"), text("v"), text("f"), text("w"));
    assertThat(restore(payload(13, string(twice)))).isEqualTo("-ERR Bad data format");
    String odd = ziplist(text("f"), text("v"), text("g"));
    assertThat(restore(payload(13, string(odd)))).isEqualTo("-ERR Bad data format");
  }

  @Test
  void sortedSet_isRead() {
    String set = ziplist(text("b"), text("-1.5"), text("a"), "\u00f3", text("c"), text("inf"));
    assertThat(restore(payload(12, string(set)))).isEqualTo("+OK");
    assertThat(tester.run("ZRANGE k 0 -1 WITHSCORES"))
        .isEqualTo("[\"b\", \"-1.5\", \"a\", \"2\", \"c\", \"inf\"]");
  }

  @Test
  void zipmap_isRead() {
    String map = "\2" + text("f") + "\1\2v??" + text("g") + "\0\0" + (char) 0xFF;
    assertThat(restore(payload(9, string(map)))).isEqualTo("+OK");
    assertThat(tester.run("HGETALL k")).isEqualTo("[\"f\", \"v\", \"g\", \"\"]");
  }

  @Test
  void damage_isRefusedOrIsAnotherValue() {
    Random random = new Random(11);
    byte[][] payloads = {
      payload(10, string(NUMBERS)),
      payload(13, string(ziplist(text("f"), text("v"), "\u00f2", "\u00f3"))),
      payload(12, string(ziplist(text("b"), text("-1.5"), text("a"), "\u00f3"))),
      payload(9, string("\2" + text("f") + "\1\2v??" + text("g") + "\0\0" + (char) 0xFF)),
    };
    for (int i = 0; i < DAMAGES; i++) {
      byte[] bad = payloads[i % payloads.length].clone();
      bad[1 + random.nextInt(bad.length - 11)] = (byte) random.nextInt(256);
      seal(bad);
      tester.run("DEL k");
      String reply = restore(bad);
      assertThat(reply)
          .as("damage %d: %s", i, Arrays.toString(bad))
          .isIn("+OK", "-ERR Bad data format");
      assertThat(tester.run("EXISTS k")).isEqualTo(reply.equals("+OK") ? ":1" : ":0");
    }
  }
}
