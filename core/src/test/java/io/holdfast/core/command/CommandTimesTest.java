package io.holdfast.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Clock;
import io.holdfast.core.CommandTester;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.stats.LatencyHistogram;
import io.holdfast.core.stats.LatencyMonitor;
import io.holdfast.core.stats.SlowLog;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandTimesTest {
  private static final long MS = 1_000_000;

  private final CommandTester tester = CommandTester.open();
  private final SettableClock clock = new SettableClock();
  private final SlowLog slowLog = new SlowLog();
  private final LatencyMonitor monitor = new LatencyMonitor();
  private final CommandTimes times = new CommandTimes(clock, slowLog, monitor);
  private final Command get = tester.engine().commands().find("get");
  private final Command incr = tester.engine().commands().find("incr");
  private final Command lrange = tester.engine().commands().find("lrange");
  private final Command exec = tester.engine().commands().find("exec");

  CommandTimesTest() {
    slowLog.slowerThanMicros(10_000);
    slowLog.maxLength(100);
  }

  @AfterEach
  void close() {
    tester.close();
  }

  @Test
  void run_isSharedOut_andTakesTwoLooks() {
    times.beginTurn();
    for (int i = 0; i < 30; i++) {
      call(get, 1000);
      call(incr, 3000);
    }
    times.endTurn(tester.session());
    assertThat(clock.looks).as("looks at the clock, one in the constructor").isEqualTo(3);
    assertThat(get.stats().durationMicros()).isEqualTo(60);
    assertThat(incr.stats().durationMicros()).isEqualTo(60);
    assertThat(latency(get).total()).isEqualTo(30);
    assertThat(latency(get).percentileNs(100)).isBetween(2000L, 2020L);
    assertThat(slowLog.length()).isZero();
  }

  @Test
  void commandOfSomeLength_isTimedAlone() {
    times.beginTurn();
    call(get, 1000);
    call(lrange, 50_000);
    call(lrange, 70_000);
    call(get, 1000);
    times.endTurn(tester.session());
    assertThat(get.stats().durationMicros()).isEqualTo(2);
    assertThat(lrange.stats().durationMicros()).isEqualTo(120);
    assertThat(latency(lrange).percentileNs(50)).isBetween(50_000L, 50_500L);
  }

  @Test
  void outsideOfATurn_eachIsTimedAlone() {
    clock.nowNs += 77 * MS;
    call(get, 1000);
    clock.nowNs += 77 * MS;
    call(get, 5000);
    assertThat(get.stats().durationMicros()).isEqualTo(6);
    assertThat(latency(get).percentileNs(50)).isBetween(1000L, 1010L);
  }

  @Test
  void slowCommand_isLogged_withAddressAndName() {
    tester.session().name("me");
    times.beginTurn();
    call(lrange, 10 * MS - 1, "lrange", "k", "0", "-1");
    assertThat(slowLog.length()).isZero();
    call(lrange, 10 * MS, "lrange", "k", "0", "-1");
    times.endTurn(tester.session());
    SlowLog.Entry entry = slowLog.newest(1).get(0);
    assertThat(words(entry)).containsExactly("lrange", "k", "0", "-1");
    assertThat(entry.durationMicros()).isEqualTo(10_000);
    assertThat(entry.client()).isEqualTo("127.0.0.1:1");
    assertThat(entry.clientName()).isEqualTo("me");
  }

  @Test
  void slowRun_isLoggedTogether_thenEachIsTimedAlone() {
    times.beginTurn();
    call(get, 1000);
    call(incr, 12 * MS, "incr", "n");
    call(get, 1000);
    times.endTurn(tester.session());
    assertThat(words(slowLog.newest(1).get(0)))
        .containsExactly("get", "incr", "... (timed together)");
    times.beginTurn();
    call(get, 1000);
    call(incr, 12 * MS, "incr", "n");
    call(get, 1000);
    times.endTurn(tester.session());
    assertThat(slowLog.length()).isEqualTo(2);
    assertThat(words(slowLog.newest(1).get(0))).containsExactly("incr", "n");
    clock.nowNs += 10_000 * MS;
    long looks = clock.looks;
    times.beginTurn();
    call(get, 1000);
    call(get, 1000);
    times.endTurn(tester.session());
    assertThat(clock.looks - looks).as("the time for that is over").isEqualTo(2);
  }

  @Test
  void longReply_endsTheRun_andGivesItsName() {
    times.beginTurn();
    call(get, 1000);
    CommandArgs args = CommandArgs.of("get", "large");
    assertThat(times.isTimedInRun(get, args)).isTrue();
    clock.nowNs += 20 * MS;
    times.ran(get, args, tester.session(), 5000);
    call(get, 1000);
    times.endTurn(tester.session());
    assertThat(slowLog.length()).isEqualTo(1);
    assertThat(words(slowLog.newest(1).get(0))).containsExactly("get", "large");
  }

  @Test
  void lowThreshold_timesEachAlone() {
    slowLog.slowerThanMicros(2);
    times.beginTurn();
    call(get, 1000, "get", "fast");
    call(get, 2000, "get", "slow");
    times.endTurn(tester.session());
    assertThat(slowLog.length()).isEqualTo(1);
    assertThat(words(slowLog.newest(1).get(0))).containsExactly("get", "slow");
  }

  @Test
  void latencyMonitor_namesFastAndOther_butNotExec() {
    monitor.thresholdMs(5);
    times.beginTurn();
    call(get, 6 * MS);
    call(lrange, 7 * MS);
    call(exec, 8 * MS, "exec");
    times.endTurn(tester.session());
    assertThat(monitor.events().keySet()).containsExactly("command", "fast-command");
    assertThat(monitor.events().get("command").maxMs()).isEqualTo(7);
    assertThat(monitor.events().get("fast-command").maxMs()).isEqualTo(6);
  }

  @Test
  void exec_takesWhatItRan_andIsNotInTheSlowLog() {
    slowLog.slowerThanMicros(0);
    CommandArgs args = CommandArgs.of("exec");
    times.beginTurn();
    assertThat(times.isTimedInRun(exec, args)).isFalse();
    long beganNs = times.begin(tester.session());
    call(get, 3000, "get", "a");
    call(lrange, 4000, "lrange", "b", "0", "1");
    times.end(exec, args, tester.session(), beganNs);
    times.endTurn(tester.session());
    assertThat(exec.stats().durationMicros()).isEqualTo(7);
    assertThat(get.stats().durationMicros()).isEqualTo(3);
    assertThat(slowLog.newest(9))
        .extracting(entry -> words(entry).get(0))
        .containsExactly("lrange", "get");
  }

  @Test
  void tracking_canBeSwitchedOff() {
    times.track(false);
    call(get, 1000);
    assertThat(get.stats().latency()).isNull();
    assertThat(get.stats().durationMicros()).isEqualTo(1);
  }

  private void call(Command command, long durationNs, String... words) {
    CommandArgs args =
        CommandArgs.of(words.length == 0 ? new String[] {command.name(), "k"} : words);
    if (times.isTimedInRun(command, args)) {
      clock.nowNs += durationNs;
      times.ran(command, args, tester.session(), 10);
    } else {
      long beganNs = times.begin(tester.session());
      clock.nowNs += durationNs;
      times.end(command, args, tester.session(), beganNs);
    }
  }

  private static LatencyHistogram latency(Command command) {
    return Objects.requireNonNull(command.stats().latency());
  }

  private static List<String> words(SlowLog.Entry entry) {
    return entry.arguments().stream()
        .map(argument -> new String(argument, StandardCharsets.UTF_8))
        .toList();
  }

  private static final class SettableClock implements Clock {
    long nowNs = 5;
    int looks;

    @Override
    public long epochMs() {
      return 0;
    }

    @Override
    public long nanoTime() {
      looks++;
      return nowNs;
    }
  }
}
