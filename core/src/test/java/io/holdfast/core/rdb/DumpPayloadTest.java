package io.holdfast.core.rdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.hashing.Crc64;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads that are damaged, and what RESTORE tells. */
class DumpPayloadTest {
  private static final int FOOTER_BYTES = 10;
  private static final int DAMAGES = Boolean.getBoolean("holdfast.long") ? 100_000 : 1_000;

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private byte[] dump(String key) {
    Database db = tester.session().database();
    return Objects.requireNonNull(DumpOps.dump(db, key(key), 11));
  }

  private static ByteRange key(String key) {
    return ByteRange.of(key.getBytes(US_ASCII));
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

  /** Makes the checksum right again. */
  private static byte[] sealed(byte[] payload) {
    int crcAt = payload.length - Long.BYTES;
    LittleEndian.put64(payload, crcAt, Crc64.of(payload, 0, crcAt));
    return payload;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET k 12345",
        "SET k \"a text that is not short, a text that is not short, a text\"",
        "SADD k 1 5 70000 -5",
        "SADD k a b 1 -5 70000 \"\"",
        "ZADD k 1 a 2.5 b -inf c 70000 5 1e300 \"\"",
        "HSET k f v 1 2 \"\" empty other 70000",
        "RPUSH k a b 1 -5 70000 \"\" aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "HSETEX k PX 70000 FIELDS 3 a 1 b 2 c 3;HPEXPIRE k 5 FIELDS 1 a;HPERSIST k FIELDS 1 c",
        "SADD k a 1 b;SPEXPIRE k 70000 MEMBERS 2 a 1;SPEXPIRE k 5 MEMBERS 1 a",
        "ZADD k 1 a 2 1 3 b;ZPEXPIRE k 70000 MEMBERS 2 a 1;ZPEXPIRE k 5 MEMBERS 1 a"
      })
  void damagedPayload_isRefusedOrIsAnotherValue(String command) {
    for (String limits : new String[] {"512", "2"}) {
      tester.run("CONFIG SET hash-max-listpack-entries " + limits);
      tester.run("CONFIG SET list-max-listpack-size " + limits);
      tester.run("CONFIG SET set-max-listpack-entries " + limits);
      tester.run("CONFIG SET zset-max-listpack-entries " + limits);
      tester.run("DEL k");
      for (String part : command.split(";", -1)) {
        tester.run(part);
      }
      assertDamagesDoNoHarm(dump("k"), command.contains("EXPIRE"));
    }
  }

  private void assertDamagesDoNoHarm(byte[] good, boolean expires) {
    Random random = new Random(5);
    for (int i = 0; i < DAMAGES; i++) {
      byte[] bad = damaged(good, random);
      String reply = restore("x", bad);
      assertThat(reply).as("damage %d", i).isIn("+OK", "-ERR Bad data format");
      String exists = tester.run("EXISTS x");
      // What is all due leaves no key.
      if (!expires || exists.equals(":1")) {
        assertThat(exists).isEqualTo(reply.equals("+OK") ? ":1" : ":0");
      }
      tester.checkInvariants();
      tester.run("DEL x");
    }
  }

  @Test
  void damagedStream_isRefusedOrIsAnotherStream() {
    prepareStream();
    for (int version : new int[] {10, 11}) {
      assertDamagesDoNoHarm(
          Objects.requireNonNull(DumpOps.dump(tester.session().database(), key("k"), version)),
          false);
    }
  }

  private void prepareStream() {
    tester.run("CONFIG SET stream-node-max-entries 3");
    for (String command :
        List.of(
            "XADD k 1-1 f v g w",
            "XADD k 1-2 f 5 g 70000",
            "XADD k 3 other v",
            "XADD k 40-0 f v g w",
            "XADD k 50-0 f v g w",
            "XGROUP CREATE k empty 0",
            "XGROUP CREATE k g 0",
            "XREADGROUP GROUP g c COUNT 2 STREAMS k >",
            "XREADGROUP GROUP g d COUNT 2 STREAMS k >",
            "XGROUP CREATECONSUMER k g idle",
            "XDEL k 1-2",
            "XCLAIM k g d 0 1-1 TIME 5 RETRYCOUNT 300")) {
      tester.run(command);
    }
  }

  @Test
  void stream_isRestoredAsItWas_withActiveTimesFromVersion11On() {
    prepareStream();
    tester.clock().advance(Duration.ofSeconds(7));
    String full = tester.run("XINFO STREAM k FULL");
    assertThat(restore("new", dump("k"))).isEqualTo("+OK");
    assertThat(tester.run("XINFO STREAM new FULL")).isEqualTo(full);
    byte[] old = Objects.requireNonNull(DumpOps.dump(tester.session().database(), key("k"), 10));
    assertThat(restore("old", old)).isEqualTo("+OK");
    assertThat(tester.run("XINFO STREAM old FULL"))
        .isEqualTo(full.replace("\"active-time\", :-1", "\"active-time\", :1767225600000"));
  }

