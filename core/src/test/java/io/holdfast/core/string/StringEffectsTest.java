package io.holdfast.core.string;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Expiry;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.CommandTester;
import io.holdfast.core.Engine;
import io.holdfast.core.OtherType;
import io.holdfast.core.ToldEffects;
import io.holdfast.core.effect.EffectLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What string commands tell: to the effect log, to watchers and as keyspace events. */
class StringEffectsTest extends ToldEffects {
  // ---- setting -------------------------------------------------------------------------------

  @Test
  void set_isLoggedWithAnAbsoluteTime_andWithoutItsCondition() {
    assertTold("set k v", "SET k v", "0:set:k");
    assertTold("SET k v XX GET", "SET k v", "0:set:k");
    assertTold("SET k 0012", "SET k 0012", "0:set:k");
    assertTold("SET k \"a b\\x00\"", "SET k \"a b\\x00\"", "0:set:k");
    String[] events = {"0:set:k", "0:expire:k"};
    assertTold("SET k v EX 10", "SET k v PXAT 1767225610000", events);
    assertTold("SET k v PX 10", "SET k v PXAT 1767225600010", events);
    assertTold("SET k v EXAT 4102444800", "SET k v PXAT 4102444800000", events);
    assertTold("SET k v PXAT 4102444800123 XX", "SET k v PXAT 4102444800123", events);
    assertTold("SETEX k 10 v", "SET k v PXAT 1767225610000", events);
    assertTold("PSETEX k 10 v", "SET k v PXAT 1767225600010", events);
    assertTold("SET k v KEEPTTL", "SET k v KEEPTTL", "0:set:k");
    assertTold("SET fresh v KEEPTTL NX", "SET fresh v KEEPTTL", "0:set:fresh");
    assertTold("SETNX other v", "SET other v", "0:set:other");
    assertTold("GETSET k w", "SET k w", "0:set:k");
  }

  @Test
  void set_inThePast_isASetAndAnExpiry() {
    prepare("SET k v");
    assertTold(
        "SET k w PXAT 1",
        List.of("SET k w PXAT 1", "DEL k"),
        List.of("0:set:k", "0:expire:k", "0:expired:k"));
    assertTold(
        "SET new w EXAT 1",
        List.of("SET new w PXAT 1000", "DEL new"),
        List.of("0:set:new", "0:expire:new", "0:expired:new"));
  }

  @Test
  void conditionsOnValues_areNotLogged() {
    prepare("SET k v");
    assertTold("SET k w IFEQ v", "SET k w", "0:set:k");
    assertTold("SET k v IFEQ v", List.of(), List.of());
    assertTold("SET k v IFDNE b6acb9d84a38ff74 KEEPTTL", "SET k v KEEPTTL", "0:set:k");
    assertTold("DELEX k IFNE v", List.of(), List.of());
    assertTold("DELEX k IFEQ v", "DEL k", "0:del:k");
    assertTold("DELEX k", List.of(), List.of());
    assertTold("DIGEST k", List.of(), List.of());
  }

  @Test
  void msetex_isOneUnit_ofKeysWithTheirDeadlines() {
    assertTold("MSETEX 2 a 1 b 2", "MSET a 1 b 2", "0:set:a", "0:set:b");
    assertTold("MSETEX 2 a 3 b 4 XX", "MSET a 3 b 4", "0:set:a", "0:set:b");
    assertTold("MSETEX 2 a 3 b 4 NX", List.of(), List.of());
    assertTold(
        "MSETEX 2 a 1 b 2 EX 10",
        List.of("MULTI", "SET a 1 PXAT 1767225610000", "SET b 2 PXAT 1767225610000", "EXEC"),
        List.of("0:set:a", "0:expire:a", "0:set:b", "0:expire:b"));
    assertTold(
        "MSETEX 1 a 2 KEEPTTL", List.of("MULTI", "SET a 2 KEEPTTL", "EXEC"), List.of("0:set:a"));
  }

  @Test
  void severalKeys_areOneEffect_andAnEventEach() {
    assertTold("MSET a 1 b x a 2", "MSET a 1 b x a 2", "0:set:a", "0:set:b", "0:set:a");
    assertTold("MSETNX c 1 d 2", "MSETNX c 1 d 2", "0:set:c", "0:set:d");
  }

  // ---- taking --------------------------------------------------------------------------------

  @Test
  void getdel_isADel() {
    prepare("SET k v");
    assertTold("GETDEL k", "DEL k", "0:del:k");
  }

