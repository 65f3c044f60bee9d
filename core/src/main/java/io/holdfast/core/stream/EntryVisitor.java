package io.holdfast.core.stream;

import io.holdfast.encodings.stream.StreamIterator;

/** Is shown the entries of a stream where they lie. */
interface EntryVisitor {
  /** Takes a look at the entry an iterator has come to; its fields are unread. */
  void visit(StreamIterator entry);

  /** Is told of an entry that is pending and was deleted. */
  void visitDeleted(long ms, long seq);
}
