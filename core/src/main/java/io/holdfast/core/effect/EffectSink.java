package io.holdfast.core.effect;

/**
 * Receives every effect as the bytes of a request, in order: what goes into a log needs no objects.
 *
 * <p>Called by the owner, between operations: must be quick and must not call the store. The bytes
 * are another effect's after the call.
 */
public interface EffectSink {
  /**
   * An effect begins, and its bytes follow.
   *
   * @param database index of the database it happened in
   * @param isInUnit whether it stands between a MULTI and its EXEC, or is that EXEC
   */
  void begins(int database, boolean isInUnit);

  /** The effect's next bytes; whole words. */
  void bytes(byte[] array, int offset, int length);

  /** The effect is complete. */
  void ends();
}
