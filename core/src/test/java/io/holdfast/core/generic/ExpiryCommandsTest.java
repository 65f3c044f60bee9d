package io.holdfast.core.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryCommandsTest {
  private static final long NOW_MS = 1_767_225_600_000L;

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void expire_isLoggedAsPexpireat() {
    tester.script(
        """
        SET k v
        EXPIRE k 100
            :1
        TTL k
            :100
        PTTL k
            :100000
        EXPIRETIME k
            :1767225700
        PEXPIRETIME k
            :1767225700000
        PEXPIRE k 1500
            :1
        EXPIREAT k 1767225601
            :1
        PEXPIREAT k 1767225600002
            :1
        EXPIRE missing 100
            :0
        """);
    assertThat(tester.effects())
        .containsExactly(
            "SET k v",
            "PEXPIREAT k 1767225700000",
            "PEXPIREAT k 1767225601500",
            "PEXPIREAT k 1767225601000",
            "PEXPIREAT k 1767225600002");
    assertThat(tester.events())
        .containsExactly("0:set:k", "0:expire:k", "0:expire:k", "0:expire:k", "0:expire:k");
  }

  @Test
  void expiry_happensOnTime_andIsLoggedAsDel() {
    tester.script("SET k v\nPEXPIRE k 1500\n  :1\n");
    tester.effects();
    tester.events();
    tester.clock().advance(Duration.ofMillis(1499));
    tester.script("GET k\n  \"v\"\nPTTL k\n  :1\nTTL k\n  :0\n");
    assertThat(tester.effects()).isEmpty();
    tester.clock().advance(Duration.ofMillis(1));
    assertThat(tester.effects()).containsExactly("DEL k");
    assertThat(tester.events()).containsExactly("0:expired:k");
    tester.script("DBSIZE\n  :0\nTTL k\n  :-2\nPERSIST k\n  :0\n");
  }

  @ParameterizedTest
  @CsvSource({
    "EXPIRE, 0",
    "EXPIRE, -1",
    "PEXPIRE, 0",
    "PEXPIRE, -9223372036854775808",
    "EXPIREAT, 0",
    "EXPIREAT, -1",
    "EXPIREAT, 1767225600",
    "PEXPIREAT, 1767225600000",
    "PEXPIREAT, 1",
    "EXPIRE, -9223372036854775",
  })
  void timeInThePast_deletes(String command, String time) {
    tester.script("SET k v\n");
    tester.effects();
    tester.events();
    tester.script(command + " k " + time + "\n  :1\nEXISTS k\n  :0\n");
    assertThat(tester.effects()).containsExactly("DEL k");
    assertThat(tester.events()).containsExactly("0:del:k");
    tester.script(command + " k " + time + "\n  :0\n");
  }

  @ParameterizedTest
  @CsvSource({
    "EXPIRE, 9223372036854775807", "EXPIRE, 9223372036854775", "EXPIRE, -9223372036854775808",
    "EXPIRE, -9223372036854775809", "EXPIRE, -9223372036854776", "PEXPIRE, 9223372036854775807",
    "EXPIREAT, 9223372036854776", "EXPIREAT, -9223372036854775808",
  })
  void timeBeyond64Bits_isRefused(String command, String time) {
    tester.script("SET k v\n");
    boolean isLong = !"-9223372036854775809".equals(time);
    String error =
        isLong
            ? "-ERR invalid expire time in '" + command.toLowerCase(Locale.ROOT) + "' command"
            : "-ERR value is not an integer or out of range";
    assertThat(tester.run(command + " k " + time)).isEqualTo(error);
    assertThat(tester.run(command + " missing " + time)).isEqualTo(error);
    tester.script("TTL k\n  :-1\n");
  }

  @Test
  void latestTime_isFarAway() {
    tester.script(
        """
        SET k v
        PEXPIREAT k 9223372036854775807
            :1
        PEXPIRETIME k
            :9223372036854775807
        EXPIRETIME k
            :9223372036854776
        """);
    tester.clock().advance(Duration.ofDays(40_000));
    tester.script("GET k\n  \"v\"\n");
  }

  @Test
  void seconds_areRounded() {
    tester.script(
        """
        SET k v
        PEXPIREAT k 4102444800499
        EXPIRETIME k
            :4102444800
        PEXPIREAT k 4102444800500
        EXPIRETIME k
            :4102444801
        PEXPIRE k 1499
        TTL k
            :1
        PEXPIRE k 1500
        TTL k
            :2
        """);
  }

  @Test
  void ttl_tellsNoKeyFromNoExpiry() {
    tester.script(
        """
        SET k v
        TTL k
            :-1
        PTTL k
            :-1
        EXPIRETIME k
            :-1
        PEXPIRETIME k
            :-1
        TTL missing
            :-2
        PTTL missing
            :-2
        EXPIRETIME missing
            :-2
        PEXPIRETIME missing
            :-2
        """);
  }

  @Test
  void conditions_compareWithTheExpiryThereIs() {
    tester.script(
        """
        SET k v
        EXPIREAT k 4102444800 XX
            :0
        EXPIREAT k 4102444800 GT
            :0
        EXPIREAT k 4102444800 XX LT
            :0
        EXPIREAT k 4102444800 XX GT
            :0
        TTL k
            :-1
        EXPIREAT k 4102444800 LT
            :1
        EXPIREAT k 4102444900 NX
            :0
        EXPIREAT k 4102444900 xx
            :1
        EXPIREAT k 4102444900 GT
            :0
        EXPIREAT k 4102444901 GT XX
            :1
        EXPIREAT k 4102444901 LT
            :0
        EXPIREAT k 4102444900 XX LT
            :1
        EXPIRETIME k
            :4102444900
        PERSIST k
            :1
        PERSIST k
            :0
        EXPIREAT k 4102444800 NX
            :1
        EXPIRE k -1 NX
            :0
        EXPIRE k -1 GT
            :0
        EXPIRE k -1 LT
            :1
        EXISTS k
            :0
        """);
  }

  @Test
  void conditionThatFails_hasNoEffect() {
    tester.script("SET k v\n");
    tester.effects();
    tester.events();
    tester.session().watch(new byte[] {'k'});
    tester.script("EXPIRE k 100 XX\n  :0\nEXPIRE k -1 GT\n  :0\nPERSIST k\n  :0\n");
    assertThat(tester.effects()).isEmpty();
    assertThat(tester.events()).isEmpty();
    assertThat(tester.session().isWatchBroken()).isFalse();
  }

  @Test
  void options_areCheckedBeforeNumbers_andNumbersBeforeKeys() {
    tester.script(
        """
        EXPIRE missing x BLAH
            -ERR Unsupported option BLAH
        EXPIRE missing x NX
            -ERR value is not an integer or out of range
        EXPIRE missing 1 NX XX
            -ERR NX and XX, GT or LT options at the same time are not compatible
        EXPIRE missing 1 NX GT LT
            -ERR NX and XX, GT or LT options at the same time are not compatible
        EXPIRE missing 1 LT GT XX
            -ERR GT and LT options at the same time are not compatible
        EXPIRE missing 1 NX nx
            :0
        EXPIRE missing 1 "BL\\x00AH"
            -ERR Unsupported option BL
        """);
    assertThat(tester.run("EXPIRE k 1 \"\"")).isEqualTo("-ERR Unsupported option ");
  }

  @Test
  void persist_isLogged_andLetsTheKeyLive() {
    tester.script("SET k v\nPEXPIRE k 10\n  :1\nPERSIST k\n  :1\n");
    assertThat(tester.effects())
        .containsExactly("SET k v", "PEXPIREAT k " + (NOW_MS + 10), "PERSIST k");
    assertThat(tester.events()).containsExactly("0:set:k", "0:expire:k", "0:persist:k");
    tester.clock().advance(Duration.ofMillis(10));
    tester.script("GET k\n  \"v\"\n");
  }

  @Test
  void watchers_seeExpiryChanges_andExpiry() {
    tester.script("SET k v\n");
    tester.session().watch(new byte[] {'k'});
    tester.script("EXPIRE k 10\n  :1\n");
    assertThat(tester.session().isWatchBroken()).isTrue();
    tester.session().unwatch();
    tester.session().watch(new byte[] {'k'});
    tester.clock().advance(Duration.ofSeconds(10));
    assertThat(tester.session().isWatchBroken()).isTrue();
  }
}
