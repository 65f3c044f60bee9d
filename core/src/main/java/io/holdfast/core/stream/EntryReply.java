package io.holdfast.core.stream;

import io.holdfast.StreamId;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;
import java.util.List;

/**
 * Writes entries of a stream as replies, from where they lie.
 *
 * <pre>
 *  entry   [ID, [field, value, field, value, ...]]
 * </pre>
 */
final class EntryReply implements EntryVisitor {
  private final ReplyWriter reply;
  private final byte[] scratch;

  EntryReply(Database db, ReplyWriter reply) {
    this.reply = reply;
    this.scratch = db.keyspace().scratch();
  }

  @Override
  public void visit(StreamIterator entry) {
    reply.arrayHeader(2);
    id(entry.ms(), entry.seq());
    reply.arrayHeader(2 * entry.fieldCount());
    while (entry.nextField()) {
      element(entry.bytes(), entry.at(), entry.field());
      element(entry.bytes(), entry.at(), entry.value());
    }
  }

  @Override
  public void visitDeleted(long ms, long seq) {
    reply.arrayHeader(2);
    id(ms, seq);
    reply.nullArray();
  }

  private void element(byte[] bytes, int at, int position) {
    if (Listpack.isInteger(bytes, at, position)) {
      reply.bulk(Listpack.integer(bytes, at, position));
    } else {
      reply.bulk(
          bytes,
          Listpack.stringOffset(bytes, at, position),
          Listpack.stringLength(bytes, at, position));
    }
  }

  /** Writes an ID. */
  void id(long ms, long seq) {
    StreamIdText.reply(ms, seq, scratch, reply);
  }

  /** Writes an ID. */
  void id(StreamId id) {
    id(id.ms(), id.seq());
  }

  /** Writes IDs as an array. */
  void ids(List<StreamId> ids) {
    reply.arrayHeader(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      id(ids.get(i));
    }
  }

  /** Writes the entries with these IDs as an array; the stream has them. */
  void entries(StreamLog log, List<StreamId> ids) {
    StreamIterator entries = log.iterator();
    reply.arrayHeader(ids.size());
    for (StreamId id : ids) {
      entries.range(id.ms(), id.seq(), id.ms(), id.seq());
      boolean found = entries.next();
      assert found : "the stream has the entry";
      visit(entries);
    }
  }

  /**
   * Writes the entries an iterator comes to as an array. Their number stands first and is known
   * last: if there are fewer than it seems at first, they are written once more.
   *
   * @param entries before its first entry
   * @param most how many at most; as many as there seem to be
   * @param again sets the iterator to its start once more
   */
  void entries(StreamIterator entries, long most, Runnable again) {
    long mark = reply.mark();
    int expected = Math.toIntExact(most);
    reply.arrayHeader(expected);
    int count = 0;
    while (count < expected && entries.next()) {
      visit(entries);
      count++;
    }
    if (count < expected) {
      reply.rewind(mark);
      again.run();
      entries(entries, count, again);
    }
  }
}
