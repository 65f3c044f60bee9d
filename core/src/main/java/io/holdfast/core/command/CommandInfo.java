package io.holdfast.core.command;

import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.KeySpec.AfterKeyword;
import io.holdfast.core.command.KeySpec.AtIndex;
import io.holdfast.core.command.KeySpec.Counted;
import io.holdfast.core.command.KeySpec.Elsewhere;
import io.holdfast.core.command.KeySpec.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes what COMMAND INFO tells about a command. */
final class CommandInfo {
  private static final int FIELDS = 10;

  /** Effects and marks in the order of replies. */
  private static final List<String> EFFECTS =
      List.of("ACCESS", "UPDATE", "INSERT", "DELETE", "NOT_KEY", "INCOMPLETE", "VARIABLE_FLAGS");

  /**
   * Keys between two fixed arguments: how clients found them before there were key specs.
   *
   * @param first 0 if there is no such range
   * @param last negative: counted from the end of the arguments
   */
  private record LegacyRange(int first, int last, int step) {
    static LegacyRange of(List<KeySpec> specs) {
      LegacyRange whole = new LegacyRange(0, 0, 0);
      for (KeySpec spec : specs) {
        if (spec.isFixedRange()) {
          whole = whole.and(of((AtIndex) spec.begin(), (Range) spec.find()));
        }
      }
      return whole;
    }

    private static LegacyRange of(AtIndex begin, Range range) {
      int last = range.lastKey() < 0 ? range.lastKey() : begin.index() + range.lastKey();
      return new LegacyRange(begin.index(), last, range.step());
    }

    private LegacyRange and(LegacyRange other) {
      if (first == 0) {
        return other;
      }
      boolean isOpen = last < 0 || other.last < 0;
      return new LegacyRange(
          Math.min(first, other.first),
          isOpen ? Math.min(last, other.last) : Math.max(last, other.last),
          1);
    }
  }

  private CommandInfo() {}

  static void write(Command command, ReplyWriter reply) {
    LegacyRange range = LegacyRange.of(command.keySpecs());
    reply.arrayHeader(FIELDS);
    reply.bulk(command.fullName());
    reply.integer(command.arity());
    writeFlags(command, reply);
    reply.integer(range.first);
    reply.integer(range.last);
    reply.integer(range.step);
    var categories = AclCategory.of(command);
    reply.setHeader(categories.size());
    categories.forEach(category -> reply.simpleString("@" + category.text()));
    reply.setHeader(command.tips().size());
    command.tips().forEach(reply::bulk);
    reply.setHeader(command.keySpecs().size());
    command.keySpecs().forEach(spec -> write(spec, reply));
    if (command.isContainer()) {
      reply.arrayHeader(command.subcommands().size());
    } else {
      reply.setHeader(0);
    }
    command.subcommands().values().forEach(subcommand -> write(subcommand, reply));
  }

  private static void writeFlags(Command command, ReplyWriter reply) {
    List<String> flags = new ArrayList<>();
    command.flags().stream()
        .filter(flag -> flag != Flag.MAY_REPLICATE)
        .forEach(flag -> flags.add(flag.text()));
    boolean isMovable = !command.keySpecs().stream().allMatch(KeySpec::isFixedRange);
    if (isMovable && !command.is(Flag.MOVABLEKEYS)) {
      flags.add(Flag.MOVABLEKEYS.text());
    }
    reply.setHeader(flags.size());
    flags.forEach(reply::simpleString);
  }

  private static void write(KeySpec spec, ReplyWriter reply) {
    reply.mapHeader(spec.notes() == null ? 3 : 4);
    if (spec.notes() != null) {
      reply.bulk("notes");
      reply.bulk(spec.notes());
    }
    reply.bulk("flags");
    writeKeyFlags(spec, reply);
    reply.bulk("begin_search");
    reply.mapHeader(2);
    reply.bulk("type");
    if (spec.begin() instanceof AtIndex at) {
      reply.bulk("index");
      reply.bulk("spec");
      reply.mapHeader(1);
      field("index", at.index(), reply);
    } else if (spec.begin() instanceof AfterKeyword after) {
      reply.bulk("keyword");
      reply.bulk("spec");
      reply.mapHeader(2);
      reply.bulk("keyword");
      reply.bulk(after.word());
      field("startfrom", after.startFrom(), reply);
    } else {
      writeUnknown(reply);
    }
    reply.bulk("find_keys");
    reply.mapHeader(2);
    reply.bulk("type");
    if (spec.begin() instanceof Elsewhere) {
      writeUnknown(reply);
    } else if (spec.find() instanceof Range range) {
      reply.bulk("range");
      reply.bulk("spec");
      reply.mapHeader(3);
      field("lastkey", range.lastKey(), reply);
      field("keystep", range.step(), reply);
      field("limit", range.limit(), reply);
    } else if (spec.find() instanceof Counted counted) {
      reply.bulk("keynum");
      reply.bulk("spec");
      reply.mapHeader(3);
      field("keynumidx", counted.countIndex(), reply);
      field("firstkey", counted.firstKey(), reply);
      field("keystep", counted.step(), reply);
    }
  }

  private static void writeUnknown(ReplyWriter reply) {
    reply.bulk("unknown");
    reply.bulk("spec");
    reply.mapHeader(0);
  }

  /** What happens to a key, as COMMAND GETKEYSANDFLAGS and key specs list it. */
  static void writeKeyFlags(KeySpec spec, ReplyWriter reply) {
    List<String> effects = EFFECTS.stream().filter(spec.effects()::contains).toList();
    reply.setHeader(1 + effects.size());
    reply.simpleString(spec.access());
    effects.forEach(effect -> reply.simpleString(effect.toLowerCase(Locale.ROOT)));
  }

  private static void field(String name, int value, ReplyWriter reply) {
    reply.bulk(name);
    reply.integer(value);
  }
}
