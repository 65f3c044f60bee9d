package io.holdfast.core.keyspace;

/** Told of every change in a database, as long as somebody waits for one. Thread: the owner. */
public interface KeyChangeListener {
  /** A key was changed, created or deleted. The bytes are the caller's. */
  void onChanged(byte[] buffer, int offset, int length);

  /** Any key may have changed: the database was flushed, or is another one from now on. */
  void onReplaced();
}
