package io.holdfast.core.event;

/**
 * The numbers of an event loop, so that a test can make them small.
 *
 * @param spins how often a platform thread looks before it parks
 * @param drained how many commands of others one owner runs before it hands on
 * @param queued with this many in the queue, a submitter waits for his own command
 */
record Limits(int spins, int drained, int queued) {
  /**
   * Spins: some ten microseconds of {@link Thread#onSpinWait}, what a park and its wake-up cost at
   * least; none where the owner could not run meanwhile. Drained: so that nobody works for others
   * much longer than for himself. Queued: a bound on memory and lag.
   */
  static final Limits DEFAULT =
      new Limits(Runtime.getRuntime().availableProcessors() > 1 ? 512 : 0, 64, 4096);
}
