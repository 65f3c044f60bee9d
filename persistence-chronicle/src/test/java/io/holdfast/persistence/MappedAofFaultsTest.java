package io.holdfast.persistence;

import org.junit.jupiter.api.condition.EnabledIf;

/** The same, of files that are mapped. */
@EnabledIf("io.holdfast.persistence.chronicle.Mapping#isPossible")
class MappedAofFaultsTest extends AofFaultsTest {
  @Override
  String appender() {
    return "mapped";
  }
}
