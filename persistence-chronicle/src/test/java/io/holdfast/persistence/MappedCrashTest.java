package io.holdfast.persistence;

import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;

/** The same, of files that are mapped. */
@EnabledIf("io.holdfast.persistence.chronicle.Mapping#isPossible")
class MappedCrashTest extends CrashTest {
  @Override
  String appender() {
    return "mapped";
  }

  @Override
  int share() {
    return 2; // Chronicle makes the start of a JVM half as long again
  }

  @Override
  List<String> options() {
    return List.of(
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED");
  }
}
