package io.holdfast.house;

import io.holdfast.Holdfast;
import io.holdfast.Store;

/** The smallest user: opens a store, writes and reads through it, prints a count and closes it. */
final class EmbeddedProgram {
  private static final int KEYS = 1000;

  private EmbeddedProgram() {}

  public static void main(String[] arguments) {
    try (Store store = Holdfast.open()) {
      for (int i = 0; i < KEYS; i++) {
        store.strings().set("key:" + i, "value:" + i);
      }
      int found = 0;
      for (int i = 0; i < KEYS; i++) {
        if (("value:" + i).equals(store.strings().get("key:" + i))) {
          found++;
        }
      }
      System.out.println(found);
    }
  }
}
