package io.holdfast.core.list;

import io.holdfast.ListEnd;
import java.util.Locale;

/** What Redis calls working at an end of a list. */
enum EndWords {
  LEFT("LPUSH", "LPOP"),
  RIGHT("RPUSH", "RPOP");

  private final String push;
  private final String pop;
  private final String pushed;
  private final String popped;

  EndWords(String push, String pop) {
    this.push = push;
    this.pop = pop;
    this.pushed = push.toLowerCase(Locale.ROOT);
    this.popped = pop.toLowerCase(Locale.ROOT);
  }

  /** The words of an end. */
  static EndWords of(ListEnd end) {
    return end == ListEnd.LEFT ? LEFT : RIGHT;
  }

  /** The command that adds here. */
  String push() {
    return push;
  }

  /** The command that takes from here. */
  String pop() {
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
