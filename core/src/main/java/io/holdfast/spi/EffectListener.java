package io.holdfast.spi;

/**
 * Receives every effect of a store, in order: the one source of AOF, replication and change feeds.
 *
 * <p>Effects that belong together (a transaction, a {@code call} block) come between an effect
 * {@code MULTI} and an effect {@code EXEC}. Called by the owner, between operations: must be quick
 * and must not call the store.
 */
@FunctionalInterface
public interface EffectListener {
  /** Receives the next effect. */
  void onEffect(Effect effect);
}
