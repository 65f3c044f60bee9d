package io.holdfast;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which ID XADD gives an entry, and what else it does. Start with {@link #none}.
 *
 * <pre>{@code
 * streams.add("log", fields, StreamAddOptions.none().trim(StreamTrim.maxLength(1000).approximately()));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param id the ID; null for the time of the store's clock, or what follows the last ID if that is
 *     later
 * @param isSeqAutomatic whether the sequence number is not {@code id}'s but the next one in its
 *     millisecond
 * @param isNoMkStream whether to add nothing if the key does not exist
 * @param trim how to trim the stream afterwards; null not to
 */
public record StreamAddOptions(
    @Nullable StreamId id,
    boolean isSeqAutomatic,
    boolean isNoMkStream,
    @Nullable StreamTrim trim) {
  private static final StreamAddOptions NONE = new StreamAddOptions(null, false, false, null);

  /** An automatic ID, and nothing else. */
  public static StreamAddOptions none() {
    return NONE;
  }

  /** The entry's ID, which must be above the last one. */
  public StreamAddOptions id(StreamId value) {
    return new StreamAddOptions(Objects.requireNonNull(value), false, isNoMkStream, trim);
  }

  /** {@code ms-*} (7.0.0): the milliseconds of the entry's ID; the sequence number follows. */
  public StreamAddOptions ms(long value) {
    return new StreamAddOptions(new StreamId(value, 0), true, isNoMkStream, trim);
  }

  /** NOMKSTREAM (6.2.0): adds nothing if the key does not exist. */
  public StreamAddOptions noMkStream() {
    return new StreamAddOptions(id, isSeqAutomatic, true, trim);
  }

  /** MAXLEN, MINID: trims the stream when the entry was added. */
  public StreamAddOptions trim(StreamTrim value) {
    return new StreamAddOptions(id, isSeqAutomatic, isNoMkStream, value);
  }
}
