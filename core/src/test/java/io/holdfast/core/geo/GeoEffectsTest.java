package io.holdfast.core.geo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.GeoArea;
import io.holdfast.GeoCenter;
import io.holdfast.GeoSearchOptions;
import io.holdfast.GeoUnit;
import io.holdfast.core.CommandTester;
import io.holdfast.core.ToldEffects;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What geo commands tell: to the effect log, to watchers and as keyspace events. */
class GeoEffectsTest extends ToldEffects {
  private static final String CITIES =
      "GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania";

  private void assertSilent(String command) {
    assertTold(command, List.of(), List.of());
  }

  // ---- each command --------------------------------------------------------------------------

  @Test
  void adding_isAZadd() {
    assertTold(CITIES, "ZADD g 3479099956230698 Palermo 3479447370796909 Catania", "0:zadd:g");
    assertSilent(CITIES);
    assertTold(
        "GEOADD g CH 13.3614 38.1156 Palermo 15.087269 37.502669 Catania",
        "ZADD g 3479099956231043 Palermo",
        "0:zadd:g");
    assertSilent("GEOADD g NX 1 2 Palermo");
    assertSilent("GEOADD missing XX 1 2 Palermo");
  }

  @Test
  void storing_namesWhatWasAskedFor() {
    prepare(CITIES, "SET d text");
    assertTold(
        "geosearchstore d g byradius 4e2 KM fromlonlat 15.0 37 any count 2 desc",
        "GEOSEARCHSTORE d g FROMLONLAT 15 37 BYRADIUS 400 km DESC COUNT 2 ANY",
        "0:geosearchstore:d");
    assertTold(
        "GEOSEARCHSTORE d g STOREDIST COUNT 1 FROMMEMBER Palermo BYBOX 0.5 1000 mi",
        "GEOSEARCHSTORE d g FROMMEMBER Palermo BYBOX 0.5 1000 mi COUNT 1 STOREDIST",
        "0:geosearchstore:d");
    assertTold(
        "GEORADIUS g 15 37 2e5 m STOREDIST x STORE d ASC COUNT 5",
        "GEORADIUS g 15 37 200000 m ASC COUNT 5 STORE d",
        "0:georadiusstore:d");
    assertTold(
        "GEORADIUSBYMEMBER g Palermo 900 ft STOREDIST d",
        "GEORADIUSBYMEMBER g Palermo 900 ft STOREDIST d",
        "0:georadiusstore:d");
  }

  @Test
  void storingNothing_isADel() {
    prepare(CITIES, "SET d text");
    assertTold("GEOSEARCHSTORE d g FROMLONLAT -100 -37 BYRADIUS 4 km", "DEL d", "0:del:d");
    assertSilent("GEOSEARCHSTORE d g FROMLONLAT -100 -37 BYRADIUS 4 km");
    prepare("SET d text");
    assertTold("GEORADIUS missing 15 37 400 km STORE d", "DEL d", "0:del:d");
    assertSilent("GEORADIUSBYMEMBER missing m 400 km STORE d");
  }

  @Test
  void reading_tellsNothing() {
    prepare(CITIES);
    for (String command :
        List.of(
            "GEOPOS g Palermo",
            "GEOHASH g Palermo",
            "GEODIST g Palermo Catania",
            "GEOSEARCH g FROMLONLAT 15 37 BYRADIUS 400 km",
            "GEORADIUS g 15 37 400 km",
            "GEORADIUSBYMEMBER_RO g Palermo 400 km")) {
      assertSilent(command);
    }
  }

  // ---- WATCH ---------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GEOADD d 1 2 m",
        "GEOSEARCHSTORE d g FROMLONLAT 15 37 BYRADIUS 400 km",
        "GEOSEARCHSTORE d g FROMLONLAT 15 37 BYRADIUS 1 m",
        "GEORADIUS g 15 37 400 km STORE d"
      })
  void whatChangesAKey_breaksItsWatch(String command) {
    assertThat(isWatchBroken(command)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GEOADD d NX 1 2 there",
        "GEORADIUS d 15 37 400 km STORE e",
        "GEOSEARCH d FROMLONLAT 15 37 BYRADIUS 400 km"
      })
  void whatChangesNothing_doesNot(String command) {
    assertThat(isWatchBroken(command)).isFalse();
  }

  private boolean isWatchBroken(String command) {
    prepare(CITIES, "GEOADD d 9 9 there");
    CommandTester watching = tester.another();
    watching.session().watch("d".getBytes(UTF_8));
    tester.run(command);
    return watching.session().isWatchBroken();
  }

  // ---- every door ----------------------------------------------------------------------------

  @Test
  void typedApi_leavesTheSameEffects() {
    var geo = tester.store().geo();
    geo.add("g", "Palermo", 13.361389, 38.115556);
    geo.searchStore(
        "d",
        "g",
        GeoCenter.at(15, 37),
        GeoArea.circle(400, GeoUnit.KILOMETERS),
        GeoSearchOptions.none().asc().countAny(3));
    geo.searchStoreDist(
        "d",
        "g",
        GeoCenter.member("Palermo"),
        GeoArea.box(1, 2, GeoUnit.FEET),
        GeoSearchOptions.none());
    assertThat(tester.effects())
        .containsExactly(
            "ZADD g 3479099956230698 Palermo",
            "GEOSEARCHSTORE d g FROMLONLAT 15 37 BYRADIUS 400 km ASC COUNT 3 ANY",
            "GEOSEARCHSTORE d g FROMMEMBER Palermo BYBOX 1 2 ft STOREDIST");
    assertThat(tester.events())
        .containsExactly("0:zadd:g", "0:geosearchstore:d", "0:geosearchstore:d");
  }

  @Test
  void replayingTheEffects_makesTheSameData() {
    List<String> commands =
        List.of(
            CITIES,
            "GEOADD g XX CH 13.5 38 Palermo 180 85.05112878 corner",
            "GEOADD g 179.123456789 -0.000001 edge 15.1 37.4 near",
            "GEOSEARCHSTORE a g FROMMEMBER near BYBOX 300.123 1e3 mi COUNT 2",
            "GEOSEARCHSTORE b g FROMLONLAT 0x10 37.12345678901234 BYRADIUS 1e9 ft STOREDIST",
            "GEORADIUS g 15 37 200 km COUNT 2 ANY STORE c",
            "GEORADIUSBYMEMBER g near 1e300 m DESC COUNT 2 STOREDIST d",
            "GEOSEARCHSTORE g g FROMMEMBER near BYRADIUS 200 km");
    commands.forEach(tester::run);
    List<String> effects = tester.effects();
    try (CommandTester replay = CommandTester.open()) {
      effects.forEach(replay::run);
      for (String key : List.of("g", "a", "b", "c", "d")) {
        String look = "ZRANGE " + key + " 0 -1 WITHSCORES";
        assertThat(replay.run(look)).as(look).isEqualTo(tester.run(look)).isNotEqualTo("[]");
      }
      assertThat(replay.run("DBSIZE")).isEqualTo(tester.run("DBSIZE"));
    }
  }
}
