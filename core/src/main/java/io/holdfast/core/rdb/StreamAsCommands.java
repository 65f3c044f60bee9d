package io.holdfast.core.rdb;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.encodings.stream.StreamIterator;

/**
 * Makes of a serialised stream the commands that build it up again; {@link StreamParts} draws it.
 *
 * <pre>
 *  XADD key ID field value ...                                          each entry
 *  XADD key MAXLEN 0 0-1 x y                                            if there is none
 *  XSETID key last ENTRIESADDED count MAXDELETEDID id
 *  XGROUP CREATE key group last ENTRIESREAD count                       each group
 *  XGROUP CREATECONSUMER key group consumer                             each consumer
 *  XCLAIM key group consumer 0 ID TIME ms RETRYCOUNT count JUSTID FORCE each pending entry
 * </pre>
 *
 * <p>No command tells when a consumer was last seen, or gives him an entry that was deleted: the
 * first is the time of loading then, the second is gone.
 *
 * <p>Memory: the pending entries of one group.
 */
final class StreamAsCommands {
  private static final byte[] XADD = CommandOutput.word("XADD");
  private static final byte[] MAXLEN = CommandOutput.word("MAXLEN");
  private static final byte[] XSETID = CommandOutput.word("XSETID");
  private static final byte[] ENTRIESADDED = CommandOutput.word("ENTRIESADDED");
  private static final byte[] MAXDELETEDID = CommandOutput.word("MAXDELETEDID");
  private static final byte[] XGROUP = CommandOutput.word("XGROUP");
  private static final byte[] CREATE = CommandOutput.word("CREATE");
  private static final byte[] ENTRIESREAD = CommandOutput.word("ENTRIESREAD");
  private static final byte[] CREATECONSUMER = CommandOutput.word("CREATECONSUMER");
  private static final byte[] XCLAIM = CommandOutput.word("XCLAIM");
  private static final byte[] TIME = CommandOutput.word("TIME");
  private static final byte[] RETRYCOUNT = CommandOutput.word("RETRYCOUNT");
  private static final byte[] JUSTID = CommandOutput.word("JUSTID");
  private static final byte[] FORCE = CommandOutput.word("FORCE");
  private static final byte[] FIELD = {'x'};
  private static final byte[] VALUE = {'y'};

  private final RdbInput in;
  private final CommandOutput out;
  private final BytesVisitor argument;
  private final StreamIterator entries = new StreamIterator();
  private final PendingTable pending = new PendingTable();

  StreamAsCommands(RdbInput in, CommandOutput out) {
    this.in = in;
    this.out = out;
    argument = out::argument;
  }

  /** Reads a stream, and writes its commands. */
  void write(ByteRange key) {
    for (long nodes = in.length(); nodes > 0; nodes--) {
      node(key);
    }
    if (in.length() == 0) {
      empty(key);
    }
    lastId(key);
    for (long groups = in.length(); groups > 0; groups--) {
      group(key);
    }
  }

  private void node(ByteRange key) {
    in.length();
    long ms = in.bigEndian();
    long seq = in.bigEndian();
    ByteRange node = in.string();
    entries.node(node.array(), node.offset(), ms, seq);
    while (entries.next()) {
      out.command(XADD, 2 + 2L * entries.fieldCount());
      out.argument(key);
      out.id(entries.ms(), entries.seq());
      while (entries.nextField()) {
        Listpacks.visit(entries.bytes(), entries.at(), entries.field(), argument);
        Listpacks.visit(entries.bytes(), entries.at(), entries.value(), argument);
      }
    }
  }

  /** An entry that is trimmed at once leaves a stream without entries. */
  private void empty(ByteRange key) {
    out.command(XADD, 6);
    out.argument(key);
    out.argument(MAXLEN);
    out.argument(0);
    out.id(0, 1);
    out.argument(FIELD);
    out.argument(VALUE);
  }

  private void lastId(ByteRange key) {
    long lastMs = in.number();
    long lastSeq = in.number();
    // The first ID is known from the entries.
    in.number();
    in.number();
    long maxDeletedMs = in.number();
    long maxDeletedSeq = in.number();
    out.command(XSETID, 6);
    out.argument(key);
    out.id(lastMs, lastSeq);
    out.argument(ENTRIESADDED);
    out.argument(in.length());
    out.argument(MAXDELETEDID);
    out.id(maxDeletedMs, maxDeletedSeq);
  }

  private void group(ByteRange key) {
    ByteRange name = in.string();
    out.command(XGROUP, 6);
    out.argument(CREATE);
    out.argument(key);
    out.argument(name);
    out.id(in.number(), in.number());
    out.argument(ENTRIESREAD);
    out.argument(in.number());
    pending.read(in);
    for (long consumers = in.length(); consumers > 0; consumers--) {
      consumer(key, name);
    }
  }

  private void consumer(ByteRange key, ByteRange group) {
    ByteRange name = in.string();
    in.i64();
    in.i64();
    out.command(XGROUP, 4);
    out.argument(CREATECONSUMER);
    out.argument(key);
    out.argument(group);
    out.argument(name);
    for (long count = in.length(); count > 0; count--) {
      long ms = in.bigEndian();
      long seq = in.bigEndian();
      int entry = pending.find(ms, seq);
      if (entry == PendingTable.NONE) {
        throw in.damaged("pending for a consumer, not for its group");
      }
      out.command(XCLAIM, 11);
      out.argument(key);
      out.argument(group);
      out.argument(name);
      out.argument(0);
      out.id(ms, seq);
      out.argument(TIME);
      out.argument(pending.deliveredAtMs(entry));
      out.argument(RETRYCOUNT);
      out.argument(pending.deliveryCount(entry));
      out.argument(JUSTID);
      out.argument(FORCE);
    }
  }
}
