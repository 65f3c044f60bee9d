package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A test of what commands tell: to the effect log, to watchers and as keyspace events. */
public abstract class ToldEffects {
  protected final CommandTester tester = CommandTester.open();

  @AfterEach
  protected void close() {
    tester.checkInvariants();
    tester.close();
  }

  /** Runs commands whose effects and events are not looked at. */
  protected final void prepare(String... commands) {
    for (String command : commands) {
      tester.run(command);
    }
    tester.effects();
    tester.events();
  }

  /** Checks what one command leaves in the log and which events it publishes. */
  protected final void assertTold(String command, List<String> effects, List<String> events) {
    long before = tester.engine().keyspace().stats().changes();
    tester.run(command);
    assertThat(tester.effects()).as(command).containsExactlyElementsOf(effects);
    assertThat(tester.events()).as(command).containsExactlyElementsOf(events);
    long changes = tester.engine().keyspace().stats().changes() - before;
    assertThat(changes > 0).as("%s is a change", command).isEqualTo(!effects.isEmpty());
  }

  protected final void assertTold(String command, String effect, String... events) {
    assertTold(command, List.of(effect), List.of(events));
  }
}
