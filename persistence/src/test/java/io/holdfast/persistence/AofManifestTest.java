package io.holdfast.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.DamagedFileException;
import io.holdfast.persistence.AofManifest.Part;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AofManifestTest {
  private static final Path FILE = Path.of("a.manifest");

  private static AofManifest parse(String text) {
    return AofManifest.parse(FILE, text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void written_isRead() {
    AofManifest manifest =
        new AofManifest(
            new Part("a b\"c", 2),
            List.of(new Part("old", 1)),
            List.of(new Part("x", 2), new Part("y", 9)));
    assertThat(AofManifest.parse(FILE, manifest.toBytes())).isEqualTo(manifest);
  }

  @Test
  void asRedisWritesIt_isRead() {
    AofManifest manifest =
        parse("# a comment\nfile a.1.base.rdb seq 1 type b\nfile a.1.incr.aof seq 1 type i\n");
    assertThat(manifest.parts())
        .extracting(Part::name)
        .containsExactly("a.1.base.rdb", "a.1.incr.aof");
  }

  @Test
  void rewrite_makesHistoryOfWhatIsBeforeIt() {
    AofManifest before =
        new AofManifest(
            new Part("b1", 1), List.of(), List.of(new Part("i1", 1), new Part("i2", 2)));
    AofManifest after = before.rewritten(new Part("b2", 2), new Part("i2", 2));
    assertThat(after.history()).extracting(Part::name).containsExactly("b1", "i1");
    assertThat(after.parts()).extracting(Part::name).containsExactly("b2", "i2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                   | it names no files",
        "file a seq 1 type b                                  | a line without an end",
        "file a seq 1 type b;file b seq 2 type b;             | two bases",
        "file a seq 2 type i;file b seq 1 type i;             | increments out of order",
        "file a seq 1 type i;file a seq 2 type i;             | a file twice",
        "file ../a seq 1 type i;                              | not the name of a file",
        "file .. seq 1 type i;                                | not the name of a file",
        "file a seq x type i;                                 | not a number",
        "file a seq 1 type q;                                 | unknown type",
        "file a seq 1;                                        | not a line",
        ";                                                    | not a line",
        "file \"a seq 1 type b;                               | a quote without an end",
      })
  void damage_isTold(String text, String reason) {
    assertThatThrownBy(() -> parse(text.replace(';', '\n')))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining(reason);
  }
}
