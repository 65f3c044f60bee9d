package io.holdfast;

/** What happens when a message comes for a subscriber whose buffer is full. */
public enum Overflow {
  /** The message is lost and counted; see {@link Subscription#dropped}. */
  DROP,
  /** The subscription ends, with a {@link SubscriberOverflowException}, after what is buffered. */
  CLOSE
}