  @Test
  void getex_isWhatItDoesToTheExpiry() {
    prepare("SET k v");
    assertTold("GETEX k EX 10", "PEXPIREAT k 1767225610000", "0:expire:k");
    assertTold("GETEX k PX 10", "PEXPIREAT k 1767225600010", "0:expire:k");
    assertTold("GETEX k EXAT 4102444800", "PEXPIREAT k 4102444800000", "0:expire:k");
    assertTold("GETEX k PXAT 4102444800123", "PEXPIREAT k 4102444800123", "0:expire:k");
    assertTold("GETEX k PERSIST", "PERSIST k", "0:persist:k");
    assertTold("GETEX k PXAT 1", "DEL k", "0:del:k");
  }

  // ---- changing ------------------------------------------------------------------------------

  @Test
  void append_andSetrange_areLoggedAsThemselves() {
    assertTold("APPEND k abc", "APPEND k abc", "0:append:k");
    assertTold("APPEND k \"\"", "APPEND k \"\"", "0:append:k");
    assertTold("SETRANGE k 5 x", "SETRANGE k 5 x", "0:setrange:k");
  }

  @Test
  void counting_isLoggedInItsShortestForm() {
    assertTold("INCR k", "INCR k", "0:incrby:k");
    assertTold("INCRBY k 1", "INCR k", "0:incrby:k");
    assertTold("DECR k", "DECR k", "0:incrby:k");
    assertTold("DECRBY k 1", "DECR k", "0:incrby:k");
    assertTold("DECRBY k -5", "INCRBY k 5", "0:incrby:k");
    assertTold("INCRBY k -5", "INCRBY k -5", "0:incrby:k");
    assertTold("INCRBY k 0", "INCRBY k 0", "0:incrby:k");
  }

  @Test
  void incrbyfloat_isLoggedAsItsResult() {
    prepare("SET k 10 EXAT 4102444800");
    assertTold("INCRBYFLOAT k 0.1", "SET k 10.1 KEEPTTL", "0:incrbyfloat:k");
    assertTold("INCRBYFLOAT k 0", "SET k 10.1 KEEPTTL", "0:incrbyfloat:k");
    assertTold("INCRBYFLOAT fresh 3e2", "SET fresh 300 KEEPTTL", "0:incrbyfloat:fresh");
  }

