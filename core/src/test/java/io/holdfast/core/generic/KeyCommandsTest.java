package io.holdfast.core.generic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.core.CommandTester;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyCommandsTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void del_countsAndLogsWhatExisted() {
    tester.script("SET a 1\nSET b 2\nSET c 3\nDEL missing\n  :0\n");
    tester.effects();
    tester.events();
    tester.script("DEL a missing b a\n  :2\n");
    assertThat(tester.effects()).containsExactly("DEL a b");
    assertThat(tester.events()).containsExactly("0:del:a", "0:del:b");
    tester.script(
        "DEL a b\n  :0\nDEL \"\"\n  :0\nSET \"\" v\nDEL \"\"\n  :1\nEXISTS a b c\n  :1\n");
    assertThat(tester.run("DEL")).isEqualTo("-ERR wrong number of arguments for 'del' command");
  }

  @Test
  void unlink_isLoggedAsItself() {
    tester.script("SET a 1\nUNLINK a a missing\n  :1\nUNLINK a\n  :0\n");
    assertThat(tester.effects()).containsExactly("SET a 1", "UNLINK a");
    assertThat(tester.events()).containsExactly("0:set:a", "0:del:a");
  }

  @Test
  void del_ofAnExpiredKey_findsNothing_andLogsItOnce() {
    tester.script("SET a 1\nPEXPIRE a 5\n  :1\n");
    tester.effects();
    tester.events();
    tester.engine().keyspace().time(tester.clock().epochMs() + 5);
    assertThat(KeyOps.exists(tester.session().database(), new byte[] {'a'}, 0, 1)).isFalse();
    tester.script("DEL a\n  :0\n");
    assertThat(tester.effects()).containsExactly("DEL a");
    assertThat(tester.events()).containsExactly("0:expired:a");
  }

  @Test
  void exists_countsEveryMention_andPublishesMisses() {
    tester.script("SET a 1\nEXISTS a a missing\n  :2\nEXISTS missing\n  :0\n");
    assertThat(tester.allEvents())
        .containsExactly("0:new:a", "0:set:a", "0:keymiss:missing", "0:keymiss:missing");
    assertThat(tester.engine().keyspace().stats().hits()).isEqualTo(2);
    assertThat(tester.engine().keyspace().stats().misses()).isEqualTo(2);
  }

  @Test
  void type_namesWhatAKeyHolds() {
    tester.script("SET a 1\nTYPE a\n  +string\nTYPE missing\n  +none\n");
  }

  @Test
  void touch_isAnAccess_existsAndTypeAreNot() {
    tester.script("SET a 1\n");
    tester.clock().advance(Duration.ofSeconds(100));
    tester.script("EXISTS a\nTYPE a\nTTL a\nOBJECT IDLETIME a\n  :100\n");
    tester.script("TOUCH a a missing\n  :2\nOBJECT IDLETIME a\n  :0\n");
    assertThat(tester.effects()).containsExactly("SET a 1");
  }

  @Test
  void rename_takesValueAndExpiryAlong() {
    tester.script(
        """
        SET a value
        PEXPIREAT a 4102444800000
            :1
        SET b other
        RENAME a b
            +OK
        GET b
            "value"
        PEXPIRETIME b
            :4102444800000
        EXISTS a
            :0
        SET c 7
        RENAME c b
            +OK
        TTL b
            :-1
        OBJECT ENCODING b
            "int"
        RENAME missing x
            -ERR no such key
        RENAME missing missing
            -ERR no such key
        """);
  }

  @Test
  void rename_effectsAndEvents() {
    tester.script("SET a 1\n");
    tester.effects();
    tester.allEvents();
    tester.script("RENAME a b\n  +OK\nRENAMENX b c\n  :1\n");
    assertThat(tester.effects()).containsExactly("RENAME a b", "RENAMENX b c");
    assertThat(tester.allEvents())
        .containsExactly(
            "0:new:b",
            "0:rename_from:a",
            "0:rename_to:b",
            "0:new:c",
            "0:rename_from:b",
            "0:rename_to:c");
  }

  @Test
  void rename_ontoItself_doesNothing() {
    tester.script("SET a 1\n");
    tester.effects();
    tester.events();
    tester.session().watch(new byte[] {'a'});
    tester.script("RENAME a a\n  +OK\nRENAMENX a a\n  :0\nGET a\n  \"1\"\n");
    assertThat(tester.session().isWatchBroken()).isFalse();
    assertThat(tester.effects()).isEmpty();
    assertThat(tester.events()).isEmpty();
  }

  @Test
  void renamenx_leavesAKeyThatExists() {
    tester.script(
        """
        SET a 1
        SET b 2
        RENAMENX a b
            :0
        GET b
            "2"
        PEXPIRE b 10
        """);
    tester.effects();
    tester.clock().advance(Duration.ofMillis(10));
    tester.script("RENAMENX a b\n  :1\nGET b\n  \"1\"\n");
    assertThat(tester.effects()).containsExactly("DEL b", "RENAMENX a b");
  }

  @Test
  void rename_keepsTheIdleTimeBits() {
    tester.script("SET a 1\n");
    tester.clock().advance(Duration.ofSeconds(50));
    // Looking the source up is an access, as in Redis; the new entry is as old as that.
    tester.script("RENAME a b\n  +OK\nOBJECT IDLETIME b\n  :0\n");
  }

  @Test
  void copy_makesAnIndependentValueWithTheSameExpiry() {
    tester.script(
        """
        SET a value
        PEXPIREAT a 4102444800000
        COPY a b
            :1
        GET b
            "value"
        PEXPIRETIME b
            :4102444800000
        SET a changed
        GET b
            "value"
        COPY a b
            :0
        COPY a b REPLACE
            :1
        GET b
            "changed"
        TTL b
            :-1
        COPY missing x
            :0
        COPY missing b REPLACE
            :0
        GET b
            "changed"
        """);
  }

  @Test
  void copy_toOtherDatabases() {
    tester.script(
        """
        SET a 1
        COPY a a
            -ERR source and destination objects are the same
        COPY missing missing
            -ERR source and destination objects are the same
        COPY a a DB 0
            -ERR source and destination objects are the same
        COPY a a DB 1
            :1
        COPY a a db 1
            :0
        COPY a c DB 1 replace DB 2
            :1
        COPY a c DB 16
            -ERR DB index is out of range
        COPY a c DB -1
            -ERR DB index is out of range
        COPY a c DB x
            -ERR value is not an integer or out of range
        COPY a c DB 2147483648
            -ERR value is out of range, value must between -2147483648 and 2147483647
        COPY a c DB
            -ERR syntax error
        COPY a c BLAH
            -ERR syntax error
        """);
    assertThat(tester.effects())
        .containsExactly("SET a 1", "COPY a a DB 1", "COPY a c DB 2 REPLACE");
    assertThat(tester.events()).containsExactly("0:set:a", "1:copy_to:a", "2:copy_to:c");
  }

  @Test
  void move_takesValueAndExpiryAlong() {
    tester.script("SET a value\nPEXPIREAT a 4102444800000\n");
    tester.effects();
    tester.allEvents();
    tester.script("MOVE a 3\n  :1\nEXISTS a\n  :0\nMOVE a 3\n  :0\n");
    assertThat(tester.effects()).containsExactly("MOVE a 3");
    assertThat(tester.allEvents())
        .containsExactly("3:new:a", "0:move_from:a", "3:move_to:a", "0:keymiss:a");
    tester.session().select(3);
    tester.script(
        """
        GET a
            "value"
        PEXPIRETIME a
            :4102444800000
        MOVE a 3
            -ERR source and destination objects are the same
        MOVE missing 3
            -ERR source and destination objects are the same
        MOVE missing 99
            -ERR DB index is out of range
        MOVE a 9223372036854775807
            -ERR value is out of range, value must between -2147483648 and 2147483647
        MOVE a x
            -ERR value is not an integer or out of range
        """);
    tester.session().select(0);
    tester.script("SET a 2\nMOVE a 3\n  :0\nGET a\n  \"2\"\n");
  }

  @Test
  void changes_areSeenByWatchers_ofBothKeys() {
    tester.script("SET a 1\n");
    byte[][] keys = {{'a'}, {'b'}};
    for (byte[] key : keys) {
      CommandTester other = tester.another();
      other.session().watch(key);
      tester.script("RENAME a b\n  +OK\n");
      assertThat(other.session().isWatchBroken()).isTrue();
      other.session().unwatch();
      tester.script("RENAME b a\n  +OK\n");
    }
    CommandTester other = tester.another();
    other.session().watch(keys[1]);
    tester.script("COPY a b\n  :1\n");
    assertThat(other.session().isWatchBroken()).isTrue();
    other.session().unwatch();
    other.session().select(5);
    other.session().watch(keys[0]);
    tester.script("MOVE a 5\n  :1\n");
    assertThat(other.session().isWatchBroken()).isTrue();
  }

  @Test
  void changes_countOncePerCommand() {
    long before = tester.engine().keyspace().stats().changes();
    tester.script("SET a 1\nRENAME a b\nCOPY b c\nMOVE c 1\nDEL b missing\n");
    assertThat(tester.engine().keyspace().stats().changes() - before).isEqualTo(5);
  }

  @Test
  void randomkey_drawsEveryKey_andNoneThatExpired() {
    assertThat(tester.run("RANDOMKEY")).isEqualTo("nil");
    for (int i = 0; i < 20; i++) {
      tester.run("SET key:" + i + " v");
    }
    Map<String, Integer> drawn = new HashMap<>();
    for (int i = 0; i < 2000; i++) {
      drawn.merge(tester.run("RANDOMKEY"), 1, Integer::sum);
    }
    assertThat(drawn).hasSize(20);
    assertThat(drawn.values()).allMatch(count -> count > 50 && count < 160);
  }

  @Test
  void randomkey_deletesExpiredKeysItMeets() {
    for (int i = 0; i < 500; i++) {
      tester.script("SET key:" + i + " v\nPEXPIRE key:" + i + " 1\n");
    }
    tester.script("SET alive v\n");
    tester.effects();
    tester.engine().keyspace().time(tester.clock().epochMs() + 1);
    var db = tester.session().database();
    assertThat(db.key(KeyOps.random(db))).isEqualTo("alive".getBytes(UTF_8));
    assertThat(tester.effects()).hasSize(500 - ((int) db.size() - 1));
  }

  @Test
  void oneDatabase_isEnough() {
    try (CommandTester one = CommandTester.open(Holdfast.builder().databases(1))) {
      one.script("SET a 1\nMOVE a 1\n  -ERR DB index is out of range\n");
      one.script("SWAPDB 0 1\n  -ERR DB index is out of range\n");
    }
  }
}
