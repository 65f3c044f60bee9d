package io.holdfast.core.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.codec.CommandArgs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecordingTest {
  @TempDir private Path directory;

  @Test
  void events_areRecorded() throws IOException {
    Path file = directory.resolve("x.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.holdfast.SlowCommand");
      recording.enable("io.holdfast.ExpiryLag");
      recording.enable("io.holdfast.FileWritten");
      recording.start();
      SlowLog log = new SlowLog();
      log.maxLength(1);
      log.add(CommandArgs.of("keys", "*"), index -> false, 20_000_000, "1.2.3.4:5", "", 0);
      FlightRecording.expiryLag(17, 30);
      FlightRecording.fileWritten("snapshot", "dump.rdb", 1_000_000, true);
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    RecordedEvent slow = event(events, "io.holdfast.SlowCommand");
    assertThat(slow.getString("command")).isEqualTo("keys");
    assertThat(slow.getString("client")).isEqualTo("1.2.3.4:5");
    assertThat(slow.getDuration("took")).isEqualTo(Duration.ofMillis(20));
    assertThat(event(events, "io.holdfast.ExpiryLag").getDuration("lag"))
        .isEqualTo(Duration.ofMillis(30));
    assertThat(event(events, "io.holdfast.FileWritten").getString("file")).isEqualTo("dump.rdb");
  }

  private static RecordedEvent event(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
