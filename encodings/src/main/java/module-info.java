/** Compact encodings: bytes and arrays only; no key, clock, thread or file. */
module io.holdfast.encodings {
  requires static transitive org.jspecify;

  exports io.holdfast.encodings to
      io.holdfast.core,
      io.holdfast.persistence;
  exports io.holdfast.encodings.arena to
      io.holdfast.core;
  exports io.holdfast.encodings.chunk to
      io.holdfast.core,
      io.holdfast.persistence;
  exports io.holdfast.encodings.compress to
      io.holdfast.core,
      io.holdfast.persistence;
  exports io.holdfast.encodings.deadline to
      io.holdfast.core;
  exports io.holdfast.encodings.geohash to
      io.holdfast.core;
  exports io.holdfast.encodings.glob to
      io.holdfast.core;
  exports io.holdfast.encodings.hashing to
      io.holdfast.core,
      io.holdfast.persistence;
  exports io.holdfast.encodings.hyperloglog to
      io.holdfast.core;
  exports io.holdfast.encodings.intset to
      io.holdfast.core;
  exports io.holdfast.encodings.listpack to
      io.holdfast.core;
  exports io.holdfast.encodings.members to
      io.holdfast.core;
  exports io.holdfast.encodings.number to
      io.holdfast.core;
  exports io.holdfast.encodings.quicklist to
      io.holdfast.core;
  exports io.holdfast.encodings.sortedset to
      io.holdfast.core;
  exports io.holdfast.encodings.stream to
      io.holdfast.core;
  exports io.holdfast.encodings.table to
      io.holdfast.core;
  exports io.holdfast.encodings.undo to
      io.holdfast.core;
}
