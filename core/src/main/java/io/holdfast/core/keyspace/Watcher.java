package io.holdfast.core.keyspace;

/** Who watches keys (WATCH) and wants to know that one of them has changed. */
public interface Watcher {
  /** A watched key was written, has expired, was evicted, or was flushed with its database. */
  void onWatchedKeyChanged();
}
