package io.holdfast.persistence.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.persistence.chronicle.Mapping.Written;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What is appended is in the file at once, and the file is as long as that once it is closed. */
@EnabledIf("io.holdfast.persistence.chronicle.Mapping#isPossible")
class MappedAppenderTest {
  private static final int CHUNK_BYTES = 4096;

  @TempDir Path folder;
  private Path path;
  private Written file;
  private MappedAppender appender;
  private final ByteArrayOutputStream model = new ByteArrayOutputStream();

  @BeforeEach
  void open() throws IOException {
    path = folder.resolve("appendonly.aof.1.incr.aof");
    file = new Written(path);
    appender = MappedAppender.open(path, file, CHUNK_BYTES);
  }

  @AfterEach
  void close() throws IOException {
    appender.close();
  }

  private void append(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 3).position(3).put(bytes);
    buffer.position(3);
    while (buffer.hasRemaining()) {
      assertThat(appender.append(buffer)).isPositive();
    }
    model.writeBytes(bytes);
  }

  private static byte[] random(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** As another process, or the next one after a kill, reads it. */
  private void assertThatTheFileHasAll() throws IOException {
    byte[] found = Files.readAllBytes(path);
    assertThat(appender.size()).isEqualTo(model.size());
    assertThat(Arrays.copyOf(found, model.size())).isEqualTo(model.toByteArray());
    byte[] rest = Arrays.copyOfRange(found, model.size(), found.length);
    assertThat(rest).hasSizeLessThan(CHUNK_BYTES).containsOnly(0);
  }

  @Test
  void whatIsAppended_isInTheFileAtOnce_withZerosBehind() throws IOException {
    long seed = 4;
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      append(random(random, 1 + random.nextInt(i % 20 == 0 ? 20_000 : 100)));
      if (i % 10 == 0) {
        assertThatTheFileHasAll();
      }
      if (i % 25 == 0) {
        appender.close();
        open();
      }
    }
  }

  @Test
  void closed_isAsLongAsWhatIsInIt_andGoesOnThere() throws IOException {
    for (int length : new int[] {1, 6, 8, 4081, 4096, 5, 12_288}) {
      append(random(new Random(length), length));
      appender.close();
      assertThat(path).hasBinaryContent(model.toByteArray());
      open();
      assertThat(appender.size()).isEqualTo(model.size());
    }
  }

  @Test
  void nothingAppended_makesNothing() throws IOException {
    assertThat(path).hasSize(0);
    appender.close();
    assertThat(path).hasSize(0);
  }

  @Test
  void sync_forcesTheFile() throws IOException {
    append(new byte[] {1});
    appender.sync();
    assertThat(file.syncs).isEqualTo(1);
  }

  @Test
  void truncated_goesOnWhereItWasCut() throws IOException {
    append(new byte[5000]);
    appender.truncate(4500);
    model.reset();
    model.writeBytes(new byte[4500]);
    append(new byte[] {1, 2, 3});
    assertThatTheFileHasAll();
  }

  @Test
  void fullDisk_isAnException_andLeavesTheFileAsLongAsItWas() throws IOException {
    append(random(new Random(1), CHUNK_BYTES));
    file.room = CHUNK_BYTES - 1;
    ByteBuffer more = ByteBuffer.wrap(new byte[] {1});
    assertThatThrownBy(() -> appender.append(more))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
    assertThat(more.remaining()).isEqualTo(1);
    assertThat(path).hasBinaryContent(model.toByteArray());
    file.room = Long.MAX_VALUE;
    append(new byte[] {7});
    assertThatTheFileHasAll();
  }

  @Test
  void pageThatIsTakenAway_isAnException() throws IOException {
    append(new byte[] {1});
    file.truncate(0);
    ByteBuffer more = ByteBuffer.allocate(3000);
    assertThatThrownBy(() -> appender.append(more)).isInstanceOf(IOException.class);
    appender.truncate(0);
    model.reset();
    append(new byte[] {2});
    assertThatTheFileHasAll();
  }
}
