package io.holdfast.core.bitmap;

import io.holdfast.BitField;
import io.holdfast.BitField.Action;
import io.holdfast.BitFieldOverflow;
import io.holdfast.BitFieldType;
import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.KeySpec;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.number.IntegerText;
import java.util.ArrayList;
import java.util.List;

/** Reads the subcommands of BITFIELD: {@code [OVERFLOW how | action type offset [value]]...}. */
final class BitFieldSyntax {
  private static final String INVALID_TYPE =
      "ERR Invalid bitfield type. Use something like i16 u8."
          + " Note that u64 is not supported but i64 is.";
  private static final String INVALID_OFFSET = "ERR bit offset is not an integer or out of range";

  private static final KeySpec READS = KeySpec.range("RO ACCESS", 1, 0, 1);
  private static final KeySpec WRITES = KeySpec.range("RW ACCESS UPDATE", 1, 0, 1);

  private BitFieldSyntax() {}

  /**
   * Reads everything behind the key.
   *
   * @param readOnly refuses steps that write, once all are known to be well-formed
   * @throws CommandException "ERR syntax error", "ERR Invalid OVERFLOW type specified", "ERR
   *     Invalid bitfield type. ...", "ERR bit offset is not an integer or out of range", "ERR value
   *     is not an integer or out of range", "ERR BITFIELD_RO only supports the GET subcommand"
   */
  static BitField parse(CommandArgs args, Database db, boolean readOnly) {
    List<BitField.Step> steps = new ArrayList<>();
    BitFieldOverflow overflow = BitFieldOverflow.WRAP;
    boolean hasWrite = false;
    for (int i = 2; i < args.count(); ) {
      int behind = args.count() - i - 1;
      if (behind >= 1 && args.equalsIgnoreCase(i, "OVERFLOW")) {
        overflow = overflow(args, i + 1);
        i += 2;
        continue;
      }
      Action action = action(args, i, behind);
      BitFieldType type = type(args, i + 1);
      long offset = offset(args, i + 2, type);
      BitmapOps.checkOffset(db, offset);
      long value = 0;
      if (action != Action.GET) {
        hasWrite = true;
        value = args.longAt(i + 3);
      }
      steps.add(new BitField.Step(action, type, offset, value, overflow));
      i += action == Action.GET ? 3 : 4;
    }
    if (readOnly && hasWrite) {
      throw new CommandException("ERR BITFIELD_RO only supports the GET subcommand");
    }
    return BitField.of(steps);
  }

  /** What happens to the key: it is only read if every action is a GET. */
  static KeySpec keys(CommandArgs args) {
    for (int i = 2; i < args.count(); ) {
      int behind = args.count() - i - 1;
      if (behind >= 2 && args.equalsIgnoreCase(i, "GET")) {
        i += 3;
      } else if (behind >= 1 && args.equalsIgnoreCase(i, "OVERFLOW")) {
        i += 2;
      } else {
        return WRITES;
      }
    }
    return READS;
  }

  private static Action action(CommandArgs args, int index, int behind) {
    if (behind >= 2 && args.equalsIgnoreCase(index, "GET")) {
      return Action.GET;
    }
    if (behind >= 3 && args.equalsIgnoreCase(index, "SET")) {
      return Action.SET;
    }
    if (behind >= 3 && args.equalsIgnoreCase(index, "INCRBY")) {
      return Action.INCRBY;
    }
    throw new CommandException("ERR syntax error");
  }

  private static BitFieldOverflow overflow(CommandArgs args, int index) {
    for (BitFieldOverflow overflow : BitFieldOverflow.values()) {
      if (args.equalsIgnoreCase(index, overflow.name())) {
        return overflow;
      }
    }
    throw new CommandException("ERR Invalid OVERFLOW type specified");
  }

  private static BitFieldType type(CommandArgs args, int index) {
    byte[] text = args.buffer();
    int from = args.offset(index);
    int length = args.length(index);
    boolean isSigned = length > 0 && text[from] == 'i';
    if (length < 2 || !isSigned && text[from] != 'u') {
      throw new CommandException(INVALID_TYPE);
    }
    long bits = number(text, from + 1, length - 1, INVALID_TYPE);
    if (bits < 1 || bits > (isSigned ? Long.SIZE : Long.SIZE - 1)) {
      throw new CommandException(INVALID_TYPE);
    }
    return new BitFieldType(isSigned, (int) bits);
  }

  /** A bit offset: a number, or {@code #} and the index of an integer of the type. */
  private static long offset(CommandArgs args, int index, BitFieldType type) {
    byte[] text = args.buffer();
    int from = args.offset(index);
    int length = args.length(index);
    if (length == 0 || text[from] != '#') {
      return offset(args, index);
    }
    long number = number(text, from + 1, length - 1, INVALID_OFFSET);
    if (Math.multiplyHigh(number, type.bits()) != 0) {
      throw new CommandException(INVALID_OFFSET);
    }
    return number * type.bits();
  }

  /** A bit offset as a number. */
  static long offset(CommandArgs args, int index) {
    return args.longAt(index, INVALID_OFFSET);
  }

  private static long number(byte[] text, int from, int length, String error) {
    long number = IntegerText.parse(text, from, length);
    if (IntegerText.isRefused(number, text, from, length)) {
      throw new CommandException(error);
    }
    return number;
  }
}
