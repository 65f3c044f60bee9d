package io.holdfast.core.codec;

/**
 * The first arguments of requests that wait in a buffer, found without parsing them: what most
 * commands take for their key.
 *
 * <pre>
 *  *3 CR LF  $3 CR LF SET CR LF  $5 CR LF hello CR LF  $2 CR LF hi CR LF  *2 CR LF  ...
 *                                         '-----'                         the next request
 * </pre>
 *
 * <p>It promises nothing: at anything that is not short and plain it stops, and what it finds may
 * be no key. Thread: one at a time. Cost: a few nanoseconds for each argument.
 */
public final class PipelineKeys implements ByteRanges {
  /** Requests of more arguments have keys of their own to look ahead for. */
  private static final int MAX_ARGUMENTS = 8;

  private static final int MAX_DIGITS = 5;
  private static final int NOT_PLAIN = -1;

  private final int[] offsets;
  private final int[] lengths;
  private byte[] buffer = {};
  private int count;

  /** Where the bytes behind the header begin that was read last. */
  private int next;

  /** Of so many requests at once. */
  public PipelineKeys(int most) {
    offsets = new int[most];
    lengths = new int[most];
  }

  /**
   * Looks at the next requests.
   *
   * @return where it stopped, at most {@code to}: the requests before it were looked at
   */
  public int scan(byte[] input, int from, int to) {
    buffer = input;
    count = 0;
    int at = from;
    while (count < offsets.length) {
      int end = request(at, to);
      if (end == NOT_PLAIN) {
        break;
      }
      at = end;
    }
    return at;
  }

  private int request(int from, int to) {
    int arguments = header('*', from, to);
    if (arguments <= 1 || arguments > MAX_ARGUMENTS) {
      return NOT_PLAIN;
    }
    int keyAt = 0;
    int keyLength = 0;
    for (int i = 0; i < arguments; i++) {
      int length = header('$', next, to);
      if (length == NOT_PLAIN || to - next - 2 < length) {
        return NOT_PLAIN;
      }
      if (i == 1) {
        keyAt = next;
        keyLength = length;
      }
      next += length + 2;
    }
    offsets[count] = keyAt;
    lengths[count++] = keyLength;
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
