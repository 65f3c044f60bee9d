package io.holdfast.core.keyspace;

import java.util.function.LongSupplier;

/**
 * The 24 bits of an entry that say when, or how often, it was used.
 *
 * <pre>
 *  LRU  | seconds, modulo 2^24                       |
 *  LFU  | minutes, modulo 2^16 | counter, 8 bits     |
 * </pre>
 *
 * The LFU counter grows with probability 1 / ((counter - 5) * log-factor + 1) an access and loses
 * one for every {@code lfu-decay-time} minutes without one; a new entry starts at 5. (A remark in
 * Redis's documentation speaks of halving; what it does, and OBJECT FREQ shows, is subtracting.)
 *
 * <p>Thread: the owner.
 */
public final class AccessClock {
  private static final int LRU_MASK = 0xFFFFFF;
  private static final int LFU_MINUTES_MASK = 0xFFFF;
  private static final int LFU_INITIAL = 5;
  private static final int LFU_MAX = 255;

  private final LongSupplier random;
  private boolean lfu;
  private boolean isStopped;
  private int lfuLogFactor = 10;
  private int lfuDecayMinutes = 1;
  private int seconds;
  private int minutes;

  AccessClock(LongSupplier random) {
    this.random = random;
  }

  /** Whether frequencies are kept instead of times, as the LFU eviction policies want. */
  public boolean isLfu() {
    return lfu;
  }

  /** Chooses what is kept; entries adopt it at their next access. */
  public void configure(boolean lfu, int logFactor, int decayMinutes) {
    this.lfu = lfu;
    this.lfuLogFactor = logFactor;
    this.lfuDecayMinutes = decayMinutes;
  }

  /** Whether accesses are passed over from now on. */
  public void stopped(boolean value) {
    isStopped = value;
  }

  void time(long nowMs) {
    seconds = (int) (nowMs / 1000 & LRU_MASK);
    minutes = (int) (nowMs / 60_000 & LFU_MINUTES_MASK);
  }

  /** The bits of a new entry. */
  int created() {
    return lfu ? minutes << 8 | LFU_INITIAL : seconds;
  }

  /** The bits after an access. */
  int touched(int access) {
    if (isStopped) {
      return access;
    }
    if (!lfu) {
      return seconds;
    }
    int counter = frequency(access);
    if (counter < LFU_MAX) {
      double base = Math.max(0, counter - LFU_INITIAL);
      double draw = (random.getAsLong() >>> 11) * 0x1.0p-53;
      if (draw < 1.0 / (base * lfuLogFactor + 1)) {
        counter++;
      }
    }
    return minutes << 8 | counter;
  }

  /** The access counter, decayed to now. */
  public int frequency(int access) {
    int elapsedMinutes = (minutes - (access >>> 8)) & LFU_MINUTES_MASK;
    int periods = lfuDecayMinutes == 0 ? 0 : elapsedMinutes / lfuDecayMinutes;
    return Math.max(0, (access & 0xFF) - periods);
  }

  /** Seconds since the last access. */
  public long idleSeconds(int access) {
    return Math.floorMod(seconds - access, LRU_MASK + 1);
  }

  /** The bits of an entry that was used that long ago. */
  public int withIdleSeconds(long idleSeconds) {
    return (int) ((seconds - Math.min(idleSeconds, LRU_MASK)) & LRU_MASK);
  }

  /** The bits of an entry with an access counter, 0 to 255, as of now. */
  public int withFrequency(int counter) {
    return minutes << 8 | counter;
  }
}
