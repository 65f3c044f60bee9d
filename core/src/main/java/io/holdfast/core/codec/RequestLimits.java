package io.holdfast.core.codec;

/**
 * What a request may ask for; one object for all connections, changed by CONFIG SET. Whoever parses
 * may read it.
 */
public final class RequestLimits {
  /** The default of proto-max-bulk-len: 512 MiB. */
  public static final long DEFAULT_MAX_BULK_BYTES = 512L * 1024 * 1024;

  /**
   * The least proto-max-bulk-len Redis takes: 1 MiB. The parser relies on it for short arguments.
   */
  public static final long MIN_MAX_BULK_BYTES = 1024 * 1024;

  private volatile long maxBulkBytes = DEFAULT_MAX_BULK_BYTES;

  /** proto-max-bulk-len: the longest argument in bytes. */
  public long maxBulkBytes() {
    return maxBulkBytes;
  }

  /** Sets proto-max-bulk-len; counts from the next argument on. */
  public void maxBulkBytes(long maxBulkBytes) {
    if (maxBulkBytes < MIN_MAX_BULK_BYTES) {
      throw new IllegalArgumentException("must be at least 1 MiB: maxBulkBytes=" + maxBulkBytes);
    }
    this.maxBulkBytes = maxBulkBytes;
  }
}
