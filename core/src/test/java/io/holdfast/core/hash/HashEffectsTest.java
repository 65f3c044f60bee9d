package io.holdfast.core.hash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.ToldEffects;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hash commands tell: to the effect log, to watchers and as keyspace events. */
class HashEffectsTest extends ToldEffects {
  // ---- each command --------------------------------------------------------------------------

  @Test
  void setting_isAnHset() {
    assertTold("hset h f v", "HSET h f v", "0:hset:h");
    assertTold("HSET h f w g \"a b\" f x", "HSET h f w g \"a b\" f x", "0:hset:h");
    assertTold("HMSET h f v g w", "HSET h f v g w", "0:hset:h");
    assertTold("HSETNX h new v", "HSET h new v", "0:hset:h");
    assertTold("HSET h f x", "HSET h f x", "0:hset:h");
  }

  @Test
  void counting() {
    assertTold("HINCRBY h n 5", "HINCRBY h n 5", "0:hincrby:h");
    assertTold("HINCRBY h n 0", "HINCRBY h n 0", "0:hincrby:h");
    assertTold("HINCRBYFLOAT h f 0.1", "HSET h f 0.1", "0:hincrbyfloat:h");
    assertTold("HINCRBYFLOAT h f 0.2", "HSET h f 0.3", "0:hincrbyfloat:h");
  }

  @Test
  void removing_namesWhatThereWas_andTheKeyGoesWithTheLast() {
    prepare("HSET h a 1 b 2 c 3");
    assertTold("HDEL h a missing a b", "HDEL h a b", "0:hdel:h");
    assertTold("HDEL h c", "HDEL h c", "0:hdel:h", "0:del:h");
    assertThat(tester.run("EXISTS h")).isEqualTo(":0");
  }

  @Test
  void otherDatabases_areNamed() {
    tester.run("SELECT 3");
    assertTold("HSET h f v", "HSET h f v", "3:hset:h");
  }

  @Test
  void newKeys_andMisses_areEventsOfTheirOwn() {
    tester.script("HSET h f v\nHSET h f w\n");
    assertThat(tester.allEvents()).containsExactly("0:new:h", "0:hset:h", "0:hset:h");
    tester.script("HGET missing f\nHGETALL missing\nHDEL missing f\nHGET h missing\n");
    assertThat(tester.allEvents()).containsExactly("0:keymiss:missing", "0:keymiss:missing");
  }

  // ---- what is no change ---------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HGET h f",
        "HMGET h f g",
        "HGETALL h",
        "HKEYS h",
        "HVALS h",
        "HLEN h",
        "HEXISTS h f",
        "HSTRLEN h f",
        "HRANDFIELD h 5",
        "HSCAN h 0",
        "HSETNX h f w",
        "HDEL h missing",
        "HDEL missing f",
        "HINCRBY h f 1",
        "HINCRBY h max 1",
        "HINCRBYFLOAT h f 1",
        "HINCRBYFLOAT missing f x",
        "HSET h f",
        "HSET s f v",
        "HINCRBY s f 1",
        "HDEL s f"
      })
  void whatChangesNothing_isSilent(String command) {
    prepare("HSET h f v max 9223372036854775807", "SET s v");
    CommandTester watching = tester.another();
    for (String key : List.of("h", "s", "missing")) {
      watching.session().watch(key.getBytes(UTF_8));
    }
    assertTold(command, List.of(), List.of());
    assertThat(watching.session().isWatchBroken()).isFalse();
  }

  // ---- WATCH ---------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HSET h f v",
        "HMSET h g v",
        "HSETNX h g v",
        "HINCRBY h n 0",
        "HINCRBYFLOAT h n 0",
        "HDEL h f",
        "HDEL h f n"
      })
  void whatChangesAHash_breaksItsWatch(String command) {
    prepare("HSET h f v n 1");
    CommandTester watching = tester.another();
    watching.session().watch("h".getBytes(UTF_8));
    watching.session().watch("untouched".getBytes(UTF_8));
    tester.run(command);
    assertThat(watching.session().isWatchBroken()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HSET h f v", "HSETNX h f v", "HINCRBY h f 1", "HINCRBYFLOAT h f 1"})
  void whatCreatesAHash_breaksTheWatchOfItsAbsence(String command) {
    CommandTester watching = tester.another();
    watching.session().watch("h".getBytes(UTF_8));
    tester.run(command);
    assertThat(watching.session().isWatchBroken()).isTrue();
  }

  // ---- every door ----------------------------------------------------------------------------

  @Test
  void typedApi_leavesTheSameEffects() {
    var hashes = tester.store().hashes();
    hashes.set("h", "f", "v");
    hashes.setAll("h", Map.of("g", "w"));
    hashes.setIfAbsent("h", "n", "1");
    hashes.incrBy("h", "n", 4);
    hashes.incrByFloat("h", "n", 0.5);
    hashes.remove("h", "f");
    hashes.remove("h", List.of("missing", "g"));
    assertThat(tester.effects())
        .containsExactly(
            "HSET h f v",
            "HSET h g w",
            "HSET h n 1",
            "HINCRBY h n 4",
            "HSET h n 5.5",
            "HDEL h f",
            "HDEL h g");
    assertThat(tester.events())
        .containsExactly(
            "0:hset:h",
            "0:hset:h",
            "0:hset:h",
            "0:hincrby:h",
            "0:hincrbyfloat:h",
            "0:hdel:h",
            "0:hdel:h");
  }
}
