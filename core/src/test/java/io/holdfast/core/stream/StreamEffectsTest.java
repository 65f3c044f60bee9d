package io.holdfast.core.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.ToldEffects;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stream commands tell: to the effect log, to watchers and as keyspace events. */
class StreamEffectsTest extends ToldEffects {
  private static final String NOW = "1767225600000";

  // ---- the log -------------------------------------------------------------------------------

  @Test
  void xadd_isLoggedWithTheWholeId() {
    assertTold("XADD k * f v", "XADD k " + NOW + "-0 f v", "0:xadd:k");
    assertTold("xadd k * f \"\\x00 v\"", "XADD k " + NOW + "-1 f \"\\x00 v\"", "0:xadd:k");
    assertTold("XADD k 1767225600001-* f 007", "XADD k 1767225600001-0 f 007", "0:xadd:k");
    assertTold(
        "XADD k NOMKSTREAM 1767225600002 f v g w", "XADD k 1767225600002-0 f v g w", "0:xadd:k");
  }

  @Test
  void trimmingIsLoggedExactly() {
    prepare("CONFIG SET stream-node-max-entries 2");
    prepare("XADD k 1 f v", "XADD k 2 f v", "XADD k 3 f v");
    assertTold("XADD k MAXLEN 3 4 f v", "XADD k MAXLEN 3 4-0 f v", "0:xadd:k", "0:xtrim:k");
    assertTold("XADD k MAXLEN ~ 1 5 f v", "XADD k MAXLEN = 1 5-0 f v", "0:xadd:k", "0:xtrim:k");
    assertTold("XADD k MAXLEN ~ 9 6 f v", "XADD k MAXLEN = 2 6-0 f v", "0:xadd:k");
    assertTold("XADD k MINID ~ 5 7 f v", "XADD k MINID = 5-0 7-0 f v", "0:xadd:k");
    assertTold("XADD k MINID 6 8 f v", "XADD k MINID 6-0 8-0 f v", "0:xadd:k", "0:xtrim:k");
    assertTold("XTRIM k MAXLEN 2", "XTRIM k MAXLEN 2", "0:xtrim:k");
    assertTold("XTRIM k MAXLEN ~ 0 LIMIT 2", "XTRIM k MAXLEN = 0", "0:xtrim:k");
    prepare("XADD k 9 f v", "XADD k 10 f v", "XADD k 11 f v");
    assertTold("XTRIM k MINID 10", "XTRIM k MINID 10-0", "0:xtrim:k");
    assertTold("XTRIM k MINID ~ 11", "XTRIM k MINID = 11-0", "0:xtrim:k");
    prepare("XADD k 12 f v");
    assertTold(
        "XTRIM k MINID ~ 99",
        "XTRIM k MINID = 18446744073709551615-18446744073709551615",
        "0:xtrim:k");
  }

  @Test
  void xdel_andXsetid() {
    prepare("XADD k 1 f v", "XADD k 2 f v");
    assertTold("XDEL k 1 9", "XDEL k 1-0 9-0", "0:xdel:k");
    assertTold("XDEL k 2", "XDEL k 2-0", "0:xdel:k");
    assertTold("XSETID k 7", "XSETID k 7-0", "0:xsetid:k");
    assertTold(
        "xsetid k 7-1 maxdeletedid 3 entriesadded 9",
        "XSETID k 7-1 ENTRIESADDED 9 MAXDELETEDID 3-0",
        "0:xsetid:k");
  }

  // ---- groups --------------------------------------------------------------------------------

  @Test
  void xgroup() {
    assertTold(
        "XGROUP CREATE k g $ MKSTREAM", "XGROUP CREATE k g 0-0 MKSTREAM", "0:xgroup-create:k");
    prepare("XADD k 5 f v");
    assertTold("XGROUP CREATE k h $", "XGROUP CREATE k h 5-0", "0:xgroup-create:k");
    assertTold(
        "XGROUP CREATE k i 0 ENTRIESREAD 3",
        "XGROUP CREATE k i 0-0 ENTRIESREAD 3",
        "0:xgroup-create:k");
    assertTold("XGROUP SETID k g 2", "XGROUP SETID k g 2-0", "0:xgroup-setid:k");
    assertTold(
        "XGROUP SETID k g $ ENTRIESREAD 1",
        "XGROUP SETID k g 5-0 ENTRIESREAD 1",
        "0:xgroup-setid:k");
    assertTold(
        "XGROUP CREATECONSUMER k g c", "XGROUP CREATECONSUMER k g c", "0:xgroup-createconsumer:k");
    assertTold("XGROUP DELCONSUMER k g c", "XGROUP DELCONSUMER k g c", "0:xgroup-delconsumer:k");
    assertTold("XGROUP DESTROY k i", "XGROUP DESTROY k i", "0:xgroup-destroy:k");
  }

