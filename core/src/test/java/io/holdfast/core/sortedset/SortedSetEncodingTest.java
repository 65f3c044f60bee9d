package io.holdfast.core.sortedset;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What sorted set commands do, once for each encoding: the same for both; and when one becomes the
 * other.
 */
class SortedSetEncodingTest {
  private final CommandTester tester = CommandTester.open();

  private enum Start {
    LISTPACK("listpack", "128"),
    SKIPLIST("skiplist", "0");

    final String encoding;
    final String entries;

    Start(String encoding, String entries) {
      this.encoding = encoding;
      this.entries = entries;
    }
  }

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private void begin(Start start, String members) {
    tester.run("CONFIG SET zset-max-listpack-entries " + start.entries);
    tester.run("ZADD z " + members);
    assertEncoding("z", start.encoding);
  }

  private void assertEncoding(String key, String encoding) {
    assertThat(tester.run("OBJECT ENCODING " + key)).isEqualTo('"' + encoding + '"');
  }

  // ---- the same on every encoding ------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void adding(Start start) {
    begin(start, "1 a 2 b");
    tester.script(
        """
        ZADD z 2 b 3 c
            :1
        ZADD z CH 5 a 3 c 4 d
            :2
        ZADD z NX CH 9 a 0 e
            :1
        ZADD z XX CH 1 a 9 x
            :1
        ZADD z GT CH 0 a 3 b
            :1
        ZADD z LT CH 0 a 9 b
            :1
        ZADD z INCR 2.5 a
            "2.5"
        ZADD z NX INCR 1 a
            nil
        ZINCRBY z -inf e
            "-inf"
        ZINCRBY z inf e
            -ERR resulting score is not a number (NaN)
        ZRANGE z 0 -1 WITHSCORES
            ["e", "-inf", "a", "2.5", "b", "3", "c", "3", "d", "4"]
        """);
    assertEncoding("z", start.encoding);
  }

  @ParameterizedTest
  @EnumSource
  void asking(Start start) {
    begin(start, "1 a 2 b 2 c 17 17 -5 \"\"");
    tester.script(
        """
        ZCARD z
            :5
        ZSCORE z 17
            "17"
        ZSCORE z missing
            nil
        ZMSCORE z c missing ""
            ["2", nil, "-5"]
        ZRANK z c
            :3
        ZREVRANK z c
            :1
        ZRANK z missing
            nil
        ZRANK z c WITHSCORE
            [:3, "2"]
        ZREVRANK z c WITHSCORE
            [:1, "2"]
        ZRANK z missing WITHSCORE
            nil-array
        ZRANK z c SCORES
            -ERR syntax error
        """);
    assertEncoding("z", start.encoding);
  }

  @ParameterizedTest
  @EnumSource
  void ranges(Start start) {
    begin(start, "1 a 2 b 2 c 3 d inf e");
    tester.script(
        """
        ZRANGE z 1 -2
            ["b", "c", "d"]
        ZRANGE z 0 1 REV WITHSCORES
            ["e", "inf", "d", "3"]
        ZRANGE z (1 3 BYSCORE
            ["b", "c", "d"]
        ZRANGE z +inf (2 BYSCORE REV LIMIT 1 5
            ["d"]
        ZRANGEBYSCORE z 2 2 LIMIT 1 1 WITHSCORES
            ["c", "2"]
        ZREVRANGEBYSCORE z (3 1
            ["c", "b", "a"]
        ZCOUNT z (1 (3
            :2
        ZREMRANGEBYSCORE z (1 2
            :2
        ZREMRANGEBYRANK z -1 -1
            :1
        ZRANGE z 0 -1
            ["a", "d"]
        DEL z
        ZADD z 0 a 0 b 0 c 0 d
        ZRANGE z [b + BYLEX
            ["b", "c", "d"]
        ZREVRANGEBYLEX z (d - LIMIT 1 1
            ["b"]
        ZLEXCOUNT z (a [c
            :2
        ZREMRANGEBYLEX z - (c
            :2
        ZRANGE z 0 -1
            ["c", "d"]
        """);
    assertEncoding("z", start.encoding);
  }

  @ParameterizedTest
  @EnumSource
  void removing_deletesTheKeyWithTheLastMember(Start start) {
    begin(start, "1 a 2 b 3 c 4 d 5 e 6 f");
    tester.script(
        """
        ZREM z a missing a
            :1
        ZPOPMIN z
            ["b", "2"]
        ZPOPMAX z 2
            ["f", "6", "e", "5"]
        ZMPOP 2 none z MAX
            ["z", [["d", "4"]]]
        ZPOPMIN z 5
            ["c", "3"]
        EXISTS z
            :0
        ZPOPMIN z
            []
        ZMPOP 1 z MIN
            nil-array
        """);
  }

  @ParameterizedTest
  @EnumSource
  void resp3_hasDoublesAndPairs(Start start) {
    begin(start, "1 a 2.5 b");
    tester.resp3();
    tester.script(
        """
        ZRANGE z 0 -1 WITHSCORES
            [["a", ,1], ["b", ,2.5]]
        ZSCORE z b
            ,2.5
        ZRANK z a WITHSCORE
            [:0, ,1]
        ZUNION 1 z WITHSCORES
            [["a", ,1], ["b", ,2.5]]
        ZPOPMIN z
            ["a", ,1]
        ZPOPMIN z 1
            [["b", ,2.5]]
        """);
  }

  @ParameterizedTest
  @EnumSource
  void combining(Start start) {
    begin(start, "1 a 2 b 3 c");
    tester.script("ZADD y 10 b 20 c 30 d\nSADD s a d\n");
    tester.script(
        """
        ZUNION 2 z y WITHSCORES
            ["a", "1", "b", "12", "c", "23", "d", "30"]
        ZINTER 2 z y WEIGHTS 2 -1 AGGREGATE MIN WITHSCORES
            ["c", "-20", "b", "-10"]
        ZDIFF 2 z y WITHSCORES
            ["a", "1"]
        ZINTERCARD 2 z y LIMIT 1
            :1
        ZUNION 2 z s WITHSCORES
            ["d", "1", "a", "2", "b", "2", "c", "3"]
        ZDIFF 2 s z
            ["d"]
        ZUNIONSTORE z 2 z y
            :4
        ZRANGE z 0 -1
            ["a", "b", "c", "d"]
        """);
    assertEncoding("z", start.encoding);
    tester.run("ZINTERSTORE z 1 missing");
    assertThat(tester.run("EXISTS z")).isEqualTo(":0");
  }

  @ParameterizedTest
  @EnumSource
  void copies_areTheirOwn(Start start) {
    begin(start, "1 a 2 b");
    tester.script("COPY z y\n  :1\nZADD y 3 c\nZREM y a\nRENAME z x\n");
    assertThat(tester.run("ZRANGE x 0 -1")).isEqualTo("[\"a\", \"b\"]");
    assertThat(tester.run("ZRANGE y 0 -1")).isEqualTo("[\"b\", \"c\"]");
    assertEncoding("x", start.encoding);
    assertEncoding("y", start.encoding);
  }

  // ---- which encoding ------------------------------------------------------------------------

  @Test
  void aMemberTooMany_orTooLong_makesASkiplist() {
    for (int i = 0; i < 128; i++) {
      tester.run("ZADD z " + i + " m" + i);
    }
    assertEncoding("z", "listpack");
    tester.run("ZADD z 500 m0");
    assertEncoding("z", "listpack");
    tester.run("ZADD z 1 more");
    assertEncoding("z", "skiplist");
    assertThat(tester.run("ZRANK z m0")).isEqualTo(":128");
    tester.run("ZREM z more m1 m2");
    assertEncoding("z", "skiplist");

    tester.run("ZADD y 1 " + "x".repeat(64));
    assertEncoding("y", "listpack");
    tester.run("ZADD y XX 1 " + "x".repeat(65));
    assertEncoding("y", "listpack");
    tester.run("ZADD y 1 " + "x".repeat(65));
    assertEncoding("y", "skiplist");
  }

  @Test
  void whatIsStored_isAsSmallAsItCanBe() {
    for (int i = 0; i < 200; i++) {
      tester.run("ZADD z " + i + " m" + i);
    }
    tester.run("ZRANGESTORE d z 0 127");
    assertEncoding("d", "listpack");
    tester.run("ZRANGESTORE d z 0 128");
    assertEncoding("d", "skiplist");
    tester.run("ZADD one 1 m77");
    tester.run("ZINTERSTORE d 2 z one");
    assertEncoding("d", "listpack");
    tester.run("SET d text PX 1000");
    tester.run("ZUNIONSTORE d 1 z");
    assertEncoding("d", "skiplist");
    assertThat(tester.run("PTTL d")).isEqualTo(":-1");
    tester.run("ZRANGESTORE z z 5 1");
    assertThat(tester.run("EXISTS z")).isEqualTo(":0");
  }

  @Test
  void aLargeOne_isGivenBackInSlices() {
    tester.run("CONFIG SET zset-max-listpack-entries 0");
    for (int i = 0; i < 5_000; i++) {
      tester.run("ZADD z " + i + " m" + i);
    }
    tester.run("DEL z");
    assertThat(tester.engine().keyspace().hasDropped()).isTrue();
    while (tester.engine().keyspace().hasDropped()) {
      tester.store().doWork();
    }
    assertThat(tester.run("DBSIZE")).isEqualTo(":0");
  }
}
