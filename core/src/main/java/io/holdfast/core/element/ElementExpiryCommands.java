package io.holdfast.core.element;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.CommandException;
import io.holdfast.ExpireCondition;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Session;
import java.util.List;
import java.util.Locale;

/**
 * The commands on the deadlines of elements, for one type: each declaration stands above its
 * handler. All end in {@code FIELDS numfields field ...} or {@code MEMBERS nummembers member ...}.
 */
public final class ElementExpiryCommands {
  private static final String CONDITION = " [condition: NX | XX | GT | LT]";

  private final ElementExpiryOps ops;
  private final ElementType type;

  /** The argument that introduces elements, the number of them, and they themselves. */
  private final String clause;

  /** The commands that call these operations. */
  public ElementExpiryCommands(ElementExpiryOps ops) {
    this.ops = ops;
    this.type = ops.type();
    String plural = type.element + "s";
    clause = " " + type.clause + " {" + plural + ": num" + plural + ":integer %s:string...}";
  }

  /** HEXPIRE, SEXPIRE, ZEXPIRE and their kin. */
  public List<Command> commands() {
    return List.of(
        expire(),
        pexpire(),
        expireat(),
        pexpireat(),
        ttl(),
        pttl(),
        expiretime(),
        pexpiretime(),
        persist());
  }

  private Command.Builder named(String name) {
    return Command.named(type.letter + name)
        .group(type.group)
        .since(type.since)
        .complexity(
            "O(N log M) where N is the number of %ss named and M of those that expire."
                .formatted(type.element));
  }

  private String elements() {
    return clause.formatted(type.element);
  }

  private String summary(String text) {
    return text.formatted(type.element + "s of " + type.collection);
  }

  // ---- setting deadlines ---------------------------------------------------------------------

  private Command expire() {
    return setter("EXPIRE", "seconds:integer", 1000, true)
        .summary(summary("Sets in how many seconds %s expire."))
        .build();
  }

  private Command pexpire() {
    return setter("PEXPIRE", "milliseconds:integer", 1, true)
        .summary(summary("Sets in how many milliseconds %s expire."))
        .build();
  }

  private Command expireat() {
    return setter("EXPIREAT", "unix-time-seconds:unix-time", 1000, false)
        .summary(summary("Sets when %s expire, in seconds since the epoch."))
        .build();
  }

  private Command pexpireat() {
    return setter("PEXPIREAT", "unix-time-milliseconds:unix-time", 1, false)
        .summary(summary("Sets when %s expire, in milliseconds since the epoch."))
        .build();
  }

  private Command.Builder setter(String name, String time, int unitMs, boolean isRelative) {
    String lowerName = (type.letter + name).toLowerCase(Locale.ROOT);
    return named(name)
        .arity(-6)
        .flags(WRITE, DENYOOM, FAST)
        .keys("RW UPDATE", 1, 0, 1)
        .arguments("key " + time + CONDITION + elements())
        .handler(
            (args, session, reply) -> expire(args, session, reply, lowerName, unitMs, isRelative));
  }

  private void expire(
      CommandArgs args,
      Session session,
      ReplyWriter reply,
      String name,
      int unitMs,
      boolean isRelative) {
    long time = args.longAt(2);
    if (time < 0) {
      throw new CommandException("ERR invalid expire time, must be >= 0");
    }
    long atMs;
    try {
      long nowMs = isRelative ? session.database().keyspace().nowMs() : 0;
      atMs = Math.addExact(Math.multiplyExact(time, (long) unitMs), nowMs);
    } catch (ArithmeticException overflow) {
      throw new CommandException("ERR invalid expire time in '" + name + "' command");
    }
    ExpireCondition condition = condition(args, 3);
    ByteRanges elements = elements(args, condition == ExpireCondition.ALWAYS ? 3 : 4);
    write(ops.expireAt(session.database(), args.range(1), elements, atMs, condition), reply);
  }

