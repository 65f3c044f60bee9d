package io.holdfast.examples;

import io.holdfast.BitOperation;
import io.holdfast.Bitmaps;
import io.holdfast.Db;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * Combines the classes of characters the JDK knows: a bitmap for each class, a bit for each
 * character of Unicode.
 *
 * <pre>
 * java -cp examples/target/holdfast-examples.jar io.holdfast.examples.CharacterClasses
 * </pre>
 */
public final class CharacterClasses {
  private static final int CHARACTERS_SHOWN = 5;

  private final Bitmaps<String> bitmaps;

  private CharacterClasses(Bitmaps<String> bitmaps) {
    this.bitmaps = bitmaps;
  }

  /** Runs the example. */
  public static void main(String[] args) {
    try (Store store = Holdfast.open()) {
      store.batch(CharacterClasses::read);
      new CharacterClasses(store.bitmaps()).report();
    }
  }

  private static int read(Db<String, String> db) {
    CharacterClasses classes = new CharacterClasses(db.bitmaps());
    classes.read("letters", Character::isLetter);
    classes.read("capital", Character::isUpperCase);
    classes.read("small", Character::isLowerCase);
    classes.read("identifier", Character::isJavaIdentifierPart);
    return 0;
  }

  private void read(String key, IntPredicate isMember) {
    for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
      if (isMember.test(character)) {
        bitmaps.set(key, character, true);
      }
    }
  }

  private void report() {
    for (String key : List.of("letters", "capital", "small", "identifier")) {
      show(key);
    }
    bitmaps.op(BitOperation.AND, "capital and small", List.of("capital", "small"));
    show("capital and small");
    bitmaps.op(BitOperation.DIFF, "letters without case", List.of("letters", "capital", "small"));
    show("letters without case");
    bitmaps.op(BitOperation.DIFF, "small, no letters", List.of("small", "letters"));
    show("small, no letters");
    bitmaps.op(BitOperation.DIFF, "letters, not in names", List.of("letters", "identifier"));
    show("letters, not in names");
  }

  /** How many there are, and the first few. */
  private void show(String key) {
    StringBuilder first = new StringBuilder();
    long at = bitmaps.pos(key, true);
    for (int i = 0; at >= 0 && i < CHARACTERS_SHOWN; i++) {
      first.append(String.format(Locale.ROOT, " U+%04X", at));
      at = next(key, at + 1);
    }
    System.out.printf(Locale.ROOT, "%,9d  %s:%s%n", bitmaps.count(key), key, first);
  }

  /** The first set bit from an offset on: looked for bit by bit up to the byte's end. */
  private long next(String key, long from) {
    long at = from;
    for (; at % Byte.SIZE != 0; at++) {
      if (bitmaps.get(key, at)) {
        return at;
      }
    }
    return bitmaps.pos(key, true, at / Byte.SIZE);
  }
}
