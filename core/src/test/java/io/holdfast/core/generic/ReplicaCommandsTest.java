package io.holdfast.core.generic;

import io.holdfast.core.CommandTester;
import org.junit.jupiter.api.Test;

/** WAIT where nobody may wait; how it waits is compared with redis-server. */
class ReplicaCommandsTest {

  @Test
  void noReplicaHasAnything() {
    try (CommandTester tester = CommandTester.open()) {
      tester.script(
          """
          WAIT 0 0
              :0
          WAIT -1 0
              :0
          WAIT 1 100000
              :0
          WAIT x x
              -ERR value is not an integer or out of range
          WAIT 1 x
              -ERR timeout is not an integer or out of range
          WAIT 1 -1
              -ERR timeout is negative
          MULTI
          WAIT 3 0
              +QUEUED
          EXEC
              [:0]
          """);
    }
  }
}
