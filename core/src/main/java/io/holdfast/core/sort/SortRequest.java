package io.holdfast.core.sort;

import io.holdfast.CommandException;
import io.holdfast.SortOptions;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.Session;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What SORT was asked for.
 *
 * @param by the pattern of what elements are ordered by; null for the elements themselves
 * @param isUnordered whether elements stay as they come: BY had a pattern without a star
 * @param get the patterns of what is returned for each element; empty for the element itself
 * @param offset how many elements to skip
 * @param count how many elements at most; negative for all that are left
 */
public record SortRequest(
    @Nullable KeyPattern by,
    boolean isUnordered,
    List<KeyPattern> get,
    boolean isDescending,
    boolean isAlpha,
    long offset,
    long count) {
  private static final byte[] NO_ORDER = {'n', 'o', 's', 'o', 'r', 't'};

  /** A request with the options of the typed API. */
  public static SortRequest of(SortOptions options) {
    KeyPattern by = options.by().map(SortRequest::pattern).orElse(null);
    return new SortRequest(
        by,
        by != null && !by.hasStar(),
        options.get().stream().map(SortRequest::pattern).toList(),
        options.isDescending(),
        options.isAlpha(),
        options.offset(),
        options.count());
  }

  private static KeyPattern pattern(String text) {
    return KeyPattern.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What a command line says: a request, and where its result goes. */
  static final class Parser {
    private final CommandArgs args;
    private final boolean mayStore;
    private final Session session;
    private @Nullable KeyPattern by;
    private boolean isUnordered;
    private final List<KeyPattern> get = new ArrayList<>();
    private boolean isDescending;
    private boolean isAlpha;
    private long offset;
    private long count = -1;
    private int destination;

    private Parser(CommandArgs args, boolean mayStore, Session session) {
      this.args = args;
      this.mayStore = mayStore;
      this.session = session;
    }

    /**
     * Reads the options behind the key, in any order; of those that exclude each other the last one
     * counts, but unordered once is unordered for good.
     *
     * @param session whose user may have to be allowed every key, for patterns name any
     * @throws CommandException "ERR syntax error", "ERR value is not an integer or out of range",
     *     "ERR BY option of SORT denied ..."
     */
    static Parser parse(CommandArgs args, boolean mayStore, Session session) {
      Parser parser = new Parser(args, mayStore, session);
      for (int i = 2; i < args.count(); ) {
        i += parser.option(i);
      }
      return parser;
    }

    /** Reads an option and says how many arguments it took. */
    private int option(int at) {
      int behind = args.count() - at - 1;
      if (args.equalsIgnoreCase(at, "ASC")) {
        isDescending = false;
        return 1;
      }
      if (args.equalsIgnoreCase(at, "DESC")) {
        isDescending = true;
        return 1;
      }
      if (args.equalsIgnoreCase(at, "ALPHA")) {
        isAlpha = true;
        return 1;
      }
      if (behind >= 2 && args.equalsIgnoreCase(at, "LIMIT")) {
        offset = args.longAt(at + 1);
        count = args.longAt(at + 2);
        return 3;
      }
      if (behind >= 1 && mayStore && args.equalsIgnoreCase(at, "STORE")) {
        destination = at + 1;
        return 2;
      }
      if (behind >= 1 && args.equalsIgnoreCase(at, "BY")) {
        KeyPattern pattern = KeyPattern.of(args.bytes(at + 1));
        if (pattern.hasStar()) {
          checkReading("BY");
        }
        by = pattern;
        isUnordered |= !pattern.hasStar();
        return 2;
      }
      if (behind >= 1 && args.equalsIgnoreCase(at, "GET")) {
        checkReading("GET");
        get.add(KeyPattern.of(args.bytes(at + 1)));
        return 2;
      }
      throw new CommandException("ERR syntax error");
    }

    private void checkReading(String option) {
      if (session.database().keyspace().isClustered()) {
        throw new CommandException("ERR " + option + " option of SORT denied in Cluster mode.");
      }
      if (!session.mayReadAnyKey(args)) {
        throw new CommandException(
            "ERR " + option + " option of SORT denied due to insufficient ACL permissions.");
      }
    }

    SortRequest request() {
      return new SortRequest(by, isUnordered, get, isDescending, isAlpha, offset, count);
    }

    /** The index of the argument that names where the result goes; 0 if it is the reply. */
    int destination() {
      return destination;
    }
  }

  /** The same request, every element being put in order by its bytes. */
  SortRequest orderedByBytes() {
    return new SortRequest(null, false, get, isDescending, true, offset, count);
  }

  /** The first of so many elements that is wanted. */
  int from(int size) {
    return (int) Math.min(Math.max(0, offset), size);
  }

  /** How many of so many elements are wanted. */
  int limit(int size) {
    int left = size - from(size);
    return count < 0 ? left : (int) Math.min(count, left);
  }

  /** The command that asks for this and stores the result. */
  List<byte[]> command(byte[] key, byte[] destination) {
    List<byte[]> words = new ArrayList<>(List.of(ascii("SORT"), key));
    if (isUnordered) {
      words.addAll(List.of(ascii("BY"), NO_ORDER));
    } else if (by != null) {
      words.addAll(List.of(ascii("BY"), by.text()));
    }
    if (offset != 0 || count != -1) {
      words.addAll(
          List.of(ascii("LIMIT"), ascii(Long.toString(offset)), ascii(Long.toString(count))));
    }
    for (KeyPattern pattern : get) {
      words.addAll(List.of(ascii("GET"), pattern.text()));
    }
    if (isDescending) {
      words.add(ascii("DESC"));
    }
    if (isAlpha) {
      words.add(ascii("ALPHA"));
    }
    words.addAll(List.of(ascii("STORE"), destination));
    return words;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