  /** Type 15 says less; what is missing is found out. */
  @Test
  void streamOfRedis5_isRead() {
    tester.run("XADD k 1-1 f v");
    tester.run("XGROUP CREATE k g 1-1 ENTRIESREAD 1");
    byte[] type19 = Objects.requireNonNull(DumpOps.dump(tester.session().database(), key("k"), 10));
    int nodeAt = 1 + 1 + 1 + 16;
    int countersAt = nodeAt + 1 + type19[nodeAt] + 3;
    int entriesReadAt = countersAt + 5 + 1 + 2 + 2;
    ByteArrayOutputStream type15 = new ByteArrayOutputStream();
    type15.write(15);
    type15.write(type19, 1, countersAt - 1);
    type15.write(type19, countersAt + 5, entriesReadAt - countersAt - 5);
    type15.write(type19, entriesReadAt + 1, type19.length - entriesReadAt - 1);
    assertThat(restore("old", sealed(type15.toByteArray()))).isEqualTo("+OK");
    assertThat(tester.run("XINFO STREAM old FULL")).isEqualTo(tester.run("XINFO STREAM k FULL"));
  }

  private static byte[] damaged(byte[] good, Random random) {
    int body = good.length - FOOTER_BYTES;
    byte[] bad = good.clone();
    switch (random.nextInt(3)) {
      case 0 -> bad[random.nextInt(body)] = (byte) random.nextInt(256);
      case 1 -> bad[random.nextInt(body)] ^= (byte) (1 << random.nextInt(8));
      default -> {
        int kept = 1 + random.nextInt(body);
        bad = Arrays.copyOf(good, kept + FOOTER_BYTES);
        System.arraycopy(good, body, bad, kept, 2);
      }
    }
    return sealed(bad);
  }

  @Test
  void refusedPayload_leavesTheOldValue() {
    tester.run("RPUSH k a b");
    tester.run("PEXPIRE k 5000");
    byte[] bad = dump("k");
    bad[0] = 99;
    assertThat(restore("k", sealed(bad), "REPLACE")).isEqualTo("-ERR Bad data format");
    assertThat(tester.run("LRANGE k 0 -1")).isEqualTo("[\"a\", \"b\"]");
    assertThat(tester.run("PTTL k")).isEqualTo(":5000");
  }

  @Test
  void checksumAndVersion_areChecked() {
    tester.run("SET k v");
    byte[] payload = dump("k");
    assertThat(restore("a", payload)).isEqualTo("+OK");
    payload[payload.length - 1] ^= 1;
    assertThat(restore("b", payload)).isEqualTo("-ERR DUMP payload version or checksum are wrong");
    LittleEndian.put16(payload, payload.length - FOOTER_BYTES, DumpPayload.MAX_VERSION + 1);
    assertThat(restore("b", sealed(payload)))
        .isEqualTo("-ERR DUMP payload version or checksum are wrong");
    LittleEndian.put16(payload, payload.length - FOOTER_BYTES, DumpPayload.MAX_VERSION);
    assertThat(restore("b", sealed(payload))).isEqualTo("+OK");
  }

  @Test
  void refusedPayload_publishesNothing_goodOnesFirstThatTheKeyIsNew() {
    tester.run("RPUSH k a b");
    byte[] good = dump("k");
    byte[] bad = Arrays.copyOf(good, good.length + 1);
    System.arraycopy(
        good, good.length - FOOTER_BYTES, bad, bad.length - FOOTER_BYTES, FOOTER_BYTES);
    List<String> events = new ArrayList<>();
    tester
        .engine()
        .keyspace()
        .events()
        .addListener(
            EnumSet.allOf(EventClass.class),
            (eventClass, event, database, key) -> events.add(event + " " + key));
    assertThat(restore("x", sealed(bad))).isEqualTo("-ERR Bad data format");
    assertThat(events).isEmpty();
    assertThat(restore("x", good)).isEqualTo("+OK");
    assertThat(events).containsExactly("new x", "restore x");
  }

  @Test
  void announcedLength_isNotBelieved() {
    byte[] payload = new byte[1 + 9 + FOOTER_BYTES];
    payload[1] = (byte) 0x81;
    payload[2] = 0x7F;
    LittleEndian.put16(payload, 10, 11);
    assertThat(restore("a", sealed(payload))).isEqualTo("-ERR Bad data format");
  }

  @Test
  void restore_isLoggedWithAnAbsoluteTime() {
    tester.run("SET k v");
    byte[] payload = dump("k");
    tester.effects();
    tester.events();
    assertThat(restore("a", payload)).isEqualTo("+OK");
    assertThat(tester.effects()).hasSize(1).first().asString().startsWith("RESTORE a 0 ");
    assertThat(tester.events()).containsExactly("0:restore:a");
    assertThat(tester.run(words("RESTORE", "a", "10", payload, "REPLACE"))).isEqualTo("+OK");
    assertThat(tester.effects())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("RESTORE a 1767225600010 ")
        .endsWith(" REPLACE ABSTTL");
    tester.events();
    assertThat(tester.run(words("RESTORE", "a", "1", payload, "REPLACE", "ABSTTL")))
        .isEqualTo("+OK");
    assertThat(tester.effects()).containsExactly("DEL a");
    assertThat(tester.events()).containsExactly("0:del:a");
    assertThat(tester.run("EXISTS a")).isEqualTo(":0");
  }

  private static byte[][] words(Object... words) {
    byte[][] bytes = new byte[words.length][];
    for (int i = 0; i < words.length; i++) {
      bytes[i] = words[i] instanceof byte[] b ? b : words[i].toString().getBytes(US_ASCII);
    }
    return bytes;
  }
}
