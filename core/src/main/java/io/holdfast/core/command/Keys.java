package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.KeySpec.AfterKeyword;
import io.holdfast.core.command.KeySpec.AtIndex;
import io.holdfast.core.command.KeySpec.Counted;
import io.holdfast.core.command.KeySpec.Elsewhere;
import io.holdfast.core.command.KeySpec.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the keys of a command in its arguments, by the key specs of its declaration. */
public final class Keys {
  /**
   * A key of a command.
   *
   * @param index of the argument
   * @param spec which says what happens to it
   */
  public record Found(int index, KeySpec spec) {}

  private Keys() {}

  /** As {@link #find}, with shard channels among the keys: they have slots, too. */
  public static List<Found> findAll(Command command, CommandArgs args) {
    List<Found> keys = new ArrayList<>();
    for (KeySpec spec : command.keySpecs()) {
      int begin = begin(spec, args);
      if (begin > 0 && !add(spec, begin, args, keys)) {
        return List.of();
      }
    }
    return keys;
  }

  /** The keys in order of the specs; empty if the arguments do not say where they are. */
  public static Optional<List<Found>> find(Command command, CommandArgs args) {
    List<Found> keys = new ArrayList<>();
    for (KeySpec spec : command.keySpecs()) {
      int begin = spec.namesKeys() ? begin(spec, args) : 0;
      if (begin > 0 && !add(spec, begin, args, keys)) {
        return Optional.empty();
      }
    }
    return keys.isEmpty() ? Optional.empty() : Optional.of(keys);
  }

  /** The index of the first argument of a spec; 0 if there is none. */
  private static int begin(KeySpec spec, CommandArgs args) {
    if (spec.begin() instanceof AtIndex at) {
      return at.index();
    }
    if (spec.begin() instanceof Elsewhere elsewhere) {
      return elsewhere.index().applyAsInt(args);
    }
    AfterKeyword after = (AfterKeyword) spec.begin();
    boolean isForward = after.startFrom() > 0;
    int from = isForward ? after.startFrom() : args.count() + after.startFrom();
    for (int i = from; i > 0 && i < args.count() - 1; i += isForward ? 1 : -1) {
      if (args.equalsIgnoreCase(i, after.word())) {
        return i + 1;
      }
    }
    return 0;
  }

  private static boolean add(KeySpec spec, int begin, CommandArgs args, List<Found> keys) {
    int first = begin;
    int last;
    int step;
    if (spec.find() instanceof Range range) {
      step = range.step();
      if (range.lastKey() >= 0) {
        last = begin + range.lastKey();
      } else if (range.limit() <= 1) {
        last = args.count() + range.lastKey();
      } else {
        last = begin + (args.count() - begin) / range.limit() + range.lastKey();
      }
    } else {
      Counted counted = (Counted) spec.find();
      int at = begin + counted.countIndex();
      if (at >= args.count()) {
        return false;
      }
      long count = leadingInteger(args, at);
      if (count < 0 || count > args.count()) {
        return false;
      }
      step = counted.step();
      first = begin + counted.firstKey();
      last = first + ((int) count - 1) * step;
    }
    if (last >= args.count()) {
      return false;
    }
    for (int i = first; i <= last; i += step) {
      keys.add(new Found(i, spec));
    }
    return true;
  }

  /**
   * The integer an argument begins with, 0 if it begins otherwise: as C's atoi reads it, for that
   * is how Redis counts keys before the command itself has looked.
   */
  private static long leadingInteger(CommandArgs args, int index) {
    byte[] text = args.buffer();
    int at = args.offset(index);
    int end = at + args.length(index);
    while (at < end && (text[at] == ' ' || text[at] >= '\t' && text[at] <= '\r')) {
      at++;
    }
    boolean isNegative = at < end && text[at] == '-';
    if (isNegative || at < end && text[at] == '+') {
      at++;
    }
    long value = 0;
    for (; at < end && text[at] >= '0' && text[at] <= '9' && value <= Integer.MAX_VALUE; at++) {
      value = value * 10 + text[at] - '0';
    }
    return isNegative ? -value : value;
  }
}
