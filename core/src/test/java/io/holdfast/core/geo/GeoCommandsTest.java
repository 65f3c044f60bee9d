package io.holdfast.core.geo;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What geo commands do, once for each encoding of a sorted set: the same for both. */
class GeoCommandsTest {
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

  private void begin(Start start) {
    tester.run("CONFIG SET zset-max-listpack-entries " + start.entries);
    tester.run("GEOADD g 13.361389 38.115556 Palermo 15.087269 37.502669 Catania 12.5 41.9 17");
    assertThat(tester.run("OBJECT ENCODING g")).isEqualTo('"' + start.encoding + '"');
  }

  @ParameterizedTest
  @EnumSource
  void adding(Start start) {
    begin(start);
    tester.script(
        """
        GEOADD g 13.361389 38.115556 Palermo 2 1 new
            :1
        GEOADD g CH 13.4 38.1 Palermo 2 1 new 3 4 newer
            :2
        GEOADD g XX 5 6 missing
            :0
        GEOADD g NX CH 5 6 Palermo
            :0
        GEOADD g 1 2 ok 181 2 wrong
            -ERR invalid longitude,latitude pair 181.000000,2.000000
        GEOADD g 1 -1e18 wrong
            -ERR invalid longitude,latitude pair 1.000000,-1000000000000000000.000000
        GEOADD g 1 2 ok 3
            -ERR syntax error
        GEOADD g NX XX 1 2 ok
            -ERR syntax error
        GEOADD g CH CH CH
            -ERR syntax error
        ZSCORE g ok
            nil
        ZCARD g
            :5
        ZREM g 17
            :1
        """);
  }

  @ParameterizedTest
  @EnumSource
  void asking(Start start) {
    begin(start);
    tester.script(
        """
        GEOPOS g Palermo missing
            [["13.36138933897018433", "38.11555639549629859"], nil-array]
        GEOHASH g Palermo missing Catania
            ["sqc8b49rny0", nil, "sqdtr74hyu0"]
        GEODIST g Palermo Catania
            "166274.1516"
        GEODIST g Palermo Catania KM
            "166.2742"
        GEODIST g Palermo Catania mi
            "103.3182"
        GEODIST g Palermo Catania ft
            "545518.8700"
        GEODIST g Palermo missing
            nil
        GEODIST g Palermo Catania yd
            -ERR unsupported unit provided. please use M, KM, FT, MI
        """);
  }

  @ParameterizedTest
  @EnumSource
  void searching(Start start) {
    begin(start);
    tester.script(
        """
        GEOSEARCH g FROMLONLAT 15 37 BYRADIUS 200 km
            ["Palermo", "Catania"]
        GEOSEARCH g FROMLONLAT 15 37 BYRADIUS 200 km ASC
            ["Catania", "Palermo"]
        GEOSEARCH g FROMLONLAT 15 37 BYBOX 400 400 km DESC WITHDIST
            [["Palermo", "190.4424"], ["Catania", "56.4413"]]
        GEOSEARCH g FROMMEMBER Catania BYRADIUS 1000 km COUNT 2
            ["Catania", "Palermo"]
        GEOSEARCH g FROMMEMBER Catania BYRADIUS 1000 km COUNT 1 ANY WITHHASH
            [["Palermo", :3479099956230698]]
        GEOSEARCH g FROMMEMBER 17 BYRADIUS 0 m WITHCOORD
            [["17", ["12.49999791383743286", "41.8999990099568862"]]]
        GEOSEARCH g FROMMEMBER missing BYRADIUS 1 m
            -ERR could not decode requested zset member
        GEORADIUS g 15 37 200 km COUNT 1 WITHCOORD WITHHASH WITHDIST
            [["Catania", "56.4413", :3479447370796909, ["15.08726745843887329", "37.50266842333162032"]]]
        GEORADIUSBYMEMBER_RO g Palermo 200 km
            ["Palermo", "Catania"]
        GEORADIUS_RO g 15 37 200 km STORE d
            -ERR syntax error
        """);
  }

  @ParameterizedTest
  @EnumSource
  void storing(Start start) {
    begin(start);
    tester.script(
        """
        GEOSEARCHSTORE d g FROMLONLAT 15 37 BYRADIUS 200 km
            :2
        ZRANGE d 0 -1 WITHSCORES
            ["Palermo", "3479099956230698", "Catania", "3479447370796909"]
        GEORADIUSBYMEMBER g Palermo 1 km STOREDIST d
            :1
        ZRANGE d 0 -1 WITHSCORES
            ["Palermo", "0"]
        GEOSEARCHSTORE g g FROMMEMBER Palermo BYRADIUS 200 km COUNT 1
            :1
        ZRANGE g 0 -1
            ["Palermo"]
        """);
    assertThat(tester.run("OBJECT ENCODING g")).isEqualTo('"' + start.encoding + '"');
    tester.script(
        """
        GEOSEARCHSTORE g g FROMLONLAT 100 80 BYRADIUS 1 km
            :0
        EXISTS g
            :0
        """);
  }

  @Test
  void resp3_hasDoublesForPositions_andTextForDistances() {
    begin(Start.LISTPACK);
    tester.resp3();
    tester.script(
        """
        GEOPOS g Palermo missing
            [[,13.36138933897018433, ,38.11555639549629859], null]
        GEODIST g Palermo Catania
            "166274.1516"
        GEODIST g Palermo missing
            null
        GEOSEARCH g FROMLONLAT 15 37 BYRADIUS 100 km WITHDIST WITHCOORD
            [["Catania", "56.4413", [,15.08726745843887329, ,37.50266842333162032]]]
        """);
  }

  @Test
  void anySortedSet_isAGeoSet() {
    tester.script(
        """
        ZADD w 1.5 fraction -1 negative inf infinite 1e300 huge
            :4
        GEOHASH w fraction negative infinite huge
            ["00bh0hbj210", "bp05b5048p0", "00bh0hbj200", "00bh0hbj200"]
        GEOSEARCH w FROMMEMBER infinite BYRADIUS 1 km WITHHASH
            [["fraction", :1]]
        """);
  }

  @Test
  void aKeyThatDoesNotExist_isEmpty_whateverTheMember() {
    tester.script(
        """
        GEOPOS missing a
            [nil-array]
        GEODIST missing a b
            nil
        GEOSEARCH missing FROMMEMBER a BYRADIUS 1 km
            []
        GEORADIUSBYMEMBER missing a no-number no-unit
            []
        GEOSEARCH missing FROMMEMBER a BYRADIUS 1 km ANY
            -ERR the ANY argument requires COUNT argument
        EXISTS missing
            :0
        """);
  }
}
