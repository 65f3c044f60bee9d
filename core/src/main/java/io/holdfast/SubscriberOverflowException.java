package io.holdfast;

/** A subscriber was slower than what came for him, and asked to be cut off rather than miss any. */
public final class SubscriberOverflowException extends HoldfastException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message. */
  public SubscriberOverflowException(String message) {
    super(message);
  }
}
