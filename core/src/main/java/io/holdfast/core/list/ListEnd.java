package io.holdfast.core.list;

import java.util.Locale;

/** The ends of a list, and what Redis calls working there. */
enum ListEnd {
  LEFT("LPUSH", "LPOP"),
  RIGHT("RPUSH", "RPOP");

  private final String push;
  private final String pop;
  private final String pushed;
  private final String popped;

  ListEnd(String push, String pop) {
    this.push = push;
    this.pop = pop;
    this.pushed = push.toLowerCase(Locale.ROOT);
    this.popped = pop.toLowerCase(Locale.ROOT);
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
