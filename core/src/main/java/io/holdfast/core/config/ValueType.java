package io.holdfast.core.config;

import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The values a directive takes: how they are read, written and described.
 *
 * <p>{@link #parse} throws an {@link IllegalArgumentException} whose message is Redis's reason, as
 * CONFIG SET gives it.
 *
 * @param <T> type of the value
 */
public abstract class ValueType<T> {
  private final String description;

  ValueType(String description) {
    this.description = description;
  }

  /**
   * Reads a value.
   *
   * @param words the words behind the directive's name
   * @throws IllegalArgumentException if they are no value, with the reason
   */
  abstract T parse(List<String> words);

  /** Reads a value that takes part of the old one, where several words are set one by one. */
  T parse(List<String> words, T old) {
    return parse(words);
  }

  /** What a file says if it has two lines: the later one, as a rule. */
  T add(T earlier, T later) {
    return later;
  }

  /** The value as CONFIG GET gives it. */
  abstract String format(T value);

  /** The words that stand for a value in a file. */
  List<String> words(T value) {
    String text = format(value);
    return text.isEmpty() ? List.of("") : split(text);
  }

  /** How a value is split into words if it comes as one text. */
  List<String> split(String text) {
    return List.of(text);
  }

  /** What values there are, for the documentation. */
  public final String description() {
    return description;
  }

  private abstract static class Scalar<T> extends ValueType<T> {
    Scalar(String description) {
      super(description);
    }

    @Override
    final T parse(List<String> words) {
      if (words.size() != 1) {
        throw new IllegalArgumentException("wrong number of arguments");
      }
      return parse(words.get(0));
    }

    abstract T parse(String text);
  }

  private static <T> ValueType<T> scalar(
      String description, Function<String, T> parser, Function<T, String> formatter) {
    return new Scalar<>(description) {
      @Override
      T parse(String text) {
        return parser.apply(text);
      }

      @Override
      String format(T value) {
        return formatter.apply(value);
      }
    };
  }

  /** {@code yes} or {@code no}. */
  static ValueType<Boolean> yesOrNo() {
    return scalar("yes or no", ValueType::parseYesOrNo, value -> value ? "yes" : "no");
  }

  private static Boolean parseYesOrNo(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes" -> true;
      case "no" -> false;
      default -> throw new IllegalArgumentException("argument must be 'yes' or 'no'");
    };
  }

  /** An integer between two bounds. */
  static ValueType<Long> integer(long min, long max) {
    return scalar(
        "integer" + between(min, max),
        text -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          if (!IntegerText.isLong(bytes, 0, bytes.length)) {
            throw new IllegalArgumentException("argument couldn't be parsed into an integer");
          }
          return checked(IntegerText.parse(bytes, 0, bytes.length), min, max);
        },
        value -> Long.toString(value));
  }

  /** An integer of which only part of the range is used: what lies beyond counts as its end. */
  static ValueType<Long> clampedInteger(long max, long leastUsed, long mostUsed) {
    ValueType<Long> any = integer(0, max);
    return scalar(
        "integer, used from " + leastUsed + " to " + mostUsed,
        text -> Math.max(leastUsed, Math.min(mostUsed, any.parse(List.of(text)))),
        value -> Long.toString(value));
  }

  /** A number of bytes: digits and a unit, {@code 100mb}. */
  static ValueType<Long> memory(long min, long max) {
    return new Scalar<>("bytes, with a unit if wanted" + between(min, max)) {
      @Override
      Long parse(String text) {
        return checked(MemorySize.parse(text), min, max);
      }

      @Override
      String format(Long value) {
        return Long.toString(value);
      }

      @Override
      List<String> words(Long value) {
        return List.of(MemorySize.format(value));
      }
    };
  }

  private static Long checked(long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "argument must be between " + min + " and " + max + " inclusive");
    }
    return value;
  }

  private static String between(long min, long max) {
    if (max >= Integer.MAX_VALUE) {
      return min == Integer.MIN_VALUE ? "" : ", at least " + min;
    }
    return ", " + min + " to " + max;
  }

  /** The mode of a file, octal. */
  static ValueType<Integer> fileMode() {
    return scalar(
        "octal number, 0 to 777",
        text -> {
          if (!text.matches("[0-7]{1,4}") || Integer.parseInt(text, 8) > 0777) {
            throw new IllegalArgumentException("argument couldn't be parsed into an integer");
          }
          return Integer.parseInt(text, 8);
        },
        value -> Integer.toOctalString(value));
  }

  /** Any text. */
  static ValueType<String> text() {
    return scalar("text", text -> text, text -> text);
  }

  /** The name of a file, without a folder; {@code refusal} says so. */
  static ValueType<String> fileName(String refusal) {
    return scalar(
        "name of a file",
        text -> {
          if (text.isEmpty() || text.indexOf('/') >= 0 || text.indexOf('\\') >= 0) {
            throw new IllegalArgumentException(refusal);
          }
          return text;
        },
        text -> text);
  }

  /** Only this value: a fact, not a choice. */
  static ValueType<String> fact(String value) {
    return scalar(
        "only " + (value.isEmpty() ? "\"\"" : value),
        text -> {
          if (!text.equalsIgnoreCase(value)) {
            throw new IllegalArgumentException(
                "argument must be '" + value + "': nothing else is there yet");
          }
          return value;
        },
        text -> text);
  }

  /** One of several words. */
  static ValueType<String> oneOf(String... words) {
    List<String> known = List.of(words);
    return scalar(
        "one of " + String.join(", ", known),
        text -> {
          String word = text.toLowerCase(Locale.ROOT);
          if (!known.contains(word)) {
            throw new IllegalArgumentException(
                "argument(s) must be one of the following: " + String.join(", ", known));
          }
          return word;
        },
        text -> text);
  }

  /** One of the constants of an enum, written in lower case with dashes. */
  static <E extends Enum<E>> ValueType<E> choice(Class<E> constants) {
    List<String> names =
        Arrays.stream(constants.getEnumConstants()).map(ValueType::dashed).toList();
    return scalar(
        "one of " + String.join(", ", names),
        text ->
            Arrays.stream(constants.getEnumConstants())
                .filter(constant -> dashed(constant).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "argument(s) must be one of the following: "
                                + String.join(", ", names))),
        ValueType::dashed);
  }

  private static String dashed(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Any number of words. */
  static ValueType<List<String>> words() {
    return new ValueType<>("words") {
      @Override
      List<String> parse(List<String> words) {
        return words.equals(List.of("")) ? List.of() : List.copyOf(words);
      }

      @Override
      String format(List<String> value) {
        return String.join(" ", value);
      }

      @Override
      List<String> split(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
      }
    };
  }

  /** Numbers from 0 to 100. */
  static ValueType<List<Double>> percentiles(String name) {
    return new ValueType<>("numbers from 0 to 100") {
      @Override
      List<Double> parse(List<String> words) {
        return words.equals(List.of(""))
            ? List.of()
            : words.stream().map(this::percentile).toList();
      }

      private Double percentile(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        double percent = DoubleText.parse(bytes, 0, bytes.length);
        if (Double.isNaN(percent)) {
          throw new IllegalArgumentException("Invalid " + name + " parameters");
        }
        if (percent < 0 || percent > 100) {
          throw new IllegalArgumentException(name + " parameters should sit between [0.0,100.0]");
        }
        return percent;
      }

      @Override
      String format(List<Double> value) {
        return value.stream().map(ValueType::shortest).collect(Collectors.joining(" "));
      }

      @Override
      List<String> split(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
      }
    };
  }

  /** Pairs of seconds and changes; the lines of a file add up. */
  static ValueType<SavePoints> savePoints() {
    return new ValueType<>("pairs of seconds and changes") {
      @Override
      SavePoints parse(List<String> words) {
        return SavePoints.parse(words);
      }

      @Override
      SavePoints add(SavePoints earlier, SavePoints later) {
        return earlier.and(later);
      }

      @Override
      String format(SavePoints value) {
        return value.text();
      }

      @Override
      List<String> split(String text) {
        return List.of(text.split(" ", -1));
      }
    };
  }

  private static String shortest(double value) {
    byte[] text = new byte[DoubleText.MAX_LENGTH];
    return new String(text, 0, DoubleText.write(value, text, 0), StandardCharsets.US_ASCII);
  }

  /** Classes of keyspace events, and on which channels they are published. */
  static ValueType<NotifyEvents> notifyEvents() {
    return scalar(
        "any of the letters " + NotifyEvents.LETTERS, NotifyEvents::parse, NotifyEvents::toString);
  }

  /** Limits of output buffers by class of client. */
  static ValueType<OutputLimits> outputLimits() {
    return new ValueType<>("class hard-limit soft-limit soft-seconds, for any of the classes") {
      @Override
      OutputLimits parse(List<String> words) {
        return OutputLimits.DEFAULTS.with(words);
      }

      @Override
      OutputLimits parse(List<String> words, OutputLimits old) {
        return old.with(words);
      }

      @Override
      String format(OutputLimits value) {
        return value.toString();
      }

      @Override
      List<String> split(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
      }
    };
  }
}
