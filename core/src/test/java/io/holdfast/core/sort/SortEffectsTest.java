package io.holdfast.core.sort;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.SortOptions;
import io.holdfast.core.CommandTester;
import io.holdfast.core.ToldEffects;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What SORT tells: to the effect log, to watchers and as keyspace events. */
class SortEffectsTest extends ToldEffects {

  @Test
  void storing_isLoggedInOneWayOfWritingIt() {
    prepare("RPUSH l 3 1 2", "SADD s b a");
    assertTold("SORT l STORE d", "SORT l STORE d", "0:sortstore:d");
    assertTold(
        "sort l store x get # alpha desc store d get w_* limit 0 2 by w_*",
        "SORT l BY w_* LIMIT 0 2 GET # GET w_* DESC ALPHA STORE d",
        "0:sortstore:d");
    assertTold("SORT l BY a BY * STORE d", "SORT l BY nosort STORE d", "0:sortstore:d");
    assertTold("SORT s BY nosort STORE d", "SORT s BY nosort STORE d", "0:sortstore:d");
    assertTold("SORT l DESC STORE l", "SORT l DESC STORE l", "0:sortstore:l");
  }

  @Test
  void storingNothing_isADel_ofWhatThereWas() {
    prepare("RPUSH l 3 1 2", "SET d v");
    assertTold("SORT l LIMIT 5 5 STORE d", "SORT l LIMIT 5 5 STORE d", "0:del:d");
    assertTold("SORT l LIMIT 5 5 STORE d", List.of(), List.of());
    assertTold("SORT missing STORE d", List.of(), List.of());
  }

  @Test
  void newKeys_andMisses_areEventsOfTheirOwn() {
    prepare("RPUSH l b a", "SET d v");
    tester.run("SORT l BY w_* ALPHA GET # GET v_* LIMIT 0 1 STORE new");
    assertThat(tester.allEvents())
        .containsExactly(
            "0:keymiss:w_b", "0:keymiss:w_a", "0:keymiss:v_b", "0:new:new", "0:sortstore:new");
    tester.run("SORT l BY nosort STORE d");
    assertThat(tester.allEvents()).containsExactly("0:sortstore:d");
    tester.run("SORT missing");
    assertThat(tester.allEvents()).containsExactly("0:keymiss:missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SORT l", "SORT_RO l", "SORT l GET l", "SORT h STORE l", "SORT words STORE l"})
  void whatChangesNothing_isSilent(String command) {
    prepare("RPUSH l 3 1 2", "HSET h f v", "RPUSH words a b");
    CommandTester watching = tester.another();
    watching.session().watch("l".getBytes(UTF_8));
    assertTold(command, List.of(), List.of());
    assertThat(watching.session().isWatchBroken()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SORT l STORE d", "SORT l LIMIT 5 5 STORE d"})
  void storing_breaksTheWatchOfTheDestination(String command) {
    prepare("RPUSH l 3 1 2", "SET d v");
    CommandTester watching = tester.another();
    watching.session().watch("d".getBytes(UTF_8));
    tester.run(command);
    assertThat(watching.session().isWatchBroken()).isTrue();
  }

  @Test
  void typedApi_leavesTheSameEffects() {
    prepare("RPUSH l 3 1 2");
    SortOptions options = SortOptions.none().by("w_*").get("#").desc().alpha().limit(0, 2);
    assertThat(tester.store().keys().sortStore("d", "l", options)).isEqualTo(2);
    assertThat(tester.store().keys().sort("l", SortOptions.none())).containsExactly("1", "2", "3");
    assertThat(tester.effects())
        .containsExactly("SORT l BY w_* LIMIT 0 2 GET # DESC ALPHA STORE d");
    assertThat(tester.events()).containsExactly("0:sortstore:d");
  }
}
