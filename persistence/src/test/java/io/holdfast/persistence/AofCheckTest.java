package io.holdfast.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.core.CommandTester;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AofCheckTest {
  @TempDir Path folder;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private Path manifest;
  private Path increment;
  private long size;

  @BeforeEach
  void write() throws IOException {
    try (CommandTester tester =
        CommandTester.open(
            Holdfast.builder().config("dir", folder.toString()).config("appendonly", "yes"))) {
      tester.run("SET a 1");
      tester.run("SET b 2");
    }
    manifest = folder.resolve("appendonlydir/appendonly.aof.manifest");
    increment = folder.resolve("appendonlydir/appendonly.aof.1.incr.aof");
    size = Files.size(increment);
  }

  private boolean check(Path file, boolean isToFix, boolean isConfirmed) {
    said.reset();
    return AofCheck.check(file, isToFix, () -> isConfirmed, new PrintStream(said, true, UTF_8));
  }

  @Test
  void good_isGood() {
    assertThat(check(manifest, false, false)).isTrue();
    assertThat(said.toString(UTF_8)).contains("All AOF files and manifest are valid");
    assertThat(check(increment, false, false)).isTrue();
  }

  @Test
  void damage_isTold_andCutIfConfirmed() throws IOException {
    Files.writeString(increment, "garbage", StandardOpenOption.APPEND);
    assertThat(check(manifest, false, true)).isFalse();
    assertThat(said.toString(UTF_8))
        .contains("'*' expected, at byte " + size)
        .contains("size=" + (size + 7) + ", ok_up_to=" + size + ", diff=7")
        .contains("is not valid. Use the --fix option to try fixing it.");
    assertThat(check(manifest, true, false)).isFalse();
    assertThat(increment).hasSize(size + 7);
    assertThat(check(manifest, true, true)).isTrue();
    assertThat(increment).hasSize(size);
    assertThat(check(manifest, false, false)).isTrue();
  }

  @Test
  void zerosAtTheEnd_areTold_andCutIfWanted() throws IOException {
    Files.write(increment, new byte[5000], StandardOpenOption.APPEND);
    assertThat(check(manifest, false, false)).isTrue();
    assertThat(said.toString(UTF_8))
        .contains("ok_up_to=" + size + ", diff=5000", "is valid", "ends with 5000 zeros");
    assertThat(increment).hasSize(size + 5000);
    assertThat(check(manifest, true, true)).isTrue();
    assertThat(increment).hasSize(size);
  }

  @Test
  void transactionWithoutEnd_isCut() throws IOException {
    Files.writeString(
        increment,
        "*1\r\n$5\r\nMULTI\r\n*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n",
        StandardOpenOption.APPEND);
    assertThat(check(increment, true, true)).isTrue();
    assertThat(increment).hasSize(size);
  }

  @Test
  void damagedBase_cannotBeFixed() throws IOException {
    Path base = folder.resolve("appendonlydir/appendonly.aof.1.base.rdb");
    byte[] bytes = Files.readAllBytes(base);
    bytes[bytes.length - 1] ^= 1;
    Files.write(base, bytes);
    assertThat(check(manifest, true, true)).isFalse();
    assertThat(said.toString(UTF_8)).contains("checksum is wrong").contains("cannot be fixed");
    assertThat(base).hasBinaryContent(bytes);
  }

  @Test
  void missingFile_isTold() throws IOException {
    Files.delete(increment);
    assertThat(check(manifest, false, false)).isFalse();
    assertThat(said.toString(UTF_8)).contains("cannot be read");
  }
}
