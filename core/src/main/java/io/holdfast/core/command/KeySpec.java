package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Where in a command's arguments keys stand, and what happens to them. Immutable. */
public final class KeySpec {
  private static final Set<String> WRITES = Set.of("INSERT", "DELETE", "UPDATE");

  private final String access;
  private final List<String> effects;
  private final Begin begin;
  private final Find find;
  private final @Nullable String notes;
  private final boolean namesKeys;
  private final boolean reads;
  private final boolean writes;

  private KeySpec(
      String access, List<String> effects, Begin begin, Find find, @Nullable String notes) {
    this.access = access;
    this.effects = effects;
    this.begin = begin;
    this.find = find;
    this.notes = notes;
    this.namesKeys = !access.equals("not_key");
    this.reads = effects.contains("ACCESS");
    this.writes = effects.stream().anyMatch(WRITES::contains);
  }

  /** How the first argument of a spec is found. */
  public sealed interface Begin {}

  /**
   * At an index.
   *
   * @param index of the argument, the command's name being 0
   */
  public record AtIndex(int index) implements Begin {}

  /**
   * Behind a word.
   *
   * @param word upper case
   * @param startFrom where the search begins; negative: from the end, going backwards
   */
  public record AfterKeyword(String word, int startFrom) implements Begin {}

  /**
   * Where only the command itself can tell; clients hear that it is unknown.
   *
   * @param index finds the argument; 0 if there is none, or none that the arguments tell
   */
  public record Elsewhere(ToIntFunction<CommandArgs> index) implements Begin {}

  /** How keys are found from the first argument of a spec on. */
  public sealed interface Find {}

  /**
   * From the first argument to another.
   *
   * @param lastKey the last key, counted from the first; negative: from the end of the arguments
   * @param step from one key to the next
   * @param limit with a {@code lastKey} of -1: only the first part of the arguments that are left,
   *     1 / limit of them; 0 or 1 for all
   */
  public record Range(int lastKey, int step, int limit) implements Find {}

  /**
   * As many as an argument says.
   *
   * @param countIndex where the number of keys stands, counted from the spec's first argument
   * @param firstKey where the first key stands, counted likewise
   * @param step from one key to the next
   */
  public record Counted(int countIndex, int firstKey, int step) implements Find {}

  /**
   * Keys from one argument index to another.
   *
   * @param flags access and effects, such as {@code "RW ACCESS UPDATE"}
   * @param first index of the first key
   * @param last the last key, counted from the first; negative: from the end of the arguments
   * @param step from one key to the next
   */
  public static KeySpec range(String flags, int first, int last, int step) {
    return of(flags, new AtIndex(first), new Range(last, step, 0));
  }

  /** A number of keys at an index, and the keys behind it. */
  public static KeySpec counted(String flags, int index) {
    return of(flags, new AtIndex(index), new Counted(0, 1, 1));
  }

  /** At most one key, where only the command itself can tell; see {@link Elsewhere}. */
  public static KeySpec elsewhere(String flags, ToIntFunction<CommandArgs> index) {
    return of(flags, new Elsewhere(index), new Range(0, 1, 0));
  }

  /** Keys found in one of the other ways. */
  public static KeySpec of(String flags, Begin begin, Find find) {
    List<String> words = List.of(flags.split(" "));
    return new KeySpec(words.get(0), words.subList(1, words.size()), begin, find, null);
  }

  /** The same spec with a remark. */
  public KeySpec notes(String text) {
    return new KeySpec(access, effects, begin, find, text);
  }

  /**
   * What the command does with the keys: RO, RW, OW (overwrites) or RM (removes); not_key where
   * they are none, shard channels for example.
   */
  public String access() {
    return access;
  }

  /** What it does with the values: any of ACCESS, UPDATE, INSERT, DELETE, and marks. */
  public List<String> effects() {
    return effects;
  }

  /** How the first argument of the spec is found. */
  public Begin begin() {
    return begin;
  }

  /** How the keys are found from there. */
  public Find find() {
    return find;
  }

  /** A remark on the spec, or null. */
  public @Nullable String notes() {
    return notes;
  }

  /** Whether what it finds are keys, not names of something else that is looked up like keys. */
  public boolean namesKeys() {
    return namesKeys;
  }

  /** Whether the command tells what the values are. */
  public boolean reads() {
    return reads;
  }

  /** Whether it changes them, or makes keys come or go. */
  public boolean writes() {
    return writes;
  }

  /** Whether the keys stand between two fixed arguments, as old clients understand it. */
  boolean isFixedRange() {
    return begin instanceof AtIndex && find instanceof Range && !effects.contains("INCOMPLETE");
  }
}
