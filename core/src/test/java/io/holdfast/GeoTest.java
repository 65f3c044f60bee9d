package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The typed door to geo sets: what it makes of its arguments, and of what it finds. */
class GeoTest {
  private static final GeoPosition PALERMO = new GeoPosition(13.361389, 38.115556);
  private static final GeoPosition CATANIA = new GeoPosition(15.087269, 37.502669);
  private static final GeoSearchOptions NONE = GeoSearchOptions.none();

  private final Store store = Holdfast.builder().seed(1).invoker().open();
  private final Geo<String, String> geo = store.geo();

  @AfterEach
  void close() {
    store.close();
  }

  private void begin() {
    Map<String, GeoPosition> cities = new LinkedHashMap<>();
    cities.put("Palermo", PALERMO);
    cities.put("Catania", CATANIA);
    assertThat(geo.addAll("g", cities)).isEqualTo(2);
  }

  private static GeoArea km(double radius) {
    return GeoArea.circle(radius, GeoUnit.KILOMETERS);
  }

  private List<String> names(GeoCenter<String> center, GeoArea area, GeoSearchOptions options) {
    return geo.search("g", center, area, options).stream().map(GeoMatch::member).toList();
  }

  @Test
  void adding_tellsWhatIsNew() {
    assertThat(geo.add("g", "Palermo", 13.361389, 38.115556)).isTrue();
    assertThat(geo.add("g", "Palermo", 13.4, 38.1)).isFalse();
    AddOptions ch = AddOptions.none().ch();
    assertThat(geo.addAll("g", Map.of("Palermo", PALERMO, "Catania", CATANIA), ch)).isEqualTo(2);
    assertThat(geo.addAll("g", Map.of("Palermo", CATANIA), ch.nx())).isZero();
    assertThat(geo.addAll("g", Map.of("Rome", CATANIA), ch.xx())).isZero();
    assertThat(geo.addAll("empty", Map.of())).isZero();
    assertThat(store.keys().exists("empty")).isFalse();
    assertThat(store.sortedSets().score("g", "Palermo")).hasValue(3479099956230698d);
  }

  @Test
  void whatIsNoPlace_isRefused() {
    assertThatThrownBy(() -> geo.add("g", "x", 180.5, 2))
        .isInstanceOf(CommandException.class)
        .hasMessage("ERR invalid longitude,latitude pair 180.500000,2.000000");
    Map<String, GeoPosition> oneWrong = new LinkedHashMap<>();
    oneWrong.put("a", PALERMO);
    oneWrong.put("b", new GeoPosition(1, Double.NaN));
    assertThatThrownBy(() -> geo.addAll("g", oneWrong))
        .hasMessage("ERR invalid longitude,latitude pair 1.000000,nan");
    assertThat(store.keys().exists("g")).isFalse();
    for (AddOptions wrong :
        List.of(AddOptions.none().nx().xx(), AddOptions.none().gt(), AddOptions.none().lt())) {
      assertThatThrownBy(() -> geo.addAll("g", Map.of("a", PALERMO), wrong))
          .hasMessage("ERR syntax error");
    }
    assertThatThrownBy(() -> geo.search("g", GeoCenter.at(1, 86), km(1)))
        .hasMessage("ERR invalid longitude,latitude pair 1.000000,86.000000");
  }

  @Test
  void whatIsNoArea_isRefused() {
    assertThatThrownBy(() -> km(-1)).hasMessage("ERR radius cannot be negative");
    assertThatThrownBy(() -> km(Double.NaN)).hasMessage("ERR need numeric radius");
    assertThatThrownBy(() -> GeoArea.box(1, -1, GeoUnit.FEET))
        .hasMessage("ERR height or width cannot be negative");
    assertThatThrownBy(() -> GeoArea.box(Double.NaN, -1, GeoUnit.FEET))
        .hasMessage("ERR need numeric width");
    assertThatThrownBy(() -> GeoArea.box(-1, Double.NaN, GeoUnit.FEET))
        .hasMessage("ERR need numeric height");
    assertThatThrownBy(() -> NONE.count(0)).hasMessage("ERR COUNT must be > 0");
    assertThatThrownBy(() -> NONE.countAny(-1)).hasMessage("ERR COUNT must be > 0");
    assertThatThrownBy(() -> new GeoSearchOptions(GeoSearchOptions.Order.ASC, 0, true))
        .hasMessage("ERR the ANY argument requires COUNT argument");
  }

