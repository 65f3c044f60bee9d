package io.holdfast.core.list;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ListEnd;
import io.holdfast.core.CommandTester;
import io.holdfast.core.ToldEffects;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What list commands tell: to the effect log, to watchers and as keyspace events. */
class ListEffectsTest extends ToldEffects {
  // ---- adding --------------------------------------------------------------------------------

  @Test
  void push_isLoggedAsItself_withoutItsCondition() {
    assertTold("lpush k a", "LPUSH k a", "0:lpush:k");
    assertTold("RPUSH k b \"c\\x00 d\" 007", "RPUSH k b \"c\\x00 d\" 007", "0:rpush:k");
    assertTold("LPUSHX k e", "LPUSH k e", "0:lpush:k");
    assertTold("RPUSHX k f g", "RPUSH k f g", "0:rpush:k");
  }

  @Test
  void linsert_andLset_areLoggedAsThemselves() {
    prepare("RPUSH k a b c");
    assertTold("linsert k before b x", "LINSERT k BEFORE b x", "0:linsert:k");
    assertTold("LINSERT k AFTER c y", "LINSERT k AFTER c y", "0:linsert:k");
    assertTold("LSET k -1 z", "LSET k -1 z", "0:lset:k");
    assertTold("LSET k 0 a", "LSET k 0 a", "0:lset:k");
  }

  // ---- removing ------------------------------------------------------------------------------

  @Test
  void pop_isLoggedWithWhatItTook_andTheLastDeletes() {
    prepare("RPUSH k a b c d e f g h");
    assertTold("LPOP k", "LPOP k", "0:lpop:k");
    assertTold("RPOP k", "RPOP k", "0:rpop:k");
    assertTold("LPOP k 2", "LPOP k 2", "0:lpop:k");
    assertTold("RPOP k 1", "RPOP k", "0:rpop:k");
    assertTold("LMPOP 2 none k LEFT COUNT 2", "LPOP k 2", "0:lpop:k");
    assertTold("RPOP k 100", "RPOP k", "0:rpop:k", "0:del:k");
    prepare("RPUSH k a b");
    assertTold("LMPOP 1 k RIGHT COUNT 9", "RPOP k 2", "0:rpop:k", "0:del:k");
  }

  @Test
  void lrem() {
    prepare("RPUSH k a b a");
    assertTold("LREM k -1 a", "LREM k -1 a", "0:lrem:k");
    assertTold("LREM k 0 a", "LREM k 0 a", "0:lrem:k");
    assertTold("LREM k 5 b", "LREM k 5 b", "0:lrem:k", "0:del:k");
  }

  @Test
  void ltrim() {
    prepare("RPUSH k a b c d");
    assertTold("LTRIM k 1 -2", "LTRIM k 1 -2", "0:ltrim:k");
    assertTold("LTRIM k 7 9", "LTRIM k 7 9", "0:ltrim:k", "0:del:k");
  }

  /** As Redis does. */
  @Test
  void ltrim_thatRemovesNothing_isAnEventAndBreaksWatches_butIsNoChange() {
    prepare("RPUSH k a b c d");
    CommandTester watching = tester.another();
    watching.session().watch("k".getBytes(UTF_8));
    assertTold("LTRIM k 0 -1", List.of(), List.of("0:ltrim:k"));
    assertThat(watching.session().isWatchBroken()).isTrue();
  }

  // ---- moving --------------------------------------------------------------------------------

  @Test
  void move_isOneEffect_andAnEventAtEitherEnd() {
    prepare("RPUSH k a b c");
    assertTold("lmove k to left right", "LMOVE k to LEFT RIGHT", "0:rpush:to", "0:lpop:k");
    assertTold("RPOPLPUSH k to", "LMOVE k to RIGHT LEFT", "0:lpush:to", "0:rpop:k");
    assertTold("LMOVE k to LEFT LEFT", "LMOVE k to LEFT LEFT", "0:lpush:to", "0:lpop:k", "0:del:k");
    assertTold("LMOVE to to RIGHT LEFT", "LMOVE to to RIGHT LEFT", "0:lpush:to", "0:rpop:to");
  }

