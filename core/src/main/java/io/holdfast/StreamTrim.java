package io.holdfast;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a stream is to be trimmed: MAXLEN or MINID, and how exactly.
 *
 * <pre>{@code
 * StreamTrim.maxLength(1_000_000).approximately()
 * StreamTrim.minId(StreamId.firstOf(weekAgo))
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param minId the ID before which entries go; null if it is their number that counts
 * @param maxLength how many entries stay at most
 * @param isApproximate whether only whole nodes go, so that up to a node's entries more may stay
 * @param limit how many entries go at most; 0 for no limit, -1 for 100 nodes of as many entries as
 *     a node takes. Approximate trimming only
 * @param references what becomes of references to entries that go
 */
public record StreamTrim(
    @Nullable StreamId minId,
    long maxLength,
    boolean isApproximate,
    long limit,
    StreamReferences references) {
  /** The limit that is a hundred nodes. */
  private static final long DEFAULT_LIMIT = -1;

  /**
   * Checks the numbers.
   *
   * @throws CommandException "ERR The MAXLEN argument must be &gt;= 0.", "ERR syntax error, LIMIT
   *     cannot be used without the special ~ option"
   */
  public StreamTrim {
    if (maxLength < 0) {
      throw new CommandException("ERR The MAXLEN argument must be >= 0.");
    }
    if (limit != DEFAULT_LIMIT && !isApproximate) {
      throw new CommandException(
          "ERR syntax error, LIMIT cannot be used without the special ~ option");
    }
  }

  /** MAXLEN: at most so many entries stay. */
  public static StreamTrim maxLength(long entries) {
    return new StreamTrim(null, entries, false, DEFAULT_LIMIT, StreamReferences.KEEP);
  }

  /** MINID: entries before this one go. */
  public static StreamTrim minId(StreamId id) {
    return new StreamTrim(
        Objects.requireNonNull(id), 0, false, DEFAULT_LIMIT, StreamReferences.KEEP);
  }

  /** {@code ~}: only whole nodes go; costs nearly nothing. */
  public StreamTrim approximately() {
    return new StreamTrim(minId, maxLength, true, limit, references);
  }

  /**
   * LIMIT: at most so many entries go, if {@link #approximately}.
   *
   * @param entries 0 for no limit
   * @throws CommandException "ERR The LIMIT argument must be &gt;= 0.", "ERR syntax error, LIMIT
   *     cannot be used without the special ~ option"
   */
  public StreamTrim limit(long entries) {
    if (entries < 0) {
      throw new CommandException("ERR The LIMIT argument must be >= 0.");
    }
    return new StreamTrim(minId, maxLength, isApproximate, entries, references);
  }

  /** KEEPREF, DELREF, ACKED (8.2.0): what becomes of references to entries that go. */
  public StreamTrim references(StreamReferences value) {
    return new StreamTrim(minId, maxLength, isApproximate, limit, value);
  }
}
