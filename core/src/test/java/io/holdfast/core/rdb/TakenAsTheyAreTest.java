package io.holdfast.core.rdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.hashing.Crc64;
import io.holdfast.encodings.intset.Intset;
import io.holdfast.encodings.listpack.Listpack;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Listpacks and intsets that come from outside: which are kept byte for byte, and which are not.
 */
class TakenAsTheyAreTest {
  private static final String REFUSED = "-ERR Bad data format";

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  /** Elements that stand as another writer left them, which element by element would be changed. */
  @ParameterizedTest
  @CsvSource({
    "20, 1 2 x, listpack", // a set that lost a member before
    "20, 3 1 2, listpack",
    "20, 3 b 1, listpack",
    "17, a 1 b 1 c 1.1000000000000001, listpack", // a score in the 17 digits of Redis 7.0
    "17, b -inf a inf, listpack",
    "17, x 1e+20, listpack",
    "16, f 1 g 1 1 f, listpack",
    "18, 1 '' 1 text, listpack"
  })
  void good_isKept(int type, String elements, String encoding) {
    byte[] listpack = listpack(elements);
    assertThat(restore(type, listpack)).isEqualTo("+OK");
    assertThat(tester.run("OBJECT ENCODING k")).isEqualTo('"' + encoding + '"');
    assertThat(dumped(type)).isEqualTo(listpack);
    tester.checkInvariants();
  }

  @Test
  void intset_isKept_howeverWide() {
    byte[] intset = new byte[Intset.EMPTY_BYTES];
    Intset.create(intset, 0);
    for (long member : new long[] {5, -1, 1L << 40}) {
      intset = Arrays.copyOf(intset, Intset.bytesAfterAdd(intset, 0, member));
      Intset.add(intset, 0, member);
    }
    Intset.removeRange(intset, 0, 2, 1);
    intset = Arrays.copyOf(intset, Intset.bytes(intset, 0));
    assertThat(restore(RdbType.SET_INTSET, intset)).isEqualTo("+OK");
    assertThat(dumped(RdbType.SET_INTSET)).isEqualTo(intset);
    assertThat(tester.run("SMEMBERS k")).isEqualTo("[\"-1\", \"5\"]");
    tester.run("CONFIG SET set-max-intset-entries 1");
    assertThat(restore(RdbType.SET_INTSET, intset)).isEqualTo("+OK");
    assertThat(tester.run("OBJECT ENCODING k")).isEqualTo("\"listpack\"");
    LittleEndian.put64(intset, Intset.HEADER_BYTES, 6);
    assertThat(restore(RdbType.SET_INTSET, intset)).isEqualTo(REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "20, a b a",
    "20, 1 b 1",
    "20, ''",
    "17, a 1 b 2 a 3",
    "17, a 1 b x",
    "17, a nan",
    "17, a 1 b",
    "16, f 1 g 2 f 3",
    "16, 1 f 1 g",
    "16, f 1 g",
    "18, ''"
  })
  void noSuchValue_isRefused(int type, String elements) {
    assertThat(restore(type, listpack(elements))).isEqualTo(REFUSED);
    assertThat(tester.run("EXISTS k")).isEqualTo(":0");
  }

  /**
   * Entries in hexadecimal that Redis reads and never writes: they come to be as they should be.
   */
  @ParameterizedTest
  @CsvSource({
    "20, 813102 810002 8161 02, SISMEMBER k 1, :1",
    "16, 813102 813202, HGET k 1, '\"2\"'",
    "16, e0016103 0101, HGET k a, '\"1\"'",
    "17, 813102 813202, ZSCORE k 1, '\"2\"'",
    "17, 816202 0201 816102 0101, ZRANGE k 0 -1, '[\"a\", \"b\"]'",
    "17, 816102 822d3003, ZSCORE k a, '\"0\"'"
  })
  void writtenOtherwise_isWrittenAnew(int type, String entries, String command, String reply) {
    byte[] bytes = HexFormat.of().parseHex(entries.replace(" ", ""));
    byte[] listpack = Arrays.copyOf(listpack("''"), Listpack.EMPTY_BYTES + bytes.length);
    System.arraycopy(bytes, 0, listpack, Listpack.HEADER_BYTES, bytes.length);
    listpack[0] = (byte) listpack.length;
    listpack[4] = (byte) (type == RdbType.SET_LISTPACK ? 3 : entries.length() > 20 ? 4 : 2);
    listpack[listpack.length - 1] = (byte) 0xFF;
    assertThat(restore(type, listpack)).isEqualTo("+OK");
    assertThat(tester.run(command)).isEqualTo(reply);
    assertThat(dumped(type)).isNotEqualTo(listpack);
  }

