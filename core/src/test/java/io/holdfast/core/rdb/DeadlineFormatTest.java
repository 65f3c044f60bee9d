package io.holdfast.core.rdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.hashing.Crc64;
import io.holdfast.encodings.listpack.Listpack;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values whose elements have deadlines, as bytes and back. */
class DeadlineFormatTest {
  private static final int FOOTER_BYTES = 10;

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private byte[] dump(int version) {
    ByteRange key = ByteRange.of("k".getBytes(US_ASCII));
    return Objects.requireNonNull(DumpOps.dump(tester.session().database(), key, version));
  }

  private static String body(byte[] payload) {
    return HexFormat.of().formatHex(payload, 0, payload.length - FOOTER_BYTES);
  }

  private static int version(byte[] payload) {
    return LittleEndian.u16(payload, payload.length - FOOTER_BYTES);
  }

  private String restore(String key, byte[] payload, String... options) {
    byte[][] words = new byte[4 + options.length][];
    words[0] = "RESTORE".getBytes(US_ASCII);
    words[1] = key.getBytes(US_ASCII);
    words[2] = "0".getBytes(US_ASCII);
    words[3] = payload;
    for (int i = 0; i < options.length; i++) {
      words[4 + i] = options[i].getBytes(US_ASCII);
    }
    return tester.run(words);
  }