  // ---- silence -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET k",
        "MGET k missing",
        "STRLEN k",
        "GETRANGE k 0 -1",
        "SUBSTR k 0 -1",
        "LCS k k",
        "GETEX k",
        "GETEX k PERSIST",
        "GETEX missing EX 10",
        "GETEX missing PERSIST",
        "GETDEL missing",
        "SETNX k w",
        "SET k w NX",
        "SET k w NX GET EX 10",
        "SET missing w XX",
        "SET missing w XX GET",
        "MSETNX fresh 1 k 2",
        "SETRANGE k 3 \"\"",
        "SETRANGE missing 3 \"\"",
        "INCR k",
        "INCRBY n 9223372036854775807",
        "DECRBY n -9223372036854775808",
        "INCRBYFLOAT k 1",
        "INCRBYFLOAT n x",
        "INCRBYFLOAT n inf",
        "SET k w EX 0",
        "SETEX k -1 w",
        "SETRANGE k 536870912 x",
        "APPEND other x",
        "GETSET other x",
        "MSET k",
      })
  void whatChangesNothing_isSilent(String command) {
    prepare("SET k v", "SET n 1");
    OtherType.put(tester, "other");
    CommandTester watching = tester.another();
    for (String key : List.of("k", "n", "missing", "other", "fresh")) {
      watching.session().watch(key.getBytes(UTF_8));
    }
    assertTold(command, List.of(), List.of());
    assertThat(watching.session().isWatchBroken()).isFalse();
  }

  @Test
  void withoutAListener_nothingIsEvenNumbered() {
    try (Store store = Holdfast.builder().invoker().open()) {
      EffectLog effects = Engine.of(store).effects();
      store.strings().set("k", "v", Expiry.after(Duration.ofSeconds(1)));
      store.strings().incr("n");
      assertThat(effects.sequence()).isZero();
      List<String> heard = new ArrayList<>();
      effects.addListener(effect -> heard.add(effect.name()));
      store.strings().get("k");
      store.strings().incr("n");
      assertThat(heard).containsExactly("INCR");
      assertThat(effects.sequence()).isEqualTo(1);
    }
  }

  // ---- events --------------------------------------------------------------------------------

  @Test
  void newKeys_andMisses_areEventsOfTheirOwn() {
    tester.script("SET k v\nSET k w\n");
    assertThat(tester.allEvents()).containsExactly("0:new:k", "0:set:k", "0:set:k");
    tester.script("GET missing\nMGET missing k\nGETDEL missing\nSTRLEN missing\n");
    assertThat(tester.allEvents())
        .containsExactly(
            "0:keymiss:missing", "0:keymiss:missing", "0:keymiss:missing", "0:keymiss:missing");
    tester.script("INCR n\nAPPEND a x\nSETRANGE r 1 x\nINCRBYFLOAT f 1\nMSETNX m 1\n");
    assertThat(tester.allEvents())
        .containsExactly(
            "0:new:n",
            "0:incrby:n",
            "0:new:a",
            "0:append:a",
            "0:new:r",
            "0:setrange:r",
            "0:new:f",
            "0:incrbyfloat:f",
            "0:new:m",
            "0:set:m");
  }

  @Test
  void otherDatabases_areNamed() {
    tester.run("SELECT 3");
    assertTold("SET k v PX 5", "SET k v PXAT 1767225600005", "3:set:k", "3:expire:k");
    tester.clock().advance(Duration.ofMillis(5));
    assertThat(tester.effects()).containsExactly("DEL k");
    assertThat(tester.events()).containsExactly("3:expired:k");
  }

  @Test
  void expiredKey_isLoggedBeforeWhatTakesItsPlace() {
    prepare("SET k old PX 5");
    // Time passes while no wheel turns: the command meets the key that is due.
    tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
    tester.clock().advance(Duration.ofMillis(5));
    assertTold("SET k new", List.of("DEL k", "SET k new"), List.of("0:expired:k", "0:set:k"));
    prepare("SET n 5 PX 5");
    tester.clock().advance(Duration.ofMillis(5));
    assertTold("INCR n", List.of("DEL n", "INCR n"), List.of("0:expired:n", "0:incrby:n"));
    prepare("SET g 5 PX 5");
    tester.clock().advance(Duration.ofMillis(5));
    assertTold("GETEX g EX 100", List.of("DEL g"), List.of("0:expired:g"));
  }

  // ---- WATCH ---------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET k v",
        "SET k w KEEPTTL",
        "SETEX k 10 v",
        "GETSET k v",
        "GETDEL k",
        "GETEX k EX 10",
        "GETEX k PXAT 1",
        "APPEND k \"\"",
        "SETRANGE k 0 v",
        "MSET fresh 1 k 2",
        "SET k w PXAT 1"
      })
  void whatChangesAKey_breaksItsWatch(String command) {
    prepare("SET k v");
    CommandTester watching = tester.another();
    watching.session().watch("k".getBytes(UTF_8));
    watching.session().watch("untouched".getBytes(UTF_8));
    tester.run(command);
    assertThat(watching.session().isWatchBroken()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SETNX k v",
        "MSETNX fresh 1 k 2",
        "INCR k",
        "DECRBY k 7",
        "INCRBY k 0",
        "INCRBYFLOAT k 1.5",
        "APPEND k x",
        "SETRANGE k 3 x"
      })
  void whatCreatesAKey_breaksTheWatchOfItsAbsence(String command) {
    CommandTester watching = tester.another();
    watching.session().watch("k".getBytes(UTF_8));
    tester.run(command);
    assertThat(watching.session().isWatchBroken()).isTrue();
  }

  // ---- every door ----------------------------------------------------------------------------

  @Test
  void typedApi_leavesTheSameEffects() {
    var strings = tester.store().strings();
    strings.set("k", "v");
    strings.incr("n");
    strings.incrByFloat("f", 0.5);
    strings.append("k", "w");
    strings.getDel("k");
    assertThat(tester.effects())
        .containsExactly("SET k v", "INCR n", "SET f 0.5 KEEPTTL", "APPEND k w", "DEL k");
    assertThat(tester.events())
        .containsExactly("0:set:k", "0:incrby:n", "0:incrbyfloat:f", "0:append:k", "0:del:k");
  }

  @Test
  void replayingTheEffects_makesTheSameData() {
    List<String> commands =
        List.of(
            "SET a 1 EX 100",
            "SET b text PXAT 4102444800123",
            "APPEND b more",
            "SETRANGE c 5 x",
            "INCRBYFLOAT a 0.25",
            "SET a 7 KEEPTTL",
            "DECRBY a 9",
            "GETEX b PERSIST",
            "GETSET d \"a\\x00\\xff b\"",
            "MSET e 1 f 2",
            "GETDEL e",
            "SET g v PXAT 1",
            "MSETNX h 1 i 2",
            "GETEX i EX 50");
    commands.forEach(tester::run);
    List<String> effects = tester.effects();
    try (CommandTester replay = CommandTester.open()) {
      replay.clock().advance(Duration.ofSeconds(7));
      effects.forEach(replay::run);
      for (String key : List.of("a", "b", "c", "d", "e", "f", "g", "h", "i")) {
        for (String look : List.of("GET ", "PEXPIRETIME ", "OBJECT ENCODING ")) {
          assertThat(replay.run(look + key)).as(look + key).isEqualTo(tester.run(look + key));
        }
      }
      assertThat(replay.run("DBSIZE")).isEqualTo(tester.run("DBSIZE"));
    }
  }
}
