package io.holdfast.core.bitmap;

import static io.holdfast.core.command.Flag.DENYOOM;
import static io.holdfast.core.command.Flag.FAST;
import static io.holdfast.core.command.Flag.READONLY;
import static io.holdfast.core.command.Flag.WRITE;

import io.holdfast.BitField;
import io.holdfast.BitOperation;
import io.holdfast.BitUnit;
import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.command.Session;
import java.util.List;

/** The bitmap commands: each declaration stands above its handler. */
public final class BitmapCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "BITCOUNT BITFIELD BITFIELD_RO BITOP BITPOS GETBIT SETBIT";

  private static final String SYNTAX_ERROR = "ERR syntax error";
  private static final BitOperation[] OPERATIONS = BitOperation.values();

  private BitmapCommands() {}

  /** All bitmap commands. */
  public static List<Command> commands() {
    return List.of(BITCOUNT, BITFIELD, BITFIELD_RO, BITOP, BITPOS, GETBIT, SETBIT);
  }

  private static Command.Builder named(String name) {
    return Command.named(name).group(Group.BITMAP);
  }

  // ---- single bits ---------------------------------------------------------------------------

  private static final Command SETBIT =
      named("SETBIT")
          .since("2.2.0")
          .arity(4)
          .flags(WRITE, DENYOOM)
          .keys("RW ACCESS UPDATE", 1, 0, 1)
          .summary("Sets or clears a bit of a string and returns what it was.")
          .complexity("O(1)")
          .arguments("key offset:integer value:integer")
          .handler(BitmapCommands::setbit)
          .build();

  private static void setbit(CommandArgs args, Session session, ReplyWriter reply) {
    long offset = BitFieldSyntax.offset(args, 2);
    BitmapOps.checkOffset(session.database(), offset);
    long bit = args.longAt(3, 0, 1, "ERR bit is not an integer or out of range");
    boolean wasSet = BitmapOps.set(session.database(), args.range(1), offset, bit == 1);
    reply.integer(wasSet ? 1 : 0);
  }

  private static final Command GETBIT =
      named("GETBIT")
          .since("2.2.0")
          .arity(3)
          .flags(READONLY, FAST)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns a bit of a string.")
          .complexity("O(1)")
          .arguments("key offset:integer")
          .handler(BitmapCommands::getbit)
          .build();

  private static void getbit(CommandArgs args, Session session, ReplyWriter reply) {
    long offset = BitFieldSyntax.offset(args, 2);
    reply.integer(BitmapOps.get(session.database(), args.range(1), offset) ? 1 : 0);
  }

  // ---- ranges --------------------------------------------------------------------------------

  private static final Command BITCOUNT =
      named("BITCOUNT")
          .since("2.6.0")
          .arity(-2)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns the number of set bits of a string, or of a part of it.")
          .complexity("O(N) where N is the number of bytes looked at.")
          .arguments("key [index: start:integer end:integer [index_unit@7.0.0: BYTE | BIT]]")
          .history("7.0.0", "Takes `BYTE` and `BIT`.")
          .handler(BitmapCommands::bitcount)
          .build();

  private static void bitcount(CommandArgs args, Session session, ReplyWriter reply) {
    int count = args.count();
    if (count == 3 || count > 5) {
      throw new CommandException(SYNTAX_ERROR);
    }
    long start = count > 2 ? args.longAt(2) : 0;
    long end = count > 2 ? args.longAt(3) : -1;
    BitUnit unit = count > 4 ? unit(args, 4) : BitUnit.BYTE;
    reply.integer(BitmapOps.count(session.database(), args.range(1), start, end, unit));
  }

  private static final Command BITPOS =
      named("BITPOS")
          .since("2.8.7")
          .arity(-3)
          .flags(READONLY)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Returns where the first bit of a kind is in a string, or in a part of it.")
          .complexity("O(N) where N is the number of bytes looked at.")
          .arguments(
              "key bit:integer [index: start:integer"
                  + " [end_index: end:integer [index_unit@7.0.0: BYTE | BIT]]]")
          .history("7.0.0", "Takes `BYTE` and `BIT`.")
          .handler(BitmapCommands::bitpos)
          .build();

  private static void bitpos(CommandArgs args, Session session, ReplyWriter reply) {
    int count = args.count();
    long bit = args.longAt(2);
    if (bit != 0 && bit != 1) {
      throw new CommandException("ERR The bit argument must be 1 or 0.");
    }
    if (count > 6) {
      throw new CommandException(SYNTAX_ERROR);
    }
    long start = count > 3 ? args.longAt(3) : 0;
    BitUnit unit = count > 5 ? unit(args, 5) : BitUnit.BYTE;
    boolean isEndGiven = count > 4;
    long end = isEndGiven ? args.longAt(4) : -1;
    reply.integer(
        BitmapOps.position(
            session.database(), args.range(1), bit == 1, start, end, unit, isEndGiven));
  }

  private static BitUnit unit(CommandArgs args, int index) {
    if (args.equalsIgnoreCase(index, "BIT")) {
      return BitUnit.BIT;
    }
    if (args.equalsIgnoreCase(index, "BYTE")) {
      return BitUnit.BYTE;
    }
    throw new CommandException(SYNTAX_ERROR);
  }

  // ---- several strings -----------------------------------------------------------------------

  private static final Command BITOP =
      named("BITOP")
          .since("2.6.0")
          .arity(-4)
          .flags(WRITE, DENYOOM)
          .keys("OW UPDATE", 2, 0, 1)
          .keys("RO ACCESS", 3, -1, 1)
          .summary(
              "Combines strings bit by bit: AND, OR, XOR, NOT, and DIFF, DIFF1, ANDOR, ONE of 8.2.")
          .complexity("O(N) where N is the number of bytes of all strings.")
          .arguments("operation:string destkey:key key...")
          .handler(BitmapCommands::bitop)
          .build();

  private static void bitop(CommandArgs args, Session session, ReplyWriter reply) {
    BitOperation operation = operation(args, 1);
    ByteRanges sources = ByteRanges.of(args, 3, 1);
    reply.integer(BitmapOps.combine(session.database(), operation, args.range(2), sources));
  }

  private static BitOperation operation(CommandArgs args, int index) {
    for (BitOperation operation : OPERATIONS) {
      if (args.equalsIgnoreCase(index, operation.name())) {
        return operation;
      }
    }
    throw new CommandException(SYNTAX_ERROR);
  }

  // ---- integers ------------------------------------------------------------------------------

  private static final Command BITFIELD =
      named("BITFIELD")
          .since("3.2.0")
          .arity(-2)
          .flags(WRITE, DENYOOM)
          .keys(
              KeySpec.range("RW ACCESS UPDATE VARIABLE_FLAGS", 1, 0, 1)
                  .notes("This command allows both access and modification of the key"))
          .keysByArguments(BitFieldSyntax::keys)
          .summary("Reads, sets and adds to integers of any width in a string.")
          .complexity("O(1) for each subcommand.")
          .arguments(
              "key [operation: GET {encoding_offset: encoding:string offset:integer}"
                  + " | {write: [OVERFLOW {wrap_sat_fail: WRAP | SAT | FAIL}]"
                  + " {write_operation:"
                  + " SET {encoding_offset_value: encoding:string offset:integer value:integer}"
                  + " | INCRBY {encoding_offset_increment:"
                  + " encoding:string offset:integer increment:integer}}}]...")
          .handler(
              (args, session, reply) ->
                  write(
                      BitFieldSyntax.parse(args, session.database(), false), args, session, reply))
          .build();

  private static final Command BITFIELD_RO =
      named("BITFIELD_RO")
          .since("6.0.0")
          .arity(-2)
          .flags(READONLY, FAST)
          .keys("RO ACCESS", 1, 0, 1)
          .summary("Reads integers of any width in a string.")
          .complexity("O(1) for each subcommand.")
          .arguments("key [GET {encoding_offset: encoding:string offset:integer}]...")
          .handler(
              (args, session, reply) ->
                  write(BitFieldSyntax.parse(args, session.database(), true), args, session, reply))
          .build();

  private static void write(BitField field, CommandArgs args, Session session, ReplyWriter reply) {
    BitFieldOps.Answers answers = BitFieldOps.run(session.database(), args.range(1), field);
    int count = answers.values().length;
    reply.arrayHeader(count);
    for (int i = 0; i < count; i++) {
      if (answers.refused()[i]) {
        reply.nullBulk();
      } else {
        reply.integer(answers.values()[i]);
      }
    }
  }
}
