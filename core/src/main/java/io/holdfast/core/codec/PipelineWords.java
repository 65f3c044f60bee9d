package io.holdfast.core.codec;

import java.util.Arrays;

/**
 * Arguments of requests that wait in a buffer, found without parsing them: the first, which is what
 * most commands take for their key, the second and the last, one of which is an element of what the
 * key holds.
 *
 * <pre>
 *  *3 CR LF  $3 CR LF SET CR LF  $5 CR LF hello CR LF  $2 CR LF hi CR LF  *2 CR LF  ...
 *                                         '-----'               '--'      the next request
 * </pre>
 *
 * <p>It promises nothing: at anything that is not short and plain it stops, and what it finds may
 * be no key. Thread: one at a time. Cost: a few nanoseconds for each argument.
 */
public final class PipelineWords {
  /** Requests of more arguments have keys of their own to look ahead for. */
  private static final int MAX_ARGUMENTS = 8;

  private static final int MAX_DIGITS = 5;
  private static final int NOT_PLAIN = -1;

  private final Words firsts;
  private final Words seconds;
  private final Words lasts;
  private byte[] buffer = {};
  private int count;

  /** Where the bytes behind the header begin that was read last. */
  private int next;

  /** One argument of each request; empty where a request has none. */
  private final class Words implements ByteRanges {
    private final int[] offsets;
    private final int[] lengths;

    Words(int most) {
      offsets = new int[most];
      lengths = new int[most];
    }

    void set(int index, int offset, int length) {
      offsets[index] = offset;
      lengths[index] = length;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public byte[] array(int index) {
      return buffer;
    }

    @Override
    public int offset(int index) {
      return offsets[index];
    }

    @Override
    public int length(int index) {
      return lengths[index];
    }
  }

  /** Of so many requests at once. */
  public PipelineWords(int most) {
    firsts = new Words(most);
    seconds = new Words(most);
    lasts = new Words(most);
  }

  /**
   * Looks at the next requests.
   *
   * @param most how many
   * @return where it stopped, at most {@code to}: the requests before it were looked at
   */
  public int scan(byte[] input, int from, int to, int most) {
    buffer = input;
    count = 0;
    int at = from;
    while (count < most) {
      int end = request(at, to);
      if (end == NOT_PLAIN) {
        break;
      }
      at = end;
    }
    return at;
  }

  /** How many requests were looked at. */
  public int count() {
    return count;
  }

  /** The first argument of each request. */
  public ByteRanges firsts() {
    return firsts;
  }

  /** The second one. */
  public ByteRanges seconds() {
    return seconds;
  }

  /** The last one. */
  public ByteRanges lasts() {
    return lasts;
  }

  /** Whether all requests have the same first argument. */
  public boolean areFirstsEqual() {
    int offset = firsts.offsets[0];
    int end = offset + firsts.lengths[0];
    for (int i = 1; i < count; i++) {
      int from = firsts.offsets[i];
      if (!Arrays.equals(buffer, offset, end, buffer, from, from + firsts.lengths[i])) {
        return false;
      }
    }
    return true;
  }

  private int request(int from, int to) {
    int arguments = header('*', from, to);
    if (arguments <= 1 || arguments > MAX_ARGUMENTS) {
      return NOT_PLAIN;
    }
    int index = count;
    seconds.set(index, from, 0);
    int at = from;
    int length = 0;
    for (int i = 0; i < arguments; i++) {
      length = header('$', next, to);
      if (length == NOT_PLAIN || to - next - 2 < length) {
        return NOT_PLAIN;
      }
      at = next;
      if (i == 1) {
        firsts.set(index, at, length);
      } else if (i == 2) {
        seconds.set(index, at, length);
      }
      next += length + 2;
    }
    lasts.set(index, at, length);
    count++;
    return next;
  }

  private int header(char type, int from, int to) {
    int at = from;
    int end = Math.min(to - 1, from + MAX_DIGITS + 2);
    if (at >= end || buffer[at++] != type) {
      return NOT_PLAIN;
    }
    int value = 0;
    while (at < end) {
      int digit = buffer[at++] - '0';
      if (digit == '\r' - '0') {
        next = at + 1;
        return value;
      }
      if (digit < 0 || digit > 9) {
        return NOT_PLAIN;
      }
      value = value * 10 + digit;
    }
    return NOT_PLAIN;
  }
}
