package io.holdfast.core.set;

import io.holdfast.core.codec.BytesVisitor;

/**
 * What an operation on sets comes to: members that lie in the sets they came from, and so are good
 * until one of these changes.
 *
 * <p>Thread: the owner, for one operation.
 */
interface SetResult extends AutoCloseable {
  /** Number of members. */
  int size();

  /** Shows every member, each once. */
  void forEach(BytesVisitor visitor);

  /** Gives back what the result took. */
  @Override
  default void close() {}
}
