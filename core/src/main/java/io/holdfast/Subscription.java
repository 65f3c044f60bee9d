package io.holdfast;

/** Listening that goes on until it is closed. Any thread may call any method. */
public interface Subscription extends AutoCloseable {
  /** Whether something may still come. */
  boolean isOpen();

  /** How many messages were lost because the listener was too slow. */
  long dropped();

  /**
   * Ends the subscription: the listener is not called again, though a call under way goes on. What
   * waited for him is lost. Idempotent.
   */
  @Override
  void close();
}
