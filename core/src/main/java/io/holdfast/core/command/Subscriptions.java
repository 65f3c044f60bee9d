package io.holdfast.core.command;

/** What a session has subscribed to. Thread: the owner. */
public interface Subscriptions {
  /** Number of channels. */
  int channels();

  /** Number of patterns. */
  int patterns();

  /** Number of shard channels. */
  int shardChannels();

  /** Ends them all; nobody is told. */
  void end();
}
