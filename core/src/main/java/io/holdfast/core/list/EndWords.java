package io.holdfast.core.list;

import io.holdfast.ListEnd;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What Redis calls working at an end of a list. */
final class EndWords {
  private static final EndWords LEFT = new EndWords("LPUSH", "LPOP");
  private static final EndWords RIGHT = new EndWords("RPUSH", "RPOP");

  private final byte[] push;
  private final byte[] pop;
  private final String pushed;
  private final String popped;

  private EndWords(String push, String pop) {
    this.push = push.getBytes(StandardCharsets.US_ASCII);
    this.pop = pop.getBytes(StandardCharsets.US_ASCII);
    this.pushed = push.toLowerCase(Locale.ROOT);
    this.popped = pop.toLowerCase(Locale.ROOT);
  }

  /** The words of an end. */
  static EndWords of(ListEnd end) {
    return end == ListEnd.LEFT ? LEFT : RIGHT;
  }

  /** The command that adds here; not to be changed. */
  byte[] push() {
    return push;
  }

  /** The command that takes from here; not to be changed. */
  byte[] pop() {
    return pop;
  }

  /** The event of an element added here. */
  String pushed() {
    return pushed;
  }

  /** The event of an element taken from here. */
  String popped() {
    return popped;
  }
}