  private static byte[] payload(String body, int version) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(HexFormat.of().parseHex(body.replace(" ", "")));
    out.write(version);
    out.write(0);
    byte[] bytes = out.toByteArray();
    byte[] crc = new byte[Long.BYTES];
    LittleEndian.put64(crc, 0, Crc64.of(bytes, 0, bytes.length));
    out.writeBytes(crc);
    return out.toByteArray();
  }

  /** The bytes themselves: they reach files. The deadlines are 0x28000000000 ms, and 63 later. */
  @Test
  void bytes_areThese() {
    tester.run("HSET k f v");
    tester.run("HPEXPIREAT k 2748779069440 FIELDS 1 f");
    assertThat(body(dump(11))).isEqualTo("18" + "0000000080020000" + "01" + "01" + "0166" + "0176");
    tester.run("HSET k g 7");
    tester.run("HPEXPIREAT k 2748779069503 FIELDS 1 f");
    assertThat(body(dump(11))).startsWith("18" + "3f00000080020000" + "02");
    tester.run("DEL k");
    tester.run("SADD k m");
    tester.run("SPEXPIREAT k 2748779069440 MEMBERS 1 m");
    assertThat(body(dump(11))).isEqualTo("53" + "0000000080020000" + "01" + "01" + "016d");
    tester.run("DEL k");
    tester.run("ZADD k 1 a 2 m");
    tester.run("ZPEXPIREAT k 2748779069440 MEMBERS 1 a");
    tester.run("ZPEXPIREAT k 2748779069503 MEMBERS 1 m");
    assertThat(body(dump(11)))
        .isEqualTo(
            "5a"
                + "0000000080020000"
                + "02"
                + ("4040" + "016d" + "0000000000000040")
                + ("01" + "0161" + "000000000000f03f"));
  }

  /** Who knows no deadlines is to refuse them, by the version if not by the type. */
  @ParameterizedTest
  @ValueSource(ints = {10, 11, 12})
  void version_isAtLeastTwelve_whileThereAreDeadlines(int wanted) {
    tester.run("HSET k f v g w");
    assertThat(version(dump(wanted))).isEqualTo(wanted);
    tester.run("HPEXPIRE k 100 FIELDS 1 f");
    assertThat(version(dump(wanted))).isEqualTo(12);
    tester.run("HPERSIST k FIELDS 1 f");
    assertThat(version(dump(wanted))).isEqualTo(wanted);
    assertThat(body(dump(wanted))).startsWith("04");
  }

  @ParameterizedTest
  @CsvSource({"H, 1", "H, 700", "S, 1", "S, 700", "Z, 1", "Z, 700"})
  void dumpAndRestore_keepDeadlines(char type, int elements) {
    Random random = new Random(elements);
    String clause = type == 'H' ? " FIELDS 1 " : " MEMBERS 1 ";
    for (int i = 0; i < elements; i++) {
      String name = i % 3 == 0 ? "m" + i : Integer.toString(i);
      tester.run(type == 'H' ? "HSET k " + name + " v" + i : typed(type, i, name));
      if (i % 4 != 1) {
        tester.run(
            type + "PEXPIRE k " + (1 + random.nextLong(1L << random.nextInt(40))) + clause + name);
      }
    }
    assertThat(restore("copy", dump(11))).isEqualTo("+OK");
    tester.checkInvariants();
    for (int i = 0; i < elements; i++) {
      String name = i % 3 == 0 ? "m" + i : Integer.toString(i);
      String look = type + "PEXPIRETIME %s" + clause + name;
      assertThat(tester.run(look.formatted("copy"))).isEqualTo(tester.run(look.formatted("k")));
    }
    String all = type == 'H' ? "HLEN" : type == 'S' ? "SCARD" : "ZRANGE %s 0 -1 WITHSCORES";
    String look = all.contains("%s") ? all : all + " %s";
    assertThat(tester.run(look.formatted("copy"))).isEqualTo(tester.run(look.formatted("k")));
    tester.clock().advance(Duration.ofDays(40));
    assertThat(tester.run(look.formatted("copy"))).isEqualTo(tester.run(look.formatted("k")));
  }

  private static String typed(char type, int i, String name) {
    return type == 'S' ? "SADD k " + name : "ZADD k " + i * 0.5 + " " + name;
  }

  /** Fields f and g, f with a deadline; the smaller type of Redis. */
  @Test
  void aListpackWithDeadlines_isRead() {
    byte[] payload = payload(listpackEx(40_000_000_000_000L, "f", "v", "g", "7"), 12);
    assertThat(restore("h", payload)).isEqualTo("+OK");
    assertThat(tester.run("HGETALL h")).contains("\"f\", \"v\"", "\"g\", \"7\"");
    assertThat(tester.run("HPEXPIRETIME h FIELDS 2 f g")).isEqualTo("[:40000000000000, :-1]");
  }

  private static String listpackEx(long atMs, String... pairs) {
    byte[] listpack = new byte[256];
    Listpack.create(listpack, 0);
    for (int i = 0; i < pairs.length; i++) {
      byte[] element = pairs[i].getBytes(US_ASCII);
      Listpack.append(listpack, 0, element, 0, element.length);
      if (i % 2 == 1) {
        Listpack.append(listpack, 0, i == 1 ? atMs : 0);
      }
    }
    int length = Listpack.bytes(listpack, 0);
    byte[] first = new byte[Long.BYTES];
    LittleEndian.put64(first, 0, atMs);
    return "19"
        + HexFormat.of().formatHex(first)
        + HexFormat.of().toHexDigits((byte) length)
        + HexFormat.of().formatHex(listpack, 0, length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18 6400000000000080 01 01 0166 0176", // earliest deadline below 0
        "18 6400000000000000 00", // no elements
        "18 6400000000000000 02 01 0166 0176", // one element of two
        "18 ffffffffffffff7f 01 02 0166 0176", // deadline beyond 64 bits
        "18 ffffffffffffff7f 02 00 0166 0176 00 0166 0176", // a field twice
        "53 ffffffffffffff7f 02 00 0166 00 0166", // a member twice
        "5a ffffffffffffff7f 01 00 0166 000000000000f87f", // no score
        "19 6400000000000000 07 07000000 0000 ff" // an empty listpack
      })
  void whatIsNoValue_isRefused(String body) {
    assertThat(restore("x", payload(body, 12))).isEqualTo("-ERR Bad data format");
    assertThat(tester.run("EXISTS x")).isEqualTo(":0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18 6400000000000000 02 01 0166 0176 00 0167 0177",
        "53 6400000000000000 02 01 0166 00 0167",
        "5a 6400000000000000 02 01 0166 0000000000000040 00 0167 0000000000000040"
      })
  void whatIsDue_isLeftOut(String body) {
    tester.effects();
    assertThat(restore("x", payload(body, 12))).isEqualTo("+OK");
    assertThat(tester.effects()).hasSize(1).allMatch(effect -> effect.startsWith("RESTORE x 0"));
    assertThat(tester.run("OBJECT ENCODING x")).isEqualTo("\"listpack\"");
    assertThat(tester.run("EXISTS x")).isEqualTo(":1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "18 6400000000000000 01 01 0166 0176",
        "53 6400000000000000 01 01 0166",
        "5a 6400000000000000 01 01 0166 0000000000000040"
      })
  void whatIsAllDue_leavesNoKey(String body) {
    tester.run("SET old v");
    tester.effects();
    tester.events();
    assertThat(restore("x", payload(body, 12))).isEqualTo("+OK");
    assertThat(tester.run("EXISTS x")).isEqualTo(":0");
    assertThat(tester.effects()).isEmpty();
    assertThat(restore("old", payload(body, 12), "REPLACE")).isEqualTo("+OK");
    assertThat(tester.effects()).containsExactly("DEL old");
    assertThat(tester.events()).containsExactly("0:del:old");
    assertThat(tester.run("DBSIZE")).isEqualTo(":0");
  }
}
