package io.holdfast.core.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatabaseCommandsTest {
  private static final byte[] K = {'k'};

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void flushdb_dropsOneDatabase() {
    tester.script("SET k v\nCOPY k k DB 1\nPEXPIRE k 10\nDBSIZE\n  :1\n");
    tester.effects();
    tester.events();
    tester.script("FLUSHDB\n  +OK\nDBSIZE\n  :0\nFLUSHDB\n  +OK\n");
    assertThat(tester.effects()).containsExactly("FLUSHDB");
    assertThat(tester.events()).isEmpty();
    tester.clock().advance(Duration.ofSeconds(1));
    assertThat(tester.effects()).isEmpty();
    tester.session().select(1);
    tester.script("DBSIZE\n  :1\nFLUSHDB ASYNC\n  +OK\nDBSIZE\n  :0\n");
    assertThat(tester.effects()).containsExactly("FLUSHDB");
  }

  @Test
  void flushall_dropsAll_andCountsChanges() {
    tester.script("SET k v\nCOPY k k DB 1\nCOPY k k DB 15\n");
    tester.effects();
    long before = tester.engine().keyspace().stats().changes();
    tester.script("FLUSHALL SYNC\n  +OK\nDBSIZE\n  :0\nFLUSHALL async\n  +OK\n");
    assertThat(tester.engine().keyspace().size()).isZero();
    assertThat(tester.engine().keyspace().stats().changes() - before).isEqualTo(3);
    assertThat(tester.effects()).containsExactly("FLUSHALL");
  }

  @Test
  void flush_takesAtMostOneMode() {
    tester.script(
        """
        FLUSHDB BLAH
            -ERR syntax error
        FLUSHDB ASYNC SYNC
            -ERR syntax error
        FLUSHALL ""
            -ERR syntax error
        FLUSHALL ASYNC ASYNC
            -ERR syntax error
        """);
  }

  @Test
  void flush_isSeenByWatchersOfKeysThatExist() {
    CommandTester missing = tester.another();
    missing.session().watch(new byte[] {'x'});
    CommandTester present = tester.another();
    tester.script("SET k v\n");
    present.session().watch(K);
    tester.script("FLUSHALL\n");
    assertThat(missing.session().isWatchBroken()).isFalse();
    assertThat(present.session().isWatchBroken()).isTrue();
  }

  @Test
  void swapdb_exchangesContentsWithExpiry() {
    tester.script("SET k v\nPEXPIRE k 10\nSET l v\n");
    tester.effects();
    tester.script("SWAPDB 0 1\n  +OK\nDBSIZE\n  :0\nSWAPDB 3 3\n  +OK\n");
    assertThat(tester.effects()).containsExactly("SWAPDB 0 1");
    tester.events();
    tester.clock().advance(Duration.ofMillis(10));
    assertThat(tester.events()).containsExactly("1:expired:k");
    tester.session().select(1);
    tester.script("DBSIZE\n  :1\nGET l\n  \"v\"\nSWAPDB 1 0\n  +OK\nDBSIZE\n  :0\n");
  }

  @Test
  void swapdb_isSeenByWatchersOfKeysInEither() {
    tester.script("SET k v\n");
    CommandTester before = tester.another();
    before.session().watch(K);
    CommandTester after = tester.another();
    after.session().select(7);
    after.session().watch(K);
    CommandTester neither = tester.another();
    neither.session().watch(new byte[] {'x'});
    tester.script("SWAPDB 7 0\n  +OK\n");
    assertThat(before.session().isWatchBroken()).isTrue();
    assertThat(after.session().isWatchBroken()).isTrue();
    assertThat(neither.session().isWatchBroken()).isFalse();
  }

  @Test
  void swapdb_refusesWhatIsNoIndex() {
    tester.script(
        """
        SWAPDB x x
            -ERR invalid first DB index
        SWAPDB 0 1.5
            -ERR invalid second DB index
        SWAPDB 9223372036854775807 0
            -ERR invalid first DB index
        SWAPDB 0 2147483648
            -ERR invalid second DB index
        SWAPDB 0 16
            -ERR DB index is out of range
        SWAPDB -1 0
            -ERR DB index is out of range
        """);
  }
}
