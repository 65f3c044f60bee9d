package io.holdfast.core.sortedset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Aggregate;
import io.holdfast.CombineOptions;
import io.holdfast.RangeOptions;
import io.holdfast.core.CommandTester;
import io.holdfast.core.ToldEffects;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What sorted set commands tell: to the effect log, to watchers and as keyspace events. */
class SortedSetEffectsTest extends ToldEffects {
  private void assertSilent(String command) {
    assertTold(command, List.of(), List.of());
  }

  // ---- each command --------------------------------------------------------------------------

  @Test
  void adding_namesWhatChanged() {
    assertTold("zadd z 1 a", "ZADD z 1 a", "0:zadd:z");
    assertTold("ZADD z 1 a 2.50 b 1 a", "ZADD z 2.5 b", "0:zadd:z");
    assertTold("ZADD z GT CH 0 a 5 b -inf c", "ZADD z 5 b -inf c", "0:zadd:z");
    assertSilent("ZADD z 1 a");
    assertSilent("ZADD z NX 9 a");
    assertSilent("ZADD z XX 9 missing");
    assertSilent("ZADD missing XX 9 a");
  }

  @Test
  void incrementing_isAZincrby() {
    assertTold("ZADD z INCR 1.5 a", "ZINCRBY z 1.5 a", "0:zincr:z");
    assertTold("ZINCRBY z 1e1 a", "ZINCRBY z 10 a", "0:zincr:z");
    assertTold("ZADD z GT INCR 1 a", "ZINCRBY z 1 a", "0:zincr:z");
    assertTold("ZINCRBY z 0 new", "ZINCRBY z 0 new", "0:zincr:z");
    assertSilent("ZINCRBY z 0 a");
    assertSilent("ZADD z GT INCR -1 a");
    assertSilent("ZADD z NX INCR 1 a");
    assertSilent("ZADD z XX INCR 1 missing");
  }

  @Test
  void removing_namesWhatThereWas_andTheKeyGoesWithTheLast() {
    prepare("ZADD z 1 a 2 b 3 c");
    assertTold("ZREM z a missing a b", "ZREM z a b", "0:zrem:z");
    assertSilent("ZREM z missing");
    assertTold("ZREM z c", "ZREM z c", "0:zrem:z", "0:del:z");
  }

  @Test
  void removingARange_namesRanks() {
    prepare("ZADD z 1 a 2 b 3 c 4 d 5 e");
    assertTold("ZREMRANGEBYRANK z -1 10", "ZREMRANGEBYRANK z 4 4", "0:zremrangebyrank:z");
    assertTold("ZREMRANGEBYSCORE z (1 3", "ZREMRANGEBYRANK z 1 2", "0:zremrangebyscore:z");
    assertSilent("ZREMRANGEBYSCORE z 7 9");
    prepare("DEL z", "ZADD z 0 a 0 b");
    assertTold("ZREMRANGEBYLEX z [b +", "ZREMRANGEBYRANK z 1 1", "0:zremrangebylex:z");
    assertTold("ZREMRANGEBYLEX z - +", "ZREMRANGEBYRANK z 0 0", "0:zremrangebylex:z", "0:del:z");
  }

  @Test
  void popping_saysHowMany() {
    prepare("ZADD z 1 a 2 b 3 c 4 d 5 e");
    assertTold("ZPOPMIN z", "ZPOPMIN z 1", "0:zpopmin:z");
    assertTold("ZPOPMAX z 2", "ZPOPMAX z 2", "0:zpopmax:z");
    assertTold("ZMPOP 2 none z MIN", "ZPOPMIN z 1", "0:zpopmin:z");
    assertSilent("ZPOPMIN z 0");
    assertTold("ZMPOP 1 z MAX COUNT 9", "ZPOPMAX z 1", "0:zpopmax:z", "0:del:z");
    assertSilent("ZPOPMIN z");
  }

  @Test
  void storing_namesTheSources() {
    prepare("ZADD z 1 a 2 b 3 c", "ZADD y 1 c", "SET d text");
    assertTold("ZRANGESTORE d z 3 (1 BYSCORE REV", "ZRANGESTORE d z 1 2", "0:zrangestore:d");
    assertTold(
        "ZUNIONSTORE d 2 z y", "ZUNIONSTORE d 2 z y WEIGHTS 1 1 AGGREGATE SUM", "0:zunionstore:d");
    assertTold(
        "ZINTERSTORE d 2 z y AGGREGATE max WEIGHTS 2 0.50",
        "ZINTERSTORE d 2 z y WEIGHTS 2 0.5 AGGREGATE MAX",
        "0:zinterstore:d");
    assertTold("ZDIFFSTORE d 2 z y", "ZDIFFSTORE d 2 z y", "0:zdiffstore:d");
    assertTold("ZINTERSTORE d 2 z missing", "DEL d", "0:del:d");
    assertSilent("ZINTERSTORE d 2 z missing");
    prepare("SET d text");
    assertTold("ZRANGESTORE d missing 0 -1", "DEL d", "0:del:d");
    assertSilent("ZRANGESTORE d missing 0 -1");
  }

