package io.holdfast.core.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.core.CommandTester;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransactionCommandsTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void exec_runsWhatWasQueued_asOneUnit() {
    tester.script(
        """
        MULTI
            +OK
        SET k 1
            +QUEUED
        INCR k
            +QUEUED
        GET k
            +QUEUED
        EXEC
            [+OK, :2, "2"]
        """);
    assertThat(tester.effects()).containsExactly("MULTI", "SET k 1", "INCR k", "EXEC");
  }

  @Test
  void exec_withoutEffects_leavesNothingInTheLog() {
    tester.script(
        "MULTI\nGET k\nINCR k x\nEXEC\n    -EXECABORT Transaction discarded because of"
            + " previous errors.\nMULTI\nGET k\nEXEC\n    [nil]\nMULTI\nEXEC\n    []");
    assertThat(tester.effects()).isEmpty();
  }

  @Test
  void failingCommand_doesNotEndTheUnit() {
    tester.script(
        """
        SET s text
        MULTI
        SET k 1
        INCR s
        SET k 2
        EXEC
            [+OK, -ERR value is not an integer or out of range, +OK]
        """);
    tester.effects();
    tester.script("MULTI\nINCR s\nSET k 3\nEXEC");
    assertThat(tester.effects()).containsExactly("MULTI", "SET k 3", "EXEC");
  }

  @Test
  void refusedCommand_breaksTheTransaction() {
    tester.script(
        """
        MULTI
        SET k
            -ERR wrong number of arguments for 'set' command
        SET k v
            +QUEUED
        EXEC
            -EXECABORT Transaction discarded because of previous errors.
        EXEC
            -ERR EXEC without MULTI
        EXISTS k
            :0
        """);
  }

  @Test
  void refusedExec_endsTheTransaction() {
    tester.script(
        """
        EXEC x
            -EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command
        MULTI
        SET k v
        EXEC x
            -EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command
        EXEC
            -ERR EXEC without MULTI
        MULTI
        SHUTDOWN
            -ERR Command not allowed inside a transaction
        EXEC
            -EXECABORT Transaction discarded because of previous errors.
        """);
  }

  @Test
  void controls_areNotQueued() {
    tester.script(
        """
        MULTI
        MULTI
            -ERR MULTI calls can not be nested
        WATCH k
            -ERR WATCH inside MULTI is not allowed
        UNWATCH
            +QUEUED
        EXEC
            [+OK]
        DISCARD
            -ERR DISCARD without MULTI
        MULTI
        SET k v
        DISCARD
            +OK
        GET k
            nil
        MULTI
        RESET
            +RESET
        EXEC
            -ERR EXEC without MULTI
        MULTI
        QUIT
            +OK
        """);
  }

  @Test
  void watchedKey_changedByAnybody_makesExecDoNothing() {
    CommandTester other = tester.another();
    tester.script("SET k v\nWATCH k\nMULTI\nSET k mine");
    other.run("APPEND k \"\"");
    assertThat(tester.run("EXEC")).isEqualTo("nil-array");
    tester
        .resp3()
        .script("WATCH k\nSET k own\nMULTI\nSET k mine\nEXEC\n    null\nGET k\n    \"own\"");
    tester.script("MULTI\nGET k\nEXEC\n    [\"own\"]");
  }

  @Test
  void watchedKey_thatExpires_makesExecDoNothing() {
    tester.script("SET k v PX 10\nWATCH k\nMULTI\nPING");
    tester.clock().advance(Duration.ofMillis(10));
    assertThat(tester.run("EXEC")).isEqualTo("nil-array");
  }

  @Test
  void watchedKey_thatExpiresUnseen_makesExecDoNothing() {
    tester.script("DEBUG SET-ACTIVE-EXPIRE 0\nSET k v PX 10\nWATCH k\nMULTI\nPING");
    tester.clock().advance(Duration.ofMillis(10));
    assertThat(tester.run("EXEC")).isEqualTo("nil-array");
  }

  @Test
  void keyThatHasExpired_doesNotExpireOnceMore() {
    tester.script("DEBUG SET-ACTIVE-EXPIRE 0\nSET k v PX 10");
    tester.clock().advance(Duration.ofMillis(10));
    tester.script("WATCH k\nMULTI\nPING\nEXEC\n    [+PONG]");
  }

  @Test
  void watchesAreForgotten_byExecDiscardUnwatchAndReset() {
    for (String end : new String[] {"MULTI\nEXEC", "MULTI\nDISCARD", "UNWATCH", "RESET"}) {
      tester.script("WATCH k k j\n" + end + "\nSET k v\nSET j v\nMULTI\nPING\nEXEC\n    [+PONG]");
      assertThat(tester.session().watchedCount()).as(end).isZero();
    }
  }

  @Test
  void watch_isOfTheDatabaseItWasSaidIn() {
    CommandTester other = tester.another();
    tester.script("WATCH k\nSELECT 1\nMULTI\nPING");
    other.script("SELECT 1\nSET k v");
    assertThat(tester.run("EXEC")).isEqualTo("[+PONG]");
    tester.script("WATCH k\nSELECT 0\nMULTI\nPING");
    other.script("SET k v");
    assertThat(tester.run("EXEC")).isEqualTo("nil-array");
  }

  @Test
  void endedSession_leavesNoWatches() {
    CommandTester other = tester.another();
    other.script("WATCH k\nMULTI\nSET k v");
    tester.engine().sessions().close(other.session());
    tester.script("SET k w\nGET k\n    \"w\"");
    assertThat(other.session().isWatchedKeyChanged()).isFalse();
  }

  @Test
  void noauth_breaksTheTransaction() {
    try (CommandTester guarded =
        CommandTester.open(Holdfast.builder().config("requirepass", "p"))) {
      guarded.session().start(guarded.engine().users().defaultUser(), true);
      guarded.script(
          """
          MULTI
              -NOAUTH Authentication required.
          EXEC
              -EXECABORT Transaction discarded because of: NOAUTH Authentication required.
          """);
    }
  }
}
