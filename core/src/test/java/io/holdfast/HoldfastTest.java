package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HoldfastTest {
  @Test
  void open_setAndGet() {
    try (Store store = Holdfast.open()) {
      store.strings().set("greeting", "hello");
      assertThat(store.strings().get("greeting")).isEqualTo("hello");
      assertThat(store.strings().get("absent")).isNull();
      assertThat(store.keys().exists("greeting")).isTrue();
    }
  }

  @Test
  void integers_areShownAsText() {
    try (Store store = Holdfast.builder().invoker().seed(1).open()) {
      store.strings().set("n", "-12345");
      assertThat(store.strings().get("n")).isEqualTo("-12345");
      store.strings().set("n", "007");
      assertThat(store.strings().get("n")).isEqualTo("007");
    }
  }

  @Test
  void databases_areSeparate_andCodecsFree() {
    try (Store store = Holdfast.builder().databases(2).open()) {
      Db<byte[], byte[]> bytes = store.select(1).with(Codec.bytes(), Codec.bytes());
      bytes.strings().set(new byte[] {0}, new byte[] {1, 2});
      assertThat(bytes.strings().get(new byte[] {0})).containsExactly(1, 2);
      assertThat(store.keys().exists("\0")).isFalse();
      assertThatThrownBy(() -> store.select(2)).hasMessage("ERR DB index is out of range");
    }
  }

  @Test
  void closedStore_refusesEveryCall() {
    Store store = Holdfast.builder().clock(new VirtualClock(Instant.EPOCH)).open();
    store.close();
    assertThat(store.isClosed()).isTrue();
    assertThatThrownBy(() -> store.strings().get("k")).isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(() -> store.call(db -> db.strings().get("k")))
        .isInstanceOf(StoreClosedException.class);
    assertThat(store.submit(db -> 1)).isCompletedExceptionally();
    store.close();
  }

  @Test
  void read_showsTheValueInPlace() {
    try (Store store = Holdfast.open()) {
      store.strings().set("k", "value");
      String read =
          store
              .strings()
              .read("k", (bytes, at, n) -> new String(bytes, at, n, StandardCharsets.UTF_8));
      assertThat(read).isEqualTo("value");
    }
  }
}
