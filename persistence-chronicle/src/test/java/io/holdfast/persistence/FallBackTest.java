package io.holdfast.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without the options of the JVM the log is written to, and says what is missing. */
class FallBackTest {
  @TempDir Path folder;

  @Test
  void withoutTheOptions_theLogIsWrittenTo() throws IOException, InterruptedException {
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FallBackProgram.class.getName(),
                folder.toString())
            .redirectError(errors.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(process.waitFor()).as("exit code").isZero();
    assertThat(folder.resolve("out")).content().isEqualToIgnoringNewLines("found 1");
    List<String> lines =
        Files.readAllLines(errors).stream().filter(line -> line.contains("aof-appender")).toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.get(0))
        .contains("aof-appender mapped cannot be used")
        .contains("--add-opens java.base/sun.nio.ch=ALL-UNNAMED")
        .contains("--add-opens java.base/java.lang.reflect=ALL-UNNAMED");
  }
}
