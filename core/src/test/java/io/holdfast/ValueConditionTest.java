package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions on values, digests and several keys that expire together, through the typed API. */
class ValueConditionTest {
  private static final String OTHER_DIGEST = "0000000000000000";

  private final Store store = Holdfast.builder().invoker().open();
  private final Strings<String, String> strings = store.strings();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void setIf_comparesAndSets() {
    assertThat(strings.setIf("k", "a", ValueCondition.equalTo("a"))).isFalse();
    assertThat(strings.get("k")).isNull();
    assertThat(strings.setIf("k", "a", ValueCondition.notEqualTo("a"))).isTrue();
    assertThat(strings.setIf("k", "b", ValueCondition.notEqualTo("a"))).isFalse();
    assertThat(strings.setIf("k", "b", ValueCondition.equalTo("a"))).isTrue();
    assertThat(strings.get("k")).isEqualTo("b");
  }

  @Test
  void setIf_byDigest() {
    strings.set("k", "Hello world");
    String digest = strings.digest("k");
    assertThat(digest).isEqualTo("b6acb9d84a38ff74");
    assertThat(strings.setIf("k", "x", ValueCondition.digestEqualTo(OTHER_DIGEST))).isFalse();
    assertThat(strings.setIf("k", "x", ValueCondition.digestNotEqualTo("B6ACB9D84A38FF74")))
        .isFalse();
    assertThat(strings.setIf("k", "x", ValueCondition.digestEqualTo(digest))).isTrue();
    assertThat(strings.setIf("k", "y", ValueCondition.digestNotEqualTo(digest))).isTrue();
    assertThat(strings.digest("missing")).isNull();
  }

  @Test
  void setIf_setsTheExpiry() {
    Expiry hour = Expiry.after(Duration.ofHours(1));
    ValueCondition<String> isA = ValueCondition.equalTo("a");
    strings.set("k", "a");
    assertThat(strings.setIf("k", "a", isA, hour)).isTrue();
    assertThat(store.keys().ttl("k").remaining()).isPresent();
    assertThat(strings.setIf("k", "a", isA, Expiry.keep())).isTrue();
    assertThat(store.keys().ttl("k").remaining()).isPresent();
    assertThat(strings.setIf("k", "a", isA)).isTrue();
    assertThat(store.keys().ttl("k").remaining()).isEmpty();
    assertThatThrownBy(() -> strings.setIf("k", "a", isA, Expiry.after(Duration.ZERO)))
        .hasMessage("ERR invalid expire time in 'set' command");
  }

  @Test
  void delIf_comparesAndDeletes() {
    assertThat(strings.delIf("k", ValueCondition.notEqualTo("a"))).isFalse();
    strings.set("k", "a");
    assertThat(strings.delIf("k", ValueCondition.equalTo("b"))).isFalse();
    assertThat(strings.delIf("k", ValueCondition.equalTo("a"))).isTrue();
    assertThat(strings.get("k")).isNull();
  }

  @Test
  void otherTypes_areRefused() {
    store.lists().pushRight("list", "a");
    ValueCondition<String> isA = ValueCondition.equalTo("a");
    assertThatThrownBy(() -> strings.setIf("list", "b", isA))
        .isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> strings.delIf("list", isA)).isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> strings.digest("list")).isInstanceOf(WrongTypeException.class);
  }

  @Test
  void msetEx_setsAllOrNone() {
    SetOptions hour = SetOptions.none().expireAfter(Duration.ofHours(1));
    assertThat(strings.msetEx(Map.of("a", "1", "b", "2"), hour)).isTrue();
    assertThat(store.keys().ttl("a").remaining()).isPresent();
    assertThat(strings.msetEx(Map.of("a", "3", "c", "4"), hour.nx())).isFalse();
    assertThat(strings.msetEx(Map.of("a", "3", "c", "4"), hour.xx())).isFalse();
    assertThat(strings.get("a")).isEqualTo("1");
    assertThat(strings.msetEx(Map.of("a", "3", "b", "4"), SetOptions.none().xx())).isTrue();
    assertThat(store.keys().ttl("b").remaining()).isEmpty();
    assertThat(strings.msetEx(Map.of(), hour.xx())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "b6acb9d84a38ff7", "b6acb9d84a38ff744", "g6acb9d84a38ff74"})
  void aDigestThatIsNone_isRefused(String digest) {
    assertThatThrownBy(() -> ValueCondition.digestEqualTo(digest))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("must be 16 hexadecimal digits: digest=" + digest);
  }

  @Test
  void neitherValueNorDigest_isRefused() {
    assertThatThrownBy(() -> new ValueCondition<>(true, null, null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ValueCondition<>(true, "v", OTHER_DIGEST))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
