package io.holdfast;

/**
 * A feed's reader fell too far behind, or asked for changes too old: some are no longer in the
 * buffer. He must read the data anew and go on with a new feed; see {@link Changes}.
 */
public class ChangesLostException extends HoldfastException {
  private static final long serialVersionUID = 1L;

  private final long lostFrom;
  private final long first;

  /**
   * Changes are lost.
   *
   * @param lostFrom number of the first change that is lost
   * @param first number of the first change that is not
   */
  public ChangesLostException(long lostFrom, long first) {
    super("changes are lost: from=" + lostFrom + ", to=" + (first - 1));
    this.lostFrom = lostFrom;
    this.first = first;
  }

  /** Number of the first change that is lost: all before it were delivered. */
  public long lostFrom() {
    return lostFrom;
  }

  /** Number of the oldest change that was still there. */
  public long first() {
    return first;
  }
}
