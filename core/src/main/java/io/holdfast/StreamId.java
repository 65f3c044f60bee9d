package io.holdfast;

import java.time.Instant;
import java.util.Objects;

/**
 * The ID of a stream's entry: milliseconds, and a sequence number within the millisecond. Both are
 * unsigned: numbers from 2<sup>63</sup> on are negative longs.
 *
 * <pre>{@code
 * StreamId.parse("1526919030474-55")
 * StreamId.of(1526919030474L, 55)
 * StreamId.firstOf(Instant.parse("2026-01-01T00:00:00Z"))   // where entries of that time begin
 * }</pre>
 *
 * <p>Immutable. IDs are ordered by milliseconds, then by sequence number.
 *
 * @param ms milliseconds, mostly since 1970-01-01T00:00Z
 * @param seq sequence number
 */
public record StreamId(long ms, long seq) implements Comparable<StreamId> {
  /** 0-0, below the ID of every entry. */
  public static final StreamId MIN = new StreamId(0, 0);

  /** 18446744073709551615-18446744073709551615, the largest ID. */
  public static final StreamId MAX = new StreamId(-1, -1);

  /** An ID of two numbers. */
  public static StreamId of(long ms, long seq) {
    return new StreamId(ms, seq);
  }

  /** The smallest ID an entry added at this time or later can have. */
  public static StreamId firstOf(Instant time) {
    return new StreamId(time.toEpochMilli(), 0);
  }

  /**
   * Reads {@code "ms-seq"}, or {@code "ms"} for a sequence number of 0.
   *
   * @throws IllegalArgumentException if the text is no ID
   */
  public static StreamId parse(String text) {
    int dash = text.indexOf('-');
    try {
      return dash < 0
          ? new StreamId(Long.parseUnsignedLong(text), 0)
          : new StreamId(
              Long.parseUnsignedLong(text.substring(0, dash)),
              Long.parseUnsignedLong(text.substring(dash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a stream ID: text=" + text, e);
    }
  }

  /**
   * The ID above this one.
   *
   * @throws IllegalStateException if this is {@link #MAX}
   */
  public StreamId next() {
    if (seq != -1) {
      return new StreamId(ms, seq + 1);
    }
    if (ms == -1) {
      throw new IllegalStateException("there is no ID above the largest: id=" + this);
    }
    return new StreamId(ms + 1, 0);
  }

  /**
   * The ID below this one.
   *
   * @throws IllegalStateException if this is {@link #MIN}
   */
  public StreamId previous() {
    if (seq != 0) {
      return new StreamId(ms, seq - 1);
    }
    if (ms == 0) {
      throw new IllegalStateException("there is no ID below the smallest: id=" + this);
    }
    return new StreamId(ms - 1, -1);
  }

  @Override
  public int compareTo(StreamId other) {
    Objects.requireNonNull(other);
    return ms == other.ms
        ? Long.compareUnsigned(seq, other.seq)
        : Long.compareUnsigned(ms, other.ms);
  }

  /** The ID as Redis writes it: {@code ms-seq}. */
  @Override
  public String toString() {
    return Long.toUnsignedString(ms) + '-' + Long.toUnsignedString(seq);
  }
}
