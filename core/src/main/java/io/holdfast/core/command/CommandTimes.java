package io.holdfast.core.command;

import io.holdfast.Clock;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.stats.LatencyMonitor;
import io.holdfast.core.stats.SlowLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes the time of commands, and looks at the clock far less often than there are commands.
 *
 * <pre>
 *  turn   | GET GET GET SET GET | LRANGE | GET INCR |     what one read of a connection brought
 *         ^                     ^        ^          ^     looks at the clock
 *           a run of 5            alone    a run of 2
 * </pre>
 *
 * A run is a row of {@linkplain Command#isBrief brief} commands with few arguments; each of them is
 * taken to have lasted the same. It ends with the turn, before a command that is timed alone, and
 * behind a long reply. The time of a command includes reading its request.
 *
 * <p>A run that as a whole is slow enough for the slow log is an entry of it, under the name of its
 * last command if that wrote a long reply, else as what it was; and for {@value #EXACT_SECONDS}
 * seconds every command is timed alone, so that whoever does it again is named. Every command is
 * timed alone, too, while the slow log takes what is faster than its default, and while the latency
 * monitor is on.
 *
 * <p>Thread: the owner. Cost: a counter a command, two looks at the clock a turn.
 */
public final class CommandTimes {
  /** The default of slowlog-log-slower-than: who asks for less wants to know it exactly. */
  private static final long RUNS_FROM_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long EXACT_SECONDS = 10;
  private static final int MAX_ARGUMENTS_IN_RUN = 24;
  private static final int LONG_REPLY_BYTES = 4096;

  private final Clock clock;
  private final SlowLog slowLog;
  private final LatencyMonitor latencyMonitor;
  private boolean isTracking = true;

  /** When the clock was last looked at. */
  private long lookedAtNs;

  private long exactUntilNs;
  private boolean isInTurn;
  private boolean hasRuns;

  /** The commands of the run, each once, and how many calls it has. */
  private Command[] run = new Command[8];

  private int runCommands;
  private int runCalls;

  /**
   * Times of no commands yet.
   *
   * @param slowLog takes those that are slow
   * @param latencyMonitor takes them, too, if they hold up others
   */
  public CommandTimes(Clock clock, SlowLog slowLog, LatencyMonitor latencyMonitor) {
    this.clock = clock;
    this.slowLog = slowLog;
    this.latencyMonitor = latencyMonitor;
    this.exactUntilNs = clock.nanoTime();
  }

  Clock clock() {
    return clock;
  }

  /** latency-tracking: whether each command has a histogram. */
  public void track(boolean value) {
    isTracking = value;
  }

  /** Commands of one session follow, with nothing in between, until {@link #endTurn}. */
  long beginTurn() {
    lookedAtNs = clock.nanoTime();
    isInTurn = true;
    hasRuns =
        slowLog.slowerThanNs() >= RUNS_FROM_NS
            && !latencyMonitor.isOn()
            && lookedAtNs - exactUntilNs >= 0;
    return lookedAtNs;
  }

  long lookedAtNs() {
    return lookedAtNs;
  }

  void endTurn(Session session) {
    endRun(session);
    isInTurn = false;
    hasRuns = false;
  }

  private void endRun(Session session) {
    if (runCalls > 0) {
      long tookNs = addRun(clock.nanoTime());
      if (tookNs >= slowLog.slowerThanNs()) {
        logRun(tookNs, session);
      }
      runCommands = 0;
    }
  }

  /** Whether a command is timed together with others: then {@link #ran} follows it. */
  boolean isTimedInRun(Command command, CommandArgs args) {
    return hasRuns && command.isBrief() && args.count() <= MAX_ARGUMENTS_IN_RUN;
  }

  /** A command of a run is done. */
  void ran(Command command, CommandArgs args, Session session, long replyBytes) {
    runCalls++;
    CommandStats stats = command.stats();
    if (stats.callsInRun++ == 0) {
      addToRun(command);
    }
    if (replyBytes > LONG_REPLY_BYTES) {
      long tookNs = addRun(clock.nanoTime());
      runCommands = 0;
      if (tookNs >= slowLog.slowerThanNs()) {
        log(command, args, session, tookNs);
      }
    }
  }

  private void addToRun(Command command) {
    if (runCommands == run.length) {
      run = Arrays.copyOf(run, runCommands * 2);
    }
    run[runCommands++] = command;
  }

  /** Shares the time of the run out; returns how long that was. */
  private long addRun(long nowNs) {
    long tookNs = nowNs - lookedAtNs;
    long eachNs = tookNs / runCalls;
    for (int i = 0; i < runCommands; i++) {
      CommandStats stats = run[i].stats();
      stats.addDuration(eachNs * stats.callsInRun);
      if (isTracking) {
        stats.addLatency(eachNs, stats.callsInRun);
      }
      stats.callsInRun = 0;
    }
    lookedAtNs = nowNs;
    runCalls = 0;
    return tookNs;
  }

  /** The commands of a slow run: their names, and how many there were. */
  private void logRun(long tookNs, Session session) {
    exactUntilNs = lookedAtNs + TimeUnit.SECONDS.toNanos(EXACT_SECONDS);
    hasRuns = false;
    List<byte[]> words = new ArrayList<>();
    for (int i = 0; i < runCommands; i++) {
      words.add(run[i].fullName().getBytes(StandardCharsets.US_ASCII));
    }
    words.add("... (timed together)".getBytes(StandardCharsets.US_ASCII));
    slowLog.add(words, tookNs, session.transport().peerAddress(), session.name(), nowMs(session));
  }

  /** A command is about to be timed alone; returns when it began, for {@link #end}. */
  long begin(Session session) {
    if (!isInTurn) {
      return clock.nanoTime();
    }
    endRun(session);
    return lookedAtNs;
  }

  /** A command that was timed alone is done. */
  void end(Command command, CommandArgs args, Session session, long beganNs) {
    endRun(session); // of what it ran itself
    lookedAtNs = clock.nanoTime();
    long tookNs = lookedAtNs - beganNs;
    CommandStats stats = command.stats();
    stats.addDuration(tookNs);
    if (isTracking) {
      stats.addLatency(tookNs, 1);
    }
    if (tookNs >= slowLog.slowerThanNs() || latencyMonitor.isOn()) {
      log(command, args, session, tookNs);
    }
  }

  /** A command that was timed alone waits from now on; {@link #finished} follows it. */
  InterruptedCommand interrupt(Command command, CommandArgs args, Session session, long beganNs) {
    endRun(session);
    lookedAtNs = clock.nanoTime();
    return new InterruptedCommand(this, command, args.detach(), lookedAtNs - beganNs);
  }

  /** It is done: after another while of its own, in which it was served or not. */
  void finished(InterruptedCommand done, Session session, long moreNs, boolean isServed) {
    long tookNs = done.tookNs() + moreNs;
    CommandStats stats = done.command().stats();
    stats.countCall();
    stats.addDuration(tookNs);
    if (isTracking) {
      stats.addLatency(tookNs, 1);
    }
    if (isServed) {
      logSlow(done.command(), done.args(), session, tookNs);
    }
  }

  private void log(Command command, CommandArgs args, Session session, long tookNs) {
    if (!command.executesTransaction()) {
      latencyMonitor.add(
          command.is(Flag.FAST) ? "fast-command" : "command", tookNs, nowMs(session));
    }
    logSlow(command, args, session, tookNs);
  }

  private void logSlow(Command command, CommandArgs args, Session session, long tookNs) {
    if (tookNs >= slowLog.slowerThanNs() && !command.is(Flag.SKIP_SLOWLOG)) {
      slowLog.add(
          args,
          index -> command.isSecret(args, index),
          tookNs,
          session.transport().peerAddress(),
          session.name(),
          nowMs(session));
    }
  }

  private static long nowMs(Session session) {
    return session.database().keyspace().nowMs();
  }
}
