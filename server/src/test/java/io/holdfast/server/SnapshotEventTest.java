package io.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotEventTest {
  @TempDir private Path directory;

  @Test
  void snapshot_isAnEventOfTheFlightRecorder() throws IOException {
    Path recorded = directory.resolve("x.jfr");
    Path file = directory.resolve("dump.rdb");
    try (Recording recording = new Recording();
        Store store = Holdfast.open()) {
      recording.enable("io.holdfast.FileWritten");
      recording.start();
      store.strings().set("k", "v");
      store.saveTo(file);
      recording.stop();
      recording.dump(recorded);
    }
    List<RecordedEvent> events = RecordingFile.readAllEvents(recorded);
    assertThat(events).hasSize(1);
    assertThat(events.get(0).getString("kind")).isEqualTo("snapshot");
    assertThat(events.get(0).getString("file")).isEqualTo(file.toString());
    assertThat(events.get(0).getBoolean("good")).isTrue();
  }
}
