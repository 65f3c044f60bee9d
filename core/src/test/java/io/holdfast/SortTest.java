package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SORT through the typed API. */
class SortTest {
  private final Store store = Holdfast.builder().invoker().open();
  private final Keys<String> keys = store.keys();

  @BeforeEach
  void fill() {
    store.lists().pushRight("users", List.of("7", "9", "8"));
    store.hashes().set("user:7", "points", "30");
    store.hashes().set("user:7", "name", "Ann");
    store.hashes().set("user:8", "points", "10");
    store.hashes().set("user:8", "name", "Bob");
    store.hashes().set("user:9", "points", "20");
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void numbersAscend_unlessToldOtherwise() {
    assertThat(keys.sort("users", SortOptions.none())).containsExactly("7", "8", "9");
    assertThat(keys.sort("users", SortOptions.none().desc().limit(1, 1))).containsExactly("8");
    assertThat(keys.sort("missing", SortOptions.none())).isEmpty();
  }

  @Test
  void otherKeys_giveOrderAndValues() {
    SortOptions byPoints = SortOptions.none().by("user:*->points");
    assertThat(keys.sort("users", byPoints)).containsExactly("8", "9", "7");
    assertThat(keys.sort("users", byPoints.get("#").get("user:*->name").desc()))
        .containsExactly("7", "Ann", "9", null, "8", "Bob");
  }

  @Test
  void values_areDecoded() {
    assertThat(keys.sort("users", SortOptions.none().limit(0, 1), Codec.bytes()))
        .containsExactly(new byte[] {'7'});
  }

  @Test
  void storing_makesAList() {
    SortOptions names = SortOptions.none().by("user:*->points").get("user:*->name");
    assertThat(keys.sortStore("names", "users", names)).isEqualTo(3);
    assertThat(store.lists().range("names", 0, -1)).containsExactly("Bob", "", "Ann");
    assertThat(keys.sortStore("names", "users", names.limit(3, 1))).isZero();
    assertThat(keys.exists("names")).isFalse();
  }

  @Test
  void whatCannotBeSorted_isRefused() {
    assertThatThrownBy(() -> keys.sort("user:7", SortOptions.none()))
        .isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> keys.sort("users", SortOptions.none().by("user:*->name")))
        .isInstanceOf(CommandException.class)
        .hasMessage("ERR One or more scores can't be converted into double");
    assertThat(keys.sort("users", SortOptions.none().by("user:*->name").alpha()))
        .containsExactly("9", "7", "8");
  }
}