  @Test
  void delivery_isLoggedAsClaims_inOneUnit() {
    prepare("XADD k 1 f v", "XADD k 2 f v", "XADD k 3 f v", "XGROUP CREATE k g 0");
    assertTold(
        "XREADGROUP GROUP g c COUNT 1 STREAMS k >",
        claim("c", "1-0", NOW, 1, "1-0"),
        "0:xgroup-createconsumer:k");
    assertTold(
        "XREADGROUP GROUP g c STREAMS k >",
        List.of(
            "MULTI", claim("c", "2-0", NOW, 1, "2-0"), claim("c", "3-0", NOW, 1, "3-0"), "EXEC"),
        List.of());
    assertTold("XACK k g 1 9", "XACK k g 1-0 9-0");
  }

  private static String claim(String consumer, String id, String at, int times, String last) {
    return "XCLAIM k g "
        + consumer
        + " 0 "
        + id
        + " TIME "
        + at
        + " RETRYCOUNT "
        + times
        + " FORCE JUSTID LASTID "
        + last;
  }

  @Test
  void deliveryWithoutAcknowledgement_isLoggedAsProgress() {
    prepare("XADD k 1 f v", "XADD k 2 f v", "XGROUP CREATE k g 0");
    assertTold(
        "XREADGROUP GROUP g c NOACK COUNT 1 STREAMS k >",
        List.of(
            "MULTI", "XGROUP CREATECONSUMER k g c", "XGROUP SETID k g 1-0 ENTRIESREAD 1", "EXEC"),
        List.of("0:xgroup-createconsumer:k"));
    assertTold("XREADGROUP GROUP g c NOACK STREAMS k >", "XGROUP SETID k g 2-0 ENTRIESREAD 2");
  }

  @Test
  void aConsumerThatGetsNothing_isLogged() {
    prepare("XGROUP CREATE k g $ MKSTREAM");
    String event = "0:xgroup-createconsumer:k";
    assertTold("XREADGROUP GROUP g a STREAMS k >", "XGROUP CREATECONSUMER k g a", event);
    assertTold("XREADGROUP GROUP g b STREAMS k 0", "XGROUP CREATECONSUMER k g b", event);
    assertTold("XCLAIM k g c 0 1", "XGROUP CREATECONSUMER k g c", event);
    assertTold("XAUTOCLAIM k g d 0 0", "XGROUP CREATECONSUMER k g d", event);
  }

  @Test
  void claims_areLoggedAsTheyCameOut() {
    prepare("XADD k 1 f v", "XADD k 2 f v", "XADD k 3 f v", "XGROUP CREATE k g 0");
    prepare("XREADGROUP GROUP g c STREAMS k >", "XGROUP CREATECONSUMER k g d");
    assertTold("XCLAIM k g d 0 1", claim("d", "1-0", NOW, 2, "3-0"));
    assertTold("XCLAIM k g d 0 1 JUSTID TIME 5", claim("d", "1-0", "5", 2, "3-0"));
    assertTold(
        "XCLAIM k g d 0 1 IDLE 600000 RETRYCOUNT 7", claim("d", "1-0", "1767225000000", 7, "3-0"));
    assertTold("XCLAIM k g d 0 9 LASTID 4", "XGROUP SETID k g 4-0 ENTRIESREAD 3");
    prepare("XDEL k 2");
    assertTold("XCLAIM k g d 0 2", claim("c", "2-0", NOW, 1, "4-0"));
    assertTold(
        "XAUTOCLAIM k g c 0 0",
        List.of(
            "MULTI", claim("c", "1-0", NOW, 8, "4-0"), claim("c", "3-0", NOW, 2, "4-0"), "EXEC"),
        List.of());
  }

  // ---- references ----------------------------------------------------------------------------

  @Test
  void whatMindsReferences_isLoggedInCommandsThatDoNot() {
    prepare("XADD k 1 f v", "XADD k 2 f v", "XADD k 3 f v", "XADD k 4 f v", "XADD k 5 f v");
    prepare("XGROUP CREATE k g 0", "XGROUP CREATE k h 0");
    prepare("XREADGROUP GROUP g c STREAMS k >", "XREADGROUP GROUP h c COUNT 3 STREAMS k >");
    assertTold("XACKDEL k g ACKED IDS 1 1", "XACK k g 1-0");
    assertTold(
        "XACKDEL k h ACKED IDS 1 1",
        List.of("MULTI", "XACK k h 1-0", "XDEL k 1-0", "EXEC"),
        List.of("0:xdel:k"));
    assertTold(
        "XDELEX k DELREF IDS 1 2",
        List.of("MULTI", "XACK k g 2-0", "XACK k h 2-0", "XDEL k 2-0", "EXEC"),
        List.of("0:xdel:k"));
    assertTold("XDELEX k IDS 1 3", "XDEL k 3-0", "0:xdel:k");
    assertTold(
        "XDELEX k DELREF IDS 1 3",
        List.of("MULTI", "XACK k g 3-0", "XACK k h 3-0", "EXEC"),
        List.of());
    assertTold(
        "XTRIM k MAXLEN 1 DELREF",
        List.of("MULTI", "XTRIM k MAXLEN 1", "XACK k g 4-0", "EXEC"),
        List.of("0:xtrim:k"));
    assertTold("XADD k ACKED MAXLEN 1 6 f v", "XADD k 6-0 f v", "0:xadd:k");
    prepare("XREADGROUP GROUP h c STREAMS k >", "XACK k g 5", "XACK k h 5");
    assertTold("XTRIM k ACKED MAXLEN 0", "XDEL k 5-0", "0:xtrim:k");
  }

