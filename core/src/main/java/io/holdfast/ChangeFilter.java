package io.holdfast;

import io.holdfast.encodings.glob.GlobPattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which changes a feed delivers. Start with {@link #all}; every word added must hold.
 *
 * <pre>{@code
 * ChangeFilter.all().database(0).keys("user:*").commands("SET", "DEL")
 * }</pre>
 *
 * <p>What may touch keys it does not name (FLUSHDB, FLUSHALL, SWAPDB) passes every filter of keys,
 * and what may touch another database (FLUSHALL, SWAPDB, MOVE, COPY) every filter of databases.
 * MULTI and EXEC are delivered around units of which a change passes.
 *
 * <p>Filters run on the reader's thread and cost the store nothing, unless they ask for {@link
 * #values}. Immutable.
 */
public final class ChangeFilter {
  private static final int NO_VALUES = -1;
  private static final Set<String> BETWEEN_DATABASES = Set.of("FLUSHALL", "SWAPDB", "MOVE", "COPY");

  private static final ChangeFilter ALL =
      new ChangeFilter(OptionalInt.empty(), Optional.empty(), Set.of(), NO_VALUES);

  private final OptionalInt database;
  private final Optional<GlobPattern> pattern;
  private final Set<String> commands;
  private final int maxValueBytes;

  private ChangeFilter(
      OptionalInt database,
      Optional<GlobPattern> pattern,
      Set<String> commands,
      int maxValueBytes) {
    this.maxValueBytes = maxValueBytes;
    this.database = database;
    this.pattern = pattern;
    this.commands = commands;
  }

  /** Every change. */
  public static ChangeFilter all() {
    return ALL;
  }

  /** Changes of one database. */
  public ChangeFilter database(int index) {
    return new ChangeFilter(OptionalInt.of(index), pattern, commands, maxValueBytes);
  }

  /**
   * Changes of keys that match a glob pattern; see {@link Keys#keys(String)}.
   *
   * @param glob a pattern over the bytes of keys; taken as UTF-8
   */
  public ChangeFilter keys(String glob) {
    return keys(glob.getBytes(StandardCharsets.UTF_8));
  }

  /** Changes of keys that match a glob pattern over their bytes. */
  public ChangeFilter keys(byte[] glob) {
    return new ChangeFilter(
        database, Optional.of(GlobPattern.compile(glob.clone())), commands, maxValueBytes);
  }

  /** Changes by these commands, as they are told: SREM, not SPOP. */
  public ChangeFilter commands(String... names) {
    Set<String> upper =
        Set.copyOf(List.of(names).stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
    return new ChangeFilter(database, pattern, upper, maxValueBytes);
  }

  /**
   * Changes with what they made of their keys: {@link Change#values} says type, expiry and value
   * before and after.
   *
   * <p>Unlike the rest of a filter this costs the store: as long as such a feed is open, who
   * changes a key that the filter accepts reads its value twice, O(size of the value) up to the
   * limit. What comes by FLUSHDB, FLUSHALL and SWAPDB is not told by key.
   *
   * @param maxBytes how long a value may be when serialised; a longer one is not told, but that it
   *     may have changed is
   * @throws IllegalArgumentException if {@code maxBytes} is negative
   */
  public ChangeFilter values(int maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a length is not negative: maxBytes=" + maxBytes);
    }
    return new ChangeFilter(database, pattern, commands, maxBytes);
  }

  /** What {@link #values} was given; -1 if values are not asked for. */
  public int maxValueBytes() {
    return maxValueBytes;
  }

  /** Whether changes of a key pass, whatever the command. */
  public boolean acceptsKey(int index, byte[] key, int offset, int length) {
    return (database.isEmpty() || database.getAsInt() == index)
        && (pattern.isEmpty() || pattern.get().matches(key, offset, length));
  }

  /** Whether a change that is not MULTI or EXEC passes. */
  public boolean accepts(Change change) {
    String name = change.name();
    return (commands.isEmpty() || commands.contains(name))
        && (database.isEmpty()
            || database.getAsInt() == change.database()
            || BETWEEN_DATABASES.contains(name))
        && (pattern.isEmpty() || change.keys().isEmpty() || matches(pattern.get(), change.keys()));
  }

  private static boolean matches(GlobPattern pattern, List<byte[]> keys) {
    for (byte[] key : keys) {
      if (pattern.matches(key, 0, key.length)) {
        return true;
      }
    }
    return false;
  }
}
