package io.holdfast.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteRangeTest {
  private static ByteRange range(String text) {
    byte[] bytes = ("<<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
    return ByteRange.of(bytes, 2, bytes.length - 3);
  }

  @Test
  void order_isThatOfUnsignedBytes_andAgreesWithEquality() {
    List<ByteRange> sorted = new ArrayList<>();
    for (String text : List.of("b", "", "a\u00FF", "a", "\u00FF", "ab", "a")) {
      sorted.add(range(text));
    }
    Collections.sort(sorted);
    assertThat(sorted)
        .containsExactly(
            range(""),
            range("a"),
            range("a"),
            range("ab"),
            range("a\u00FF"),
            range("b"),
            range("\u00FF"));
    for (ByteRange one : sorted) {
      for (ByteRange other : sorted) {
        assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
        assertThat(one.equals(other)).isEqualTo(one.toString().equals(other.toString()));
      }
    }
  }
}
