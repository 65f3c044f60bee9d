package io.holdfast.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
  private final PassingClock clock = new PassingClock();
  private final WaitingLine line = new WaitingLine(new Slice(clock));
  private final List<String> served = new ArrayList<>();

  private void add(String... names) {
    for (String name : names) {
      line.add(() -> served.add(name));
    }
  }

  @Test
  void turns_areGivenInOrder_untilTheSliceIsOver() {
    clock.step(Slice.NS / 2);
    add("a", "b", "c", "d", "e");
    line.serve();
    assertThat(served).containsExactly("a", "b");
    line.serve();
    assertThat(served).containsExactly("a", "b", "c", "d");
    assertThat(line.isEmpty()).isFalse();
    line.serve();
    assertThat(served).containsExactly("a", "b", "c", "d", "e");
    assertThat(line.isEmpty()).isTrue();
  }

  @Test
  void oneWhoComesBack_waitsForTheNextRound_howeverMuchTimeThereIs() {
    line.add(
        () -> {
          served.add("again");
          line.add(() -> served.add("later"));
        });
    line.serve();
    assertThat(served).containsExactly("again");
    line.serve();
    assertThat(served).containsExactly("again", "later");
  }

  @Test
  void theFirst_isServed_thoughTheSliceIsShort() {
    clock.step(10 * Slice.NS);
    add("a", "b");
    line.serve();
    assertThat(served).containsExactly("a");
  }
}
