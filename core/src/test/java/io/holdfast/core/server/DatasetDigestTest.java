package io.holdfast.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The digests written down here are those of redis-server 7.0.15. */
class DatasetDigestTest {
  private static final String NOTHING = "0".repeat(40);

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.close();
  }

  @ParameterizedTest
  @CsvSource({
    "SET k hello, 36b23a1456b2dce2c3ed252c456761301dba8060",
    "SET k 123, 89f7f51b707418f666d5b45e053bd5bbbf82ac2b",
    "SET k v PX 10000000, 311b17018163335616e089f6b951c82c477335ac",
    "RPUSH k a 2 c, a7d44a05834a15685f039e13f5da9c84e37ce0a3",
    "SADD k a 2 c, 6aa0a97d256895d83b79bbdd47f20f0a4fc2455a",
    "ZADD k 1.5 a 3 b inf c 0.1 d 1e300 e -0.0 f, eea904ac43016638ef189698c4fe7052ba7e0d08",
    "HSET k f 1 g x, cc9cdbb46c5ff000497e1954a353620ed67a4cb9",
    "XGROUP CREATE k g 0 MKSTREAM, 06bd01623de1d087bbd377851096317b1af476a2",
  })
  void digestValue_isRedissOwn(String command, String digest) {
    tester.run(command);
    assertThat(tester.run("DEBUG DIGEST-VALUE k")).isEqualTo("[+" + digest + "]");
  }

  @Test
  void digestValue_ofAStream_isRedissOwn() {
    tester.run("XADD k 5-1 f v g w");
    tester.run("XADD k 5-2 f q");
    assertThat(tester.run("DEBUG DIGEST-VALUE k"))
        .isEqualTo("[+6fc097c4f95c18cdba4e2516a171cb937a20932a]");
  }

  @Test
  void digest_ofTwoDatabases_isRedissOwn() {
    assertThat(tester.run("DEBUG DIGEST")).isEqualTo("+" + NOTHING);
    tester.run("SET a 1");
    assertThat(tester.run("DEBUG DIGEST")).isEqualTo("+943d800368fb9c0e951138f1bc0e313ac769d91f");
    tester.run("SELECT 3");
    tester.run("SET b 2 EX 100000");
    tester.run("SET c 2");
    assertThat(tester.run("DEBUG DIGEST")).isEqualTo("+2541afefc2151849f8d8458529b03986b38de1a6");
  }

  @Test
  void digestValue_ofNoKeys() {
    tester.script("DEBUG DIGEST-VALUE\n    []\nDEBUG DIGEST-VALUE none\n    [+" + NOTHING + "]");
  }

  @ParameterizedTest
  @CsvSource({
    "hash-max-listpack-entries, HSET k a 1 b 2",
    "list-max-listpack-size, RPUSH k 1 x 3",
    "set-max-intset-entries, SADD k 1 2 3",
    "zset-max-listpack-entries, ZADD k 1 a 2.5 b",
  })
  void encodings_doNotCount(String directive, String command) {
    tester.run(command);
    String small = tester.run("DEBUG DIGEST");
    String encoding = tester.run("OBJECT ENCODING k");
    tester.run("DEL k");
    tester.run("CONFIG SET set-max-listpack-entries 0 " + directive + " 1");
    tester.run(command);
    assertThat(tester.run("OBJECT ENCODING k")).isNotEqualTo(encoding);
    assertThat(tester.run("DEBUG DIGEST")).isEqualTo(small);
  }

  @ParameterizedTest
  @CsvSource({
    "HSET k a 1 b 2, HPEXPIRE k 1000 FIELDS 1 a, HPERSIST k FIELDS 1 a",
    "SADD k a b, SPEXPIRE k 1000 MEMBERS 1 a, SPERSIST k MEMBERS 1 a",
    "ZADD k 1 a 2 b, ZPEXPIRE k 1000 MEMBERS 1 a, ZPERSIST k MEMBERS 1 a",
  })
  void elementsThatExpire_areToldApart(String command, String expire, String persist) {
    tester.run(command);
    String without = tester.run("DEBUG DIGEST");
    assertThat(tester.run(expire)).isEqualTo("[:1]");
    assertThat(tester.run("DEBUG DIGEST")).isNotEqualTo(without);
    assertThat(tester.run(persist)).isEqualTo("[:1]");
    assertThat(tester.run("DEBUG DIGEST")).isEqualTo(without);
  }

  @Test
  void digest_leavesAloneWhatIsDue() {
    tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
    tester.run("SET k v PX 10");
    String digest = tester.run("DEBUG DIGEST");
    tester.clock().advance(Duration.ofMillis(20));
    assertThat(tester.run("DEBUG DIGEST")).isEqualTo(digest);
    assertThat(tester.run("DBSIZE")).isEqualTo(":1");
    assertThat(tester.run("GET k")).isEqualTo("nil");
    assertThat(tester.run("DEBUG DIGEST")).isEqualTo("+" + NOTHING);
  }
}
