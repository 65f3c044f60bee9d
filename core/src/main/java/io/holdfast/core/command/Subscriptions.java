package io.holdfast.core.command;

/** What a session has subscribed to. Thread: the owner. */
public interface Subscriptions {
  /** Number of channels. */
  int channels();

  /** Number of patterns. */
  int patterns();

  /** Number of shard channels. */
  int shardChannels();

  /** Whether a condition is true for all of them. */
  boolean areAll(Condition condition);

  /** A condition on what is subscribed to. */
  @FunctionalInterface
  interface Condition {
    /** Whether it is true for a channel, or a pattern of channels. */
    boolean test(byte[] name, boolean isPattern);
  }

  /** Ends them all; nobody is told. */
  void end();
}