  /** A limit that is lower here than where the bytes come from. */
  @ParameterizedTest
  @CsvSource({
    "20, a b c, set-max-listpack-entries 2, hashtable",
    "20, a bbbbbbbbbbbbbbbbbbbbbbbb, set-max-listpack-value 22, hashtable",
    "17, a 1 b 2, zset-max-listpack-entries 1, skiplist",
    "17, bbbbbbbbbbbbbbbbbbbbbbbb 2, zset-max-listpack-value 22, skiplist",
    "16, a 1 b 2, hash-max-listpack-entries 1, hashtable",
    "16, a bbbbbbbbbbbbbbbbbbbbbbbb, hash-max-listpack-value 22, hashtable",
    "18, a b c, list-max-listpack-size 2, quicklist",
  })
  void longerThanTheLimits_isLarge(int type, String elements, String limit, String encoding) {
    byte[] listpack = listpack(elements);
    assertThat(restore(type, listpack)).isEqualTo("+OK");
    assertThat(tester.run("OBJECT ENCODING k")).isEqualTo("\"listpack\"");
    tester.run("CONFIG SET " + limit);
    assertThat(restore(type, listpack)).isEqualTo("+OK");
    assertThat(tester.run("OBJECT ENCODING k")).isEqualTo('"' + encoding + '"');
    tester.checkInvariants();
  }

  private String restore(int type, byte[] packed) {
    return tester.run(
        "RESTORE".getBytes(ISO_8859_1),
        "k".getBytes(ISO_8859_1),
        "0".getBytes(ISO_8859_1),
        payload(type, packed),
        "REPLACE".getBytes(ISO_8859_1));
  }

  /** The value as DUMP tells it, after its type. */
  private byte[] dumped(int type) {
    ByteRange key = ByteRange.of("k".getBytes(ISO_8859_1));
    byte[] payload = Objects.requireNonNull(DumpOps.dump(tester.session().database(), key, 11));
    assertThat(payload[0]).isEqualTo((byte) type);
    RdbInput in = new RdbInput(payload, 1, payload.length - 1);
    if (type == RdbType.LIST_QUICKLIST_2) {
      assertThat(in.length()).isEqualTo(1);
      assertThat(in.length()).isEqualTo(RdbType.PACKED_NODE);
    }
    return in.string().copy();
  }

  private static byte[] payload(int type, byte[] packed) {
    String before = type == RdbType.LIST_QUICKLIST_2 ? "\1\2" : "";
    String body = (char) type + before + (char) packed.length;
    byte[] payload =
        (body + new String(packed, ISO_8859_1) + "\13\0" + "\0".repeat(8)).getBytes(ISO_8859_1);
    int crcAt = payload.length - Long.BYTES;
    LittleEndian.put64(payload, crcAt, Crc64.of(payload, 0, crcAt));
    return payload;
  }

  /** Elements, separated by spaces; two quotes are no elements, or among others an empty one. */
  private static byte[] listpack(String elements) {
    byte[] listpack = new byte[Listpack.EMPTY_BYTES];
    Listpack.create(listpack, 0);
    if (elements.isEmpty() || elements.equals("''")) {
      return listpack;
    }
    for (String element : elements.split(" ", -1)) {
      byte[] text = element.replace("'", "").getBytes(ISO_8859_1);
      listpack =
          Arrays.copyOf(listpack, Listpack.bytesAfterInsert(listpack, 0, text, 0, text.length));
      Listpack.append(listpack, 0, text, 0, text.length);
    }
    return listpack;
  }
}