  private static ExpireCondition condition(CommandArgs args, int at) {
    if (args.equalsIgnoreCase(at, "NX")) {
      return ExpireCondition.NX;
    } else if (args.equalsIgnoreCase(at, "XX")) {
      return ExpireCondition.XX;
    } else if (args.equalsIgnoreCase(at, "GT")) {
      return ExpireCondition.GT;
    } else if (args.equalsIgnoreCase(at, "LT")) {
      return ExpireCondition.LT;
    }
    return ExpireCondition.ALWAYS;
  }

  private Command persist() {
    return named("PERSIST")
        .arity(-5)
        .flags(WRITE, FAST)
        .keys("RW UPDATE", 1, 0, 1)
        .summary(summary("Takes the deadlines of %s away."))
        .arguments("key" + elements())
        .handler(this::persist)
        .build();
  }

  private void persist(CommandArgs args, Session session, ReplyWriter reply) {
    write(ops.persist(session.database(), args.range(1), elements(args, 2)), reply);
  }

  private static void write(int[] codes, ReplyWriter reply) {
    reply.arrayHeader(codes.length);
    for (int code : codes) {
      reply.integer(code);
    }
  }

  // ---- reading deadlines ---------------------------------------------------------------------

  private Command ttl() {
    return getter("TTL", true, 1000)
        .tips("nondeterministic_output")
        .summary(summary("Returns in how many seconds %s expire."))
        .build();
  }

  private Command pttl() {
    return getter("PTTL", true, 1)
        .tips("nondeterministic_output")
        .summary(summary("Returns in how many milliseconds %s expire."))
        .build();
  }

  private Command expiretime() {
    return getter("EXPIRETIME", false, 1000)
        .summary(summary("Returns when %s expire, in seconds since the epoch."))
        .build();
  }

  private Command pexpiretime() {
    return getter("PEXPIRETIME", false, 1)
        .summary(summary("Returns when %s expire, in milliseconds since the epoch."))
        .build();
  }

  private Command.Builder getter(String name, boolean isRelative, int unitMs) {
    return named(name)
        .arity(-5)
        .flags(READONLY, FAST)
        .keys("RO ACCESS", 1, 0, 1)
        .complexity("O(N) where N is the number of %ss named.".formatted(type.element))
        .arguments("key" + elements())
        .handler((args, session, reply) -> times(args, session, reply, isRelative, unitMs));
  }

  /** Writes times in a unit, rounded up; the negative numbers that say "none" stay. */
  private void times(
      CommandArgs args, Session session, ReplyWriter reply, boolean isRelative, int unitMs) {
    ByteRanges elements = elements(args, 2);
    long[] timesMs =
        isRelative
            ? ops.ttlsMs(session.database(), args.range(1), elements)
            : ops.expireTimesMs(session.database(), args.range(1), elements);
    reply.arrayHeader(timesMs.length);
    for (long ms : timesMs) {
      reply.integer(ms < 0 ? ms : ms / unitMs + (ms % unitMs == 0 ? 0 : 1));
    }
  }

  // ---- FIELDS numfields field ... ------------------------------------------------------------

  /** The elements at the end of a command, {@code FIELDS} being the argument at an index. */
  private ByteRanges elements(CommandArgs args, int at) {
    return ByteRanges.of(args, firstElement(args, at, 1, type), 1);
  }

  /**
   * The index of the first element.
   *
   * @param at the index of {@code FIELDS}
   * @param step how many arguments there are for each element
   * @throws CommandException if the clause is missing, or another number of elements follows
   */
  public static int firstElement(CommandArgs args, int at, int step, ElementType type) {
    if (!args.equalsIgnoreCase(at, type.clause) || at + 1 == args.count()) {
      throw new CommandException(
          "ERR Mandatory argument " + type.clause + " is missing or not at the right position");
    }
    long count = args.longAt(at + 1, 1, Integer.MAX_VALUE, type.countNotPositive);
    if (count * step != args.count() - at - 2) {
      throw new CommandException(
          "ERR The `num" + type.element + "s` parameter must match the number of arguments");
    }
    return at + 2;
  }
}
