package io.holdfast.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that others wrote, and what the check says of them. */
class RdbReaderTest {
  private static final String NO_CHECKSUM = "\0".repeat(8);

  /** What may stand in a file and is no key: all of it is passed over. */
  private static final String OTHERS =
      "\u00fa\u0006new-ld\u0003abc"
          + "\u00f5\u0004code"
          + "\u00f4\u0001\u0002\u0003"
          + "\u00f7\u0081\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0002\u0001"
          + "\u0001\u0007\u0002\u0007\u0003ffff\u0004dddddddd\u0005\u0002st\0";

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.write(folder.resolve("dump.rdb"), content.getBytes(ISO_8859_1));
  }

  private String loadedThen(String content, String command) throws IOException {
    Path file = file(content);
    try (CommandTester tester = CommandTester.open()) {
      tester.engine().door().run(() -> tester.engine().snapshots().loadFrom(file));
      tester.checkInvariants();
      return tester.run(command);
    }
  }

  @Test
  void everyVersion_isRead() throws IOException {
    for (int version = 1; version <= 12; version++) {
      String head = "REDIS00" + (version < 10 ? "0" : "") + version;
      String end = version < 5 ? "\u00ff" : "\u00ff" + NO_CHECKSUM;
      assertThat(loadedThen(head + "\u00fe\0\0\u0001k\u0001v" + end, "GET k"))
          .as("version %d", version)
          .isEqualTo("\"v\"");
    }
  }

  @Test
  void whatIsNoKey_isPassedOver() throws IOException {
    String content = "REDIS0012" + OTHERS + "\0\u0001k\u0001v" + OTHERS + "\u00ff" + NO_CHECKSUM;
    assertThat(loadedThen(content, "GET k")).isEqualTo("\"v\"");
  }

  /** A key with a time in seconds, an access counter and an idle time. */
  @Test
  void timesOfKeys_areTheNextKeysOnly() throws IOException {
    String content =
        "REDIS0009\u00fd\0\0\0p\u00f8\u0001\u00f9\u0001\0\u0001k\u0001v\0\u0001l\u0001w\u00ff"
            + NO_CHECKSUM;
    assertThat(loadedThen(content, "PEXPIRETIME k")).isEqualTo(":1879048192000");
    assertThat(loadedThen(content, "PEXPIRETIME l")).isEqualTo(":-1");
    assertThat(loadedThen(content, "OBJECT IDLETIME k")).isEqualTo(":1");
    assertThat(loadedThen(content, "OBJECT IDLETIME l")).isEqualTo(":0");
  }

  private String checked(boolean isGood, String content) throws IOException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    boolean isLoadable = RdbCheck.check(file(content), new PrintStream(said, true, ISO_8859_1));
    assertThat(isLoadable).as(said.toString(ISO_8859_1)).isEqualTo(isGood);
    return said.toString(ISO_8859_1);
  }

  @Test
  void check_saysWhatIsThere() throws IOException {
    String content =
        "REDIS0012"
            + OTHERS
            + "\0\u0001k\u0001v\u00fc"
            + "\0".repeat(8)
            + "\0\u0001l\u0001v\u00fe@c\0\u0001k\u0001v\u00ff"
            + NO_CHECKSUM;
    assertThat(checked(true, content))
        .contains("new-ld = abc")
        .contains("passed over: a library of functions")
        .contains("passed over: data of a module")
        .contains("checksum: none")
        .contains("RDB file can be loaded")
        .contains("keys read: 3")
        .contains("keys that expire: 1")
        .contains("keys already expired: 1");
  }

  @Test
  void check_saysWhatIsDamaged() throws IOException {
    assertThat(checked(false, "REDIS0011\0\u0001k\u0001vc\u0003key\u0001"))
        .contains("damaged at byte 19: value: unknown type 99")
        .contains("in key key (type 99)")
        .contains("keys read: 1");
    assertThat(checked(false, "")).contains("damaged at byte 0");
    assertThat(
            RdbCheck.check(
                folder.resolve("missing"),
                new PrintStream(new ByteArrayOutputStream(), true, ISO_8859_1)))
        .isFalse();
  }

  /** Elements of large values are put there some at once; what is refused is known all the same. */
  @Test
  void elementTwice_isRefusedWhereItStands() throws IOException {
    for (int twice : new int[] {1, 15, 16, 300, 599}) {
      String hash = content(4, twice, "\u0001v");
      assertThat(checked(false, hash + "\u00ff" + NO_CHECKSUM))
          .contains("damaged at byte " + end(twice, 2) + ": value: a field twice");
      String set = content(2, twice, "");
      assertThat(checked(false, set + "\u00ff" + NO_CHECKSUM))
          .contains("damaged at byte " + end(twice, 0) + ": value: a member twice");
      String sortedSet = content(3, twice, "\u00011");
      assertThat(checked(false, sortedSet + "\u00ff" + NO_CHECKSUM))
          .contains("damaged at byte " + end(twice, 2) + ": value: a member twice");
    }
    assertThat(checked(true, content(4, 0, "\u0001v") + "\u00ff" + NO_CHECKSUM))
        .contains("keys read: 1");
  }

  /** A value of 600 elements, of which one, if not the first, is the same as the one before. */
  private static String content(int type, int twice, String behind) {
    StringBuilder content = new StringBuilder("REDIS0011" + (char) type + "\u0001kBX");
    for (int i = 0; i < 600; i++) {
      content.append('\u0005').append("e").append(1000 + (twice > 0 && i == twice ? i - 1 : i));
      content.append(behind);
    }
    return content.toString();
  }

  private static int end(int element, int behind) {
    return 9 + 1 + 2 + 2 + (element + 1) * (6 + behind);
  }
}
