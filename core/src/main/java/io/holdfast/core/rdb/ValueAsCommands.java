package io.holdfast.core.rdb;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.intset.Intset;
import io.holdfast.encodings.listpack.Listpack;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of serialised values the commands that build them up again, as they are read.
 *
 * <pre>
 *  string      SET key value
 *  list        RPUSH key element ...                    of a node
 *  set         SADD key member ...                      and  SPEXPIREAT key ms MEMBERS 1 member
 *  sorted set  ZADD key score member ...                     ZPEXPIREAT key ms MEMBERS 1 member
 *  hash        HMSET key field value ...                     HPEXPIREAT key ms FIELDS 1 field
 *  stream      see {@link StreamAsCommands}
 * </pre>
 *
 * A command has up to {@value #MAX_ELEMENTS} elements. How many is known before the first is read,
 * so nothing is gathered: what is held is what {@link RdbInput} holds, and of the elements of one
 * command those that have deadlines, which follow it.
 *
 * <p>Read is what {@link ValueWriter} and {@link ValueParts} have just written: types that are only
 * read elsewhere are none here, and listpacks are not proved.
 *
 * <p>Thread: one at a time. Source: what redis-server writes with {@code aof-use-rdb-preamble no}.
 */
public final class ValueAsCommands {
  /** The most elements a command has, as in Redis. */
  private static final int MAX_ELEMENTS = 64;

  private static final byte[] SET = CommandOutput.word("SET");
  private static final byte[] RPUSH = CommandOutput.word("RPUSH");
  private static final byte[] SADD = CommandOutput.word("SADD");
  private static final byte[] ZADD = CommandOutput.word("ZADD");
  private static final byte[] HMSET = CommandOutput.word("HMSET");

  /** How elements of one type expire. */
  private record Expiry(byte[] verb, byte[] unit) {
    Expiry(String verb, String unit) {
      this(CommandOutput.word(verb), CommandOutput.word(unit));
    }
  }

  private static final Expiry OF_FIELDS = new Expiry("HPEXPIREAT", "FIELDS");
  private static final Expiry OF_MEMBERS = new Expiry("SPEXPIREAT", "MEMBERS");
  private static final Expiry OF_RANKED = new Expiry("ZPEXPIREAT", "MEMBERS");

  private record Deadline(ByteRange element, long atMs) {}

  private final RdbInput in;
  private final CommandOutput out;
  private final BytesVisitor argument;
  private final StreamAsCommands streams;

  /** Those of the command that is being written. */
  private final List<Deadline> deadlines = new ArrayList<>();

  // The collection that is being written: how many elements follow, in it and in this command.
  private ByteRange key = ByteRange.of(new byte[0]);
  private long left;
  private int leftInCommand;

  /** Commands of what is read from {@code in}. */
  public ValueAsCommands(RdbInput in, CommandOutput out) {
    this.in = in;
    this.out = out;
    argument = out::argument;
    streams = new StreamAsCommands(in, out);
  }

  /**
   * Reads a value, and writes its commands.
   *
   * @param type the code that stands before it, or before its key
   * @throws DamagedBytesException if there is no such value
   */
  public void write(ByteRange name, int type) {
    key = name;
    switch (type) {
      case RdbType.STRING -> {
        out.command(SET, 2);
        out.argument(key);
        out.argument(in.string());
      }
      case RdbType.LIST_QUICKLIST_2 -> list();
      case RdbType.SET_INTSET -> intset(in.string());
      case RdbType.SET_LISTPACK -> listpack(SADD, in.string());
      case RdbType.SET -> set();
      case RdbType.SORTED_SET_LISTPACK -> pairs(ZADD, in.string(), true);
      case RdbType.SORTED_SET_2 -> sortedSet();
      case RdbType.HASH_LISTPACK -> pairs(HMSET, in.string(), false);
      case RdbType.HASH -> hash();
      case RdbType.HASH_METADATA -> expiring(type, HMSET, 2, OF_FIELDS);
      case RdbType.SET_DEADLINES -> expiring(type, SADD, 1, OF_MEMBERS);
      case RdbType.SORTED_SET_DEADLINES -> expiring(type, ZADD, 2, OF_RANKED);
      case RdbType.STREAM_3 -> streams.write(key);
      default -> throw in.damaged("no type that was written: " + type);
    }
  }

  // ---- commands of many elements -------------------------------------------------------------

  private void elements(long count) {
    left = count;
    leftInCommand = 0;
  }

  /**
   * Whether there is another element; begins a command where that is due.
   *
   * @param arguments how many an element takes
   */
  private boolean next(byte[] name, int arguments) {
    if (left == 0) {
      return false;
    }
    if (leftInCommand == 0) {
      leftInCommand = (int) Math.min(left, MAX_ELEMENTS);
      out.command(name, 1 + (long) leftInCommand * arguments);
      out.argument(key);
    }
    left--;
    leftInCommand--;
    return true;
  }

  // ---- each type -----------------------------------------------------------------------------

  private void list() {
    for (long nodes = in.length(); nodes > 0; nodes--) {
      long container = in.length();
      ByteRange node = in.string();
      if (container == RdbType.PACKED_NODE) {
        listpack(RPUSH, node);
      } else {
        elements(1);
        next(RPUSH, 1);
        out.argument(node);
      }
    }
  }

  private void listpack(byte[] name, ByteRange listpack) {
    byte[] bytes = listpack.array();
    int at = listpack.offset();
    elements(Listpack.count(bytes, at));
    for (int position = Listpack.first(bytes, at);
        next(name, 1);
        position = Listpack.next(bytes, at, position)) {
      Listpacks.visit(bytes, at, position, argument);
    }
  }

  private void intset(ByteRange intset) {
    elements(Intset.count(intset.array(), intset.offset()));
    for (int i = 0; next(SADD, 1); i++) {
      out.argument(Intset.get(intset.array(), intset.offset(), i));
    }
  }

  private void set() {
    elements(in.length());
    while (next(SADD, 1)) {
      out.argument(in.string());
    }
  }

  private void hash() {
    elements(in.length());
    while (next(HMSET, 2)) {
      out.argument(in.string());
      out.argument(in.string());
    }
  }

  private void sortedSet() {
    elements(in.length());
    while (next(ZADD, 2)) {
      ByteRange member = in.string();
      out.argument(in.binaryDouble());
      out.argument(member);
    }
  }

  /**
   * Of two entries each: field and value as they stand, or member and score the other way round.
   */
  private void pairs(byte[] name, ByteRange listpack, boolean isSecondFirst) {
    byte[] bytes = listpack.array();
    int at = listpack.offset();
    elements(Listpack.count(bytes, at) / 2);
    int first = Listpack.first(bytes, at);
    while (next(name, 2)) {
      int second = Listpack.next(bytes, at, first);
      Listpacks.visit(bytes, at, isSecondFirst ? second : first, argument);
      Listpacks.visit(bytes, at, isSecondFirst ? first : second, argument);
      first = Listpack.next(bytes, at, second);
    }
  }

  /** {@link DeadlineFormat} draws it. */
  private void expiring(int type, byte[] name, int arguments, Expiry expiry) {
    long firstMs = in.i64();
    elements(in.length());
    while (next(name, arguments)) {
      long more = in.length();
      ByteRange element = in.string();
      if (type == RdbType.SORTED_SET_DEADLINES) {
        out.argument(in.binaryDouble());
      }
      out.argument(element);
      if (type == RdbType.HASH_METADATA) {
        out.argument(in.string());
      }
      if (more > 0) {
        deadlines.add(new Deadline(element, firstMs + more - 1));
      }
      if (leftInCommand == 0) {
        expire(expiry);
      }
    }
  }

  private void expire(Expiry expiry) {
    for (Deadline deadline : deadlines) {
      out.command(expiry.verb, 5);
      out.argument(key);
      out.argument(deadline.atMs);
      out.argument(expiry.unit);
      out.argument(1);
      out.argument(deadline.element);
    }
    deadlines.clear();
  }
}
