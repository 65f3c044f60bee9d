package io.holdfast.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The same, of files that are mapped. */
@EnabledIf("io.holdfast.persistence.chronicle.Mapping#isPossible")
class MappedAofLogTest extends AofLogTest {
  @Override
  String appender() {
    return "mapped";
  }

  @Test
  void file_isLongerThanWhatIsInIt_untilItIsClosed() throws IOException {
    try (CommandTester tester = open()) {
      tester.run("SET a 1");
      while (Files.size(increment()) < 1 << 20) {
        Thread.onSpinWait();
      }
      assertThat(increment()).hasSize(1 << 20);
    }
    assertThat(Files.size(increment())).isLessThan(100);
  }
}