  @Test
  void reading_tellsNothing() {
    prepare("ZADD z 1 a 2 b");
    for (String command :
        List.of("ZRANGE z 0 -1", "ZSCORE z a", "ZUNION 1 z", "ZSCAN z 0", "ZRANDMEMBER z 3")) {
      assertSilent(command);
    }
  }

  @Test
  void otherDatabases_areNamed() {
    tester.run("SELECT 3");
    assertTold("ZADD z 1 a", "ZADD z 1 a", "3:zadd:z");
  }

  // ---- WATCH ---------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ZADD z 9 a",
        "ZINCRBY z 1 a",
        "ZREM z a",
        "ZPOPMIN z",
        "ZMPOP 1 z MAX",
        "ZREMRANGEBYRANK z 0 0",
        "ZUNIONSTORE z 1 z",
        "ZRANGESTORE z z 0 0",
        "ZINTERSTORE z 1 missing"
      })
  void whatChangesAKey_breaksItsWatch(String command) {
    prepare("ZADD z 1 a 2 b");
    CommandTester watching = tester.another();
    watching.session().watch("z".getBytes(UTF_8));
    tester.run(command);
    assertThat(watching.session().isWatchBroken()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ZADD z 1 a",
        "ZADD z NX 5 a",
        "ZINCRBY z 0 a",
        "ZREM z missing",
        "ZPOPMIN z 0",
        "ZREMRANGEBYSCORE z 5 9",
        "ZUNIONSTORE other 1 z"
      })
  void whatChangesNothing_doesNot(String command) {
    prepare("ZADD z 1 a 2 b");
    CommandTester watching = tester.another();
    watching.session().watch("z".getBytes(UTF_8));
    tester.run(command);
    assertThat(watching.session().isWatchBroken()).isFalse();
  }

  // ---- every door ----------------------------------------------------------------------------

  @Test
  void typedApi_leavesTheSameEffects() {
    var sets = tester.store().sortedSets();
    sets.add("z", "a", 1);
    sets.incrBy("z", "a", 0.5);
    sets.add("z", "b", 7);
    sets.rangeStore("d", "z", 0, 0, RangeOptions.none().rev());
    sets.unionStore(
        "u", List.of("z", "d"), CombineOptions.none().weights(1, 2).aggregate(Aggregate.MAX));
    sets.remove("z", "b");
    sets.popMin("z");
    assertThat(tester.effects())
        .containsExactly(
            "ZADD z 1 a",
            "ZINCRBY z 0.5 a",
            "ZADD z 7 b",
            "ZRANGESTORE d z 1 1",
            "ZUNIONSTORE u 2 z d WEIGHTS 1 2 AGGREGATE MAX",
            "ZREM z b",
            "ZPOPMIN z 1");
    assertThat(tester.events())
        .containsExactly(
            "0:zadd:z",
            "0:zincr:z",
            "0:zadd:z",
            "0:zrangestore:d",
            "0:zunionstore:u",
            "0:zrem:z",
            "0:zpopmin:z",
            "0:del:z");
  }

  @Test
  void replayingTheEffects_makesTheSameData() {
    List<String> commands =
        List.of(
            "ZADD z 1 a 2 b 3 c 4 d 5 e 6 f",
            "ZADD z GT CH 0 a 9 b",
            "ZADD z INCR 0.1 a",
            "ZINCRBY z 0.2 a",
            "ZADD y -0 a inf z",
            "ZPOPMAX z",
            "ZREMRANGEBYSCORE z 3 (4",
            "ZRANGESTORE r z 1 2 REV",
            "ZUNIONSTORE u 2 z y WEIGHTS 0.3 -1 AGGREGATE MIN",
            "ZINTERSTORE i 2 z y",
            "ZDIFFSTORE f 2 z y",
            "ZMPOP 2 missing z MIN");
    commands.forEach(tester::run);
    List<String> effects = tester.effects();
    try (CommandTester replay = CommandTester.open()) {
      effects.forEach(replay::run);
      for (String key : List.of("z", "y", "r", "u", "i", "f")) {
        String look = "ZRANGE " + key + " 0 -1 WITHSCORES";
        assertThat(replay.run(look)).as(look).isEqualTo(tester.run(look));
      }
      assertThat(replay.run("DBSIZE")).isEqualTo(tester.run("DBSIZE"));
    }
  }
}
