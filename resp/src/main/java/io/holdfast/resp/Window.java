package io.holdfast.resp;

/**
 * How many bytes one thread has handed to another that the other is not done with: what keeps
 * either from being flooded.
 *
 * <pre>
 *  producer:  passes ... has it room? --no--&gt; awaitBelow: says that it waits, then looks again
 *  consumer:  done: says how far it came, then looks whether somebody waits --yes--&gt; tells him
 * </pre>
 *
 * Nobody is forgotten: each writes its volatile field before it reads the other's, so one of the
 * two sees the other. Who is told asks again, and may have been told for nothing.
 *
 * <p>Thread: one producer and one consumer, each the only one to call its methods.
 */
final class Window {
  /** How many bytes may be on their way before the producer waits. */
  static final int BYTES = 128 * 1024;

  /** The producer's. */
  private long passed;

  /** The consumer's. */
  private long consumed;

  private volatile long done;
  private volatile boolean isAwaited;

  // ---- the producer --------------------------------------------------------------------------

  /** So many bytes are on their way. */
  void pass(long bytes) {
    passed += bytes;
  }

  /** Bytes that were passed and are not done with. */
  long inFlight() {
    return passed - done;
  }

  boolean hasRoom() {
    return inFlight() < BYTES;
  }

  /**
   * Waits until less is in flight.
   *
   * @return whether the consumer will tell; if not, it is so already
   */
  boolean awaitBelow(long bytes) {
    isAwaited = true;
    if (inFlight() >= bytes) {
      return true;
    }
    isAwaited = false;
    return false;
  }

  // ---- the consumer --------------------------------------------------------------------------

  /**
   * Is done with some bytes.
   *
   * @return whether the producer waits for that and must be told
   */
  boolean done(long bytes) {
    consumed += bytes;
    done = consumed;
    if (isAwaited) {
      isAwaited = false;
      return true;
    }
    return false;
  }
}
