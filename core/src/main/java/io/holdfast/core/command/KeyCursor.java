package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.KeySpec.AfterKeyword;
import io.holdfast.core.command.KeySpec.AtIndex;
import io.holdfast.core.command.KeySpec.Counted;
import io.holdfast.core.command.KeySpec.Elsewhere;
import io.holdfast.core.command.KeySpec.Range;
import java.util.List;

/**
 * Walks the keys of a command among its arguments, by the key specs of its declaration.
 *
 * <pre>{@code
 * if (cursor.begin(command, args)) {
 *   while (cursor.next()) {
 *     ... args.offset(cursor.index()) ... cursor.spec() ...
 *   }
 * }
 * }</pre>
 *
 * <p>A cursor is used for command after command and makes no object. Between {@link #begin} and the
 * last {@link #next} nobody else may use it. Thread: its user's.
 */
public final class KeyCursor {
  private static final CommandArgs NO_ARGUMENTS = new CommandArgs();

  private List<KeySpec> specs = List.of();
  private CommandArgs args = NO_ARGUMENTS;
  private boolean isWithChannels;

  /** The spec whose keys are walked. */
  private int specIndex;

  // What is left of its keys.
  private int index;
  private int last;
  private int step;

  /**
   * Begins to walk the keys, in order of the specs.
   *
   * @return false if the arguments do not say where they are; then there is none
   */
  public boolean begin(Command command, CommandArgs arguments) {
    return begin(command, arguments, false);
  }

  /** As {@link #begin}, with shard channels among the keys: they have slots, too. */
  public boolean beginWithChannels(Command command, CommandArgs arguments) {
    return begin(command, arguments, true);
  }

  private boolean begin(Command command, CommandArgs arguments, boolean withChannels) {
    specs = command.keySpecs();
    args = arguments;
    isWithChannels = withChannels;
    // From the last one back to the first, whose keys are then the ones to begin with.
    for (specIndex = specs.size() - 1; specIndex >= 0; specIndex--) {
      if (!locate(specs.get(specIndex))) {
        specs = List.of();
        noKeys();
        return false;
      }
    }
    specIndex = 0;
    if (specs.isEmpty()) {
      noKeys();
    }
    return true;
  }

  /** Goes on to the next key; returns false if there is none. */
  public boolean next() {
    while (index + step > last) {
      if (specIndex + 1 >= specs.size()) {
        return false;
      }
      locate(specs.get(++specIndex));
    }
    index += step;
    return true;
  }

  /** Which argument the key is. */
  public int index() {
    return index;
  }

  /** The spec that found it. */
  public KeySpec spec() {
    return specs.get(specIndex);
  }

  private void noKeys() {
    keys(1, 0, 1);
  }

  private boolean keys(int firstKey, int lastKey, int keyStep) {
    index = firstKey - keyStep;
    last = lastKey;
    step = keyStep;
    return lastKey < args.count();
  }

  /** Finds the keys of a spec; returns false if it depends on arguments that do not tell. */
  private boolean locate(KeySpec spec) {
    int begin = spec.namesKeys() || isWithChannels ? begin(spec) : 0;
    if (begin <= 0) {
      noKeys();
      return true;
    }
    if (spec.find() instanceof Range range) {
      return keys(begin, last(range, begin), range.step());
    }
    Counted counted = (Counted) spec.find();
    int at = begin + counted.countIndex();
    long count = at < args.count() ? leadingInteger(at) : -1;
    if (count < 0 || count > args.count()) {
      return false;
    }
    int first = begin + counted.firstKey();
    return keys(first, first + ((int) count - 1) * counted.step(), counted.step());
  }

  private int last(Range range, int begin) {
    if (range.lastKey() >= 0) {
      return begin + range.lastKey();
    }
    if (range.limit() <= 1) {
      return args.count() + range.lastKey();
    }
    return begin + (args.count() - begin) / range.limit() + range.lastKey();
  }

  /** The index of the first argument of a spec; 0 if there is none. */
  private int begin(KeySpec spec) {
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

  /**
   * The integer an argument begins with, 0 if it begins otherwise: as C's atoi reads it, for that
   * is how Redis counts keys before the command itself has looked.
   */
  private long leadingInteger(int argument) {
    byte[] text = args.buffer();
    int at = args.offset(argument);
    int end = at + args.length(argument);
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
