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
 * <p>Filters run on the reader's thread and cost the store nothing. Immutable.
 */
public final class ChangeFilter {
  private static final Set<String> BETWEEN_DATABASES = Set.of("FLUSHALL", "SWAPDB", "MOVE", "COPY");

  private static final ChangeFilter ALL =
      new ChangeFilter(OptionalInt.empty(), Optional.empty(), Set.of());

  private final OptionalInt database;
  private final Optional<GlobPattern> pattern;
  private final Set<String> commands;

  private ChangeFilter(OptionalInt database, Optional<GlobPattern> pattern, Set<String> commands) {
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
    return new ChangeFilter(OptionalInt.of(index), pattern, commands);
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
    return new ChangeFilter(database, Optional.of(GlobPattern.compile(glob.clone())), commands);
  }

  /** Changes by these commands, as they are told: SREM, not SPOP. */
  public ChangeFilter commands(String... names) {
    Set<String> upper =
        Set.copyOf(List.of(names).stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
    return new ChangeFilter(database, pattern, upper);
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