  // ---- silence -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "XLEN k",
        "XRANGE k - +",
        "XREVRANGE k + -",
        "XREAD STREAMS k 0",
        "XREADGROUP GROUP g c STREAMS k 0",
        "XREADGROUP GROUP g c STREAMS k >",
        "XREADGROUP GROUP missing c STREAMS k >",
        "XPENDING k g",
        "XPENDING k g - + 9",
        "XINFO STREAM k FULL",
        "XINFO GROUPS k",
        "XINFO CONSUMERS k g",
        "XADD missing NOMKSTREAM * f v",
        "XADD k 1 f v",
        "XADD k 0 f v",
        "XADD k * f",
        "XADD string * f v",
        "XDEL k 9",
        "XDEL missing 1",
        "XDELEX k IDS 1 9",
        "XDELEX k ACKED IDS 1 1",
        "XACKDEL k missing IDS 1 1",
        "XTRIM k MAXLEN 9",
        "XTRIM k MINID 1",
        "XTRIM k MAXLEN ~ 1",
        "XTRIM missing MAXLEN 0",
        "XACK k g 9",
        "XACK k missing 1",
        "XCLAIM k g c 100000 1",
        "XCLAIM k g c 0 9 FORCE",
        "XCLAIM k g c 0 9 LASTID 1",
        "XAUTOCLAIM k g c 100000 0",
        "XGROUP CREATE k g 0",
        "XGROUP CREATE missing g 0",
        "XGROUP CREATECONSUMER k g c",
        "XGROUP DELCONSUMER k g missing",
        "XGROUP DESTROY k missing",
        "XGROUP SETID k missing 0",
        "XSETID k 1",
        "XSETID missing 1",
      })
  void whatChangesNothing_isSilent(String command) {
    prepare("XADD k 1 f v", "XADD k 2 f v", "XGROUP CREATE k g 0", "SET string v");
    prepare("XREADGROUP GROUP g c STREAMS k >");
    CommandTester watching = watching();
    tester.run(command);
    assertThat(tester.effects()).as(command).isEmpty();
    assertThat(tester.events().stream().filter(event -> !event.contains(":keymiss:")))
        .as(command)
        .isEmpty();
    assertThat(watching.session().isWatchBroken()).as(command).isFalse();
  }

  private CommandTester watching() {
    CommandTester watching = tester.another();
    watching.session().watch("k".getBytes(UTF_8));
    return watching;
  }

  @ParameterizedTest
  @ValueSource(strings = {"XADD k * f v", "XDEL k 1", "XTRIM k MAXLEN 1", "XDELEX k IDS 1 2"})
  void whatChangesEntries_breaksAWatch(String command) {
    prepare("XADD k 1 f v", "XADD k 2 f v");
    CommandTester watching = watching();
    tester.run(command);
    assertThat(watching.session().isWatchBroken()).as(command).isTrue();
  }

  /** As in Redis: a group is no part of what a watch is about. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "XREADGROUP GROUP g c STREAMS k >",
        "XACK k g 1",
        "XCLAIM k g d 0 1",
        "XAUTOCLAIM k g d 0 0",
        "XGROUP CREATE k h 0",
        "XGROUP SETID k g 0",
        "XGROUP DELCONSUMER k g c",
        "XGROUP DESTROY k g",
        "XSETID k 99"
      })
  void whatChangesAGroup_breaksNoWatch(String command) {
    prepare("XADD k 1 f v", "XADD k 2 f v", "XGROUP CREATE k g 0");
    prepare("XREADGROUP GROUP g c COUNT 1 STREAMS k >");
    CommandTester watching = watching();
    tester.run(command);
    assertThat(tester.effects()).as(command).isNotEmpty();
    assertThat(watching.session().isWatchBroken()).as(command).isFalse();
  }

  @Test
  void effectsRepeatWhatWasDone() {
    CommandTester replica = CommandTester.open();
    prepare();
    for (String command :
        List.of(
            "XADD k * a 1",
            "XADD k * b 2",
            "XADD k MAXLEN ~ 2 * c 3",
            "XGROUP CREATE k g 0",
            "XREADGROUP GROUP g c COUNT 2 STREAMS k >",
            "XACK k g " + NOW + "-0",
            "XCLAIM k g d 0 " + NOW + "-1",
            "XADD k * d 4",
            "XREADGROUP GROUP g d NOACK STREAMS k >",
            "XDEL k " + NOW + "-2",
            "XSETID k " + NOW + "-9")) {
      tester.run(command);
      tester.effects().forEach(replica::run);
    }
    for (String question :
        List.of("XRANGE k - +", "XPENDING k g - + 10", "XINFO STREAM k", "XINFO GROUPS k")) {
      assertThat(replica.run(question)).isEqualTo(tester.run(question));
    }
    replica.checkInvariants();
    replica.close();
  }
}