  // ---- silence -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LRANGE k 0 -1",
        "LINDEX k 0",
        "LLEN k",
        "LPOS k a COUNT 0",
        "LPUSHX missing a",
        "RPUSHX missing a",
        "LINSERT k BEFORE missing x",
        "LINSERT missing BEFORE a x",
        "LSET k 9 x",
        "LSET missing 0 x",
        "LSET k x y",
        "LPOP missing",
        "LPOP k 0",
        "RPOP k -1",
        "LMPOP 2 missing fresh LEFT",
        "LREM k 0 missing",
        "LREM missing 0 a",
        "LTRIM missing 0 1",
        "LMOVE missing k LEFT LEFT",
        "LMOVE missing string LEFT LEFT",
        "RPUSH string a",
        "LMOVE k string LEFT LEFT",
        "LMOVE string k LEFT LEFT",
        "LMPOP 2 string k LEFT",
        "RPUSH k",
      })
  void whatChangesNothing_isSilent(String command) {
    prepare("RPUSH k a b", "SET string v");
    CommandTester watching = tester.another();
    for (String key : List.of("k", "missing", "string", "fresh")) {
      watching.session().watch(key.getBytes(UTF_8));
    }
    assertTold(command, List.of(), List.of());
    assertThat(watching.session().isWatchBroken()).isFalse();
  }

  // ---- WATCH ---------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LPUSH k x",
        "RPUSHX k x",
        "LINSERT k AFTER a x",
        "LSET k 0 a",
        "LPOP k",
        "RPOP k 2",
        "LMPOP 1 k LEFT",
        "LREM k 0 a",
        "LTRIM k 1 1",
        "LTRIM k 2 1",
        "LMOVE k other LEFT LEFT",
        "LMOVE other k LEFT LEFT",
        "LMOVE k k LEFT RIGHT"
      })
  void whatChangesAKey_breaksItsWatch(String command) {
    prepare("RPUSH k a b", "RPUSH other x");
    CommandTester watching = tester.another();
    watching.session().watch("k".getBytes(UTF_8));
    watching.session().watch("untouched".getBytes(UTF_8));
    tester.run(command);
    assertThat(watching.session().isWatchBroken()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LPUSH k x", "RPUSH k x y", "LMOVE other k LEFT LEFT", "RPOPLPUSH other k"})
  void whatCreatesAKey_breaksTheWatchOfItsAbsence(String command) {
    prepare("RPUSH other x y");
    CommandTester watching = tester.another();
    watching.session().watch("k".getBytes(UTF_8));
    tester.run(command);
    assertThat(watching.session().isWatchBroken()).isTrue();
  }

  // ---- every door ----------------------------------------------------------------------------

  @Test
  void typedApi_leavesTheSameEffects() {
    var lists = tester.store().lists();
    lists.pushLeft("k", "a");
    lists.pushRight("k", List.of("b", "c"));
    lists.insertAfter("k", "b", "x");
    lists.set("k", 0, "A");
    lists.move("k", "to", ListEnd.RIGHT, ListEnd.LEFT);
    lists.remove("k", 0, "x");
    lists.trim("k", 0, 0);
    lists.popLeft("k");
    lists.popFrom(List.of("k", "to"), ListEnd.LEFT, 5);
    assertThat(tester.effects())
        .containsExactly(
            "LPUSH k a",
            "RPUSH k b c",
            "LINSERT k AFTER b x",
            "LSET k 0 A",
            "LMOVE k to RIGHT LEFT",
            "LREM k 0 x",
            "LTRIM k 0 0",
            "LPOP k",
            "LPOP to");
    assertThat(tester.events())
        .containsExactly(
            "0:lpush:k",
            "0:rpush:k",
            "0:linsert:k",
            "0:lset:k",
            "0:lpush:to",
            "0:rpop:k",
            "0:lrem:k",
            "0:ltrim:k",
            "0:lpop:k",
            "0:del:k",
            "0:lpop:to",
            "0:del:to");
  }

  @Test
  void replayingTheEffects_makesTheSameData() {
    List<String> commands =
        List.of(
            "RPUSH a 1 2 3 4 5 6 7 8",
            "LPUSH a \"x\\x00\\xff y\" \"\"",
            "LINSERT a BEFORE 4 z",
            "LSET a -1 " + "y".repeat(9_000),
            "RPOPLPUSH a b",
            "LMOVE a a LEFT RIGHT",
            "LREM a -2 3",
            "LMPOP 2 none a RIGHT COUNT 2",
            "RPOP a 2",
            "LTRIM a 1 -1",
            "RPUSHX b more",
            "LPOP b");
    commands.forEach(tester::run);
    List<String> effects = tester.effects();
    try (CommandTester replay = CommandTester.open()) {
      effects.forEach(replay::run);
      for (String look : List.of("LRANGE a 0 -1", "LRANGE b 0 -1", "OBJECT ENCODING a", "DBSIZE")) {
        assertThat(replay.run(look)).as(look).isEqualTo(tester.run(look));
      }
    }
  }
}
