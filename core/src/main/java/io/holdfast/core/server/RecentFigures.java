package io.holdfast.core.server;

import io.holdfast.Clock;
import io.holdfast.core.event.Attachment;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.stats.RecentRate;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What is known only by looking now and then: how many commands there were a second, and the most
 * memory that was used. It looks in turns of the event loop that there are anyway, every 100 ms and
 * so seldom that it takes a hundredth of the time, and when it is asked.
 *
 * <p>Thread: the owner.
 */
public final class RecentFigures implements Attachment {
  private static final long LOOK_EVERY_MS = 100;
  private static final long SHARE_OF_TIME = 100;

  private final Keyspace keyspace;
  private final Clock clock;
  private final LongSupplier commands;
  private final RecentRate commandRate;
  private long nextLookAtMs;
  private long peakBytes;

  /**
   * Nothing was seen yet.
   *
   * @param commands number of commands run so far
   */
  public RecentFigures(Keyspace keyspace, Clock clock, LongSupplier commands) {
    this.keyspace = keyspace;
    this.clock = clock;
    this.commands = commands;
    this.commandRate = new RecentRate(clock.epochMs());
  }

  @Override
  public int doWork(long nowMs) {
    if (nowMs >= nextLookAtMs) {
      long beganNs = clock.nanoTime();
      commandRate.look(commands.getAsLong(), nowMs);
      peakBytes(keyspace.bytes());
      long tookMs = TimeUnit.NANOSECONDS.toMillis(SHARE_OF_TIME * (clock.nanoTime() - beganNs));
      nextLookAtMs = nowMs + Math.max(LOOK_EVERY_MS, tookMs);
    }
    return 0;
  }

  /** Commands a second. */
  long commandsPerSecond() {
    commandRate.look(commands.getAsLong(), clock.epochMs());
    return (long) commandRate.perSecond();
  }

  /**
   * The most memory that was used.
   *
   * @param usedBytes what is used now
   */
  long peakBytes(long usedBytes) {
    peakBytes = Math.max(peakBytes, usedBytes);
    return peakBytes;
  }

  /** CONFIG RESETSTAT: the rates begin anew; the most memory stays what it was. */
  public void reset() {
    commandRate.reset();
  }

  @Override
  public long nextDeadlineMs() {
    return Long.MAX_VALUE;
  }

  @Override
  public String name() {
    return "recent figures";
  }
}
