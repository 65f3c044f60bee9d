package io.holdfast.core.set;

import io.holdfast.core.CommandTester;

/** The encodings of a set, each forced by limits, so that all of them may hold the same members. */
enum Held {
  INTSET(512, 128),
  LISTPACK(0, 128),
  HASHTABLE(0, 0);

  private final int intsetEntries;
  private final int listpackEntries;

  Held(int intsetEntries, int listpackEntries) {
    this.intsetEntries = intsetEntries;
    this.listpackEntries = listpackEntries;
  }

  /** A store in which sets of a few integers have this encoding. */
  CommandTester open() {
    CommandTester tester = CommandTester.open();
    limit(tester);
    return tester;
  }

  /** Sets of a few integers made from now on have this encoding. */
  void limit(CommandTester tester) {
    tester.run("CONFIG SET set-max-intset-entries " + intsetEntries);
    tester.run("CONFIG SET set-max-listpack-entries " + listpackEntries);
    tester.effects();
    tester.allEvents();
  }

  /** The encoding as OBJECT ENCODING answers it. */
  String reply() {
    return '"' + name().toLowerCase(java.util.Locale.ROOT) + '"';
  }
}