  @Test
  void members() {
    begin();
    GeoPosition position = new GeoPosition(13.361389338970184, 38.1155563954963);
    assertThat(geo.position("g", "Palermo")).isEqualTo(position);
    assertThat(geo.position("g", "missing")).isNull();
    assertThat(geo.positions("g", List.of("x", "Palermo"))).containsExactly(null, position);
    assertThat(geo.hash("g", "Palermo")).isEqualTo("sqc8b49rny0");
    assertThat(geo.hash("missing", "Palermo")).isNull();
    assertThat(geo.hashes("g", List.of("Catania", "x"))).containsExactly("sqdtr74hyu0", null);
    assertThat(geo.distance("g", "Palermo", "Catania").getAsDouble())
        .isCloseTo(166274.1516, within(0.0001));
    assertThat(geo.distance("g", "Palermo", "Catania", GeoUnit.MILES).getAsDouble())
        .isCloseTo(103.3182, within(0.0001));
    assertThat(geo.distance("g", "Palermo", "x")).isEqualTo(OptionalDouble.empty());
    store.strings().set("s", "text");
    assertThatThrownBy(() -> geo.position("s", "x")).isInstanceOf(WrongTypeException.class);
  }

  @Test
  void searching() {
    begin();
    GeoCenter<String> center = GeoCenter.at(new GeoPosition(15, 37));
    List<GeoMatch<String>> near = geo.search("g", center, km(100));
    assertThat(near).hasSize(1);
    GeoMatch<String> catania = near.get(0);
    assertThat(catania.member()).isEqualTo("Catania");
    assertThat(catania.distance()).isCloseTo(56.4413, within(0.0001));
    assertThat(catania.hash()).isEqualTo(3479447370796909L);
    assertThat(catania.position()).isEqualTo(geo.position("g", "Catania"));

    assertThat(names(center, km(200), NONE)).containsExactlyInAnyOrder("Catania", "Palermo");
    assertThat(names(center, km(200), NONE.asc())).containsExactly("Catania", "Palermo");
    assertThat(names(center, km(200), NONE.desc())).containsExactly("Palermo", "Catania");
    assertThat(names(center, km(200), NONE.count(1))).containsExactly("Catania");
    assertThat(names(center, km(200), NONE.desc().count(1))).containsExactly("Palermo");
    assertThat(names(center, km(200), NONE.countAny(1))).hasSize(1);
    assertThat(names(center, GeoArea.box(400, 400, GeoUnit.KILOMETERS), NONE.asc()))
        .containsExactly("Catania", "Palermo");
    assertThat(names(GeoCenter.member("Palermo"), GeoArea.box(1, 1, GeoUnit.FEET), NONE))
        .containsExactly("Palermo");
    assertThat(geo.search("missing", GeoCenter.member("x"), km(1))).isEmpty();
    assertThatThrownBy(() -> geo.search("g", GeoCenter.member("x"), km(1)))
        .hasMessage("ERR could not decode requested zset member");
  }

  @Test
  void storing() {
    begin();
    GeoCenter<String> center = GeoCenter.member("Catania");
    assertThat(geo.searchStore("d", "g", center, km(200), NONE.desc().count(1))).isEqualTo(1);
    assertThat(geo.position("d", "Palermo")).isEqualTo(geo.position("g", "Palermo"));
    assertThat(geo.searchStoreDist("d", "g", center, km(200), NONE)).isEqualTo(2);
    assertThat(store.sortedSets().score("d", "Palermo").getAsDouble())
        .isCloseTo(166.2742, within(0.0001));
    assertThat(geo.searchStore("d", "g", GeoCenter.at(100, 0), km(1), NONE)).isZero();
    assertThat(store.keys().exists("d")).isFalse();
  }

  @Test
  void otherTypes_andBlocks() {
    byte[] member = {0, (byte) 0xff};
    store.call(
        db -> {
          Geo<byte[], byte[]> raw = db.with(Codec.bytes(), Codec.bytes()).geo();
          raw.add(new byte[] {'k'}, member, 1, 2);
          GeoMatch<byte[]> match =
              raw.search(new byte[] {'k'}, GeoCenter.member(member), km(1)).get(0);
          assertThat(match.member()).isEqualTo(member);
          return 0;
        });
  }
}
