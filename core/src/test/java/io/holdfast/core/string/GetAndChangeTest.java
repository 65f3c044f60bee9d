package io.holdfast.core.string;

import io.holdfast.core.CommandTester;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** GETSET, GETDEL and GETEX: the value as it was, and what becomes of the key. */
class GetAndChangeTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void getset_takesTheExpiryAway() {
    tester.script(
        """
        GETSET k v
            nil
        EXPIRE k 100
        GETSET k 17
            "v"
        GETSET k ""
            "17"
        TTL k
            :-1
        """);
  }

  @Test
  void getdel_deletes() {
    tester.script(
        """
        SET k v EX 100
        GETDEL k
            "v"
        EXISTS k
            :0
        GETDEL k
            nil
        SET k 17
        GETDEL k
            "17"
        """);
  }

  @Test
  void getex_changesTheExpiry() {
    tester.script(
        """
        SET k v
        GETEX k EX 100
            "v"
        TTL k
            :100
        GETEX k
            "v"
        TTL k
            :100
        GETEX k px 1500
            "v"
        PTTL k
            :1500
        GETEX k EXAT 4102444800
            "v"
        EXPIRETIME k
            :4102444800
        GETEX k PXAT 4102444800123
            "v"
        PEXPIRETIME k
            :4102444800123
        GETEX k EX 10 EX 20
            "v"
        TTL k
            :20
        GETEX k PERSIST PERSIST
            "v"
        TTL k
            :-1
        GETEX k persist
            "v"
        GETEX k PXAT 1
            "v"
        EXISTS k
            :0
        SET k 17
        GETEX k EXAT 1
            "17"
        EXISTS k
            :0
        """);
  }

  @Test
  void getex_refuses() {
    tester.script(
        """
        SET k v EXAT 4102444800
        GETEX k EX
            -ERR syntax error
        GETEX k EX 10 PX 10
            -ERR syntax error
        GETEX k EX 10 PERSIST
            -ERR syntax error
        GETEX k PERSIST EX 10
            -ERR syntax error
        GETEX k KEEPTTL
            -ERR syntax error
        GETEX k NX
            -ERR syntax error
        GETEX k GET
            -ERR syntax error
        GETEX missing BLAH
            -ERR syntax error
        GETEX missing EX 0
            nil
        GETEX missing EX x
            nil
        EXPIRETIME k
            :4102444800
        """);
  }
}
