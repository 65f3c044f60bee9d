package io.holdfast.core.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ObjectCommandsTest {
  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.close();
  }

  @Test
  void encoding_ofStrings() {
    tester.run("SET i 12345678901");
    tester.run("SET e " + "x".repeat(44));
    tester.run("SET r " + "x".repeat(45));
    tester.script(
        """
        OBJECT ENCODING i
            "int"
        OBJECT encoding e
            "embstr"
        object encoding r
            "raw"
        OBJECT ENCODING missing
            nil
        """);
    assertThat(tester.another().resp3().run("OBJECT ENCODING missing")).isEqualTo("null");
  }

  @Test
  void refcount_ofSmallIntegers_isRedissLargestNumber() {
    tester.script(
        """
        SET n 9999
        OBJECT REFCOUNT n
            :2147483647
        SET n 10000
        OBJECT REFCOUNT n
            :1
        SET n -1
        OBJECT REFCOUNT n
            :1
        SET n x
        OBJECT REFCOUNT n
            :1
        OBJECT REFCOUNT missing
            nil
        """);
  }

  @Test
  void idletime_andFreq_dependOnThePolicy() {
    tester.script("SET k v\n");
    tester.clock().advance(Duration.ofSeconds(61));
    tester.script("OBJECT IDLETIME k\n  :61\nOBJECT FREQ missing\n  nil\n");
    assertThat(tester.run("OBJECT FREQ k"))
        .isEqualTo(
            "-ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please"
                + " note that when switching between policies at runtime LRU and LFU data will take"
                + " some time to adjust.");
    tester.engine().keyspace().accessClock().configure(true, 10, 1);
    tester.script("SET l v\nOBJECT FREQ l\n  :5\nOBJECT IDLETIME missing\n  nil\n");
    assertThat(tester.run("OBJECT IDLETIME k"))
        .isEqualTo(
            "-ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that"
                + " when switching between policies at runtime LRU and LFU data will take some time"
                + " to adjust.");
    tester.clock().advance(Duration.ofMinutes(2));
    tester.script("OBJECT FREQ l\n  :3\n");
  }

  @Test
  void object_leavesNoTrace() {
    tester.script("SET k v\n");
    tester.clock().advance(Duration.ofSeconds(5));
    tester.allEvents();
    tester.script("OBJECT ENCODING k\nOBJECT FREQ missing\nOBJECT IDLETIME k\n  :5\n");
    assertThat(tester.allEvents()).isEmpty();
    assertThat(tester.engine().keyspace().stats().hits()).isEqualTo(2);
    assertThat(tester.engine().keyspace().stats().misses()).isEqualTo(1);
  }

  @Test
  void subcommands_areChecked() {
    tester.script(
        """
        OBJECT
            -ERR wrong number of arguments for 'object' command
        OBJECT FREQ
            -ERR wrong number of arguments for 'object|freq' command
        OBJECT ENCODING a b
            -ERR wrong number of arguments for 'object|encoding' command
        OBJECT HELP x
            -ERR wrong number of arguments for 'object|help' command
        OBJECT BLAH k
            -ERR unknown subcommand 'BLAH'. Try OBJECT HELP.
        """);
    assertThat(tester.run("OBJECT HELP"))
        .startsWith("[+OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:, +ENCODING")
        .endsWith("+HELP, +    Prints this help.]");
  }
}
