package io.holdfast.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds a small failing list inside a large one by delta debugging: leave out halves, quarters and
 * so on down to single elements, as long as what remains still fails.
 *
 * <p>The result is minimal in the sense that no single element can go, unless the number of
 * attempts ran out.
 */
final class Shrinker<T> {
  private final Predicate<List<T>> fails;
  private int attemptsLeft;

  Shrinker(Predicate<List<T>> fails, int attempts) {
    this.fails = fails;
    this.attemptsLeft = attempts;
  }

  /** Shrinks a script: whole commands first, then the words of those that are left. */
  static List<Step> script(List<Step> failing, Predicate<List<Step>> fails, int attempts) {
    Shrinker<Step> shrinker = new Shrinker<>(fails, attempts);
    List<Step> steps = shrinker.shrink(failing);
    List<Step> shorter = fewerWords(steps, shrinker);
    return shorter.equals(steps) ? steps : shrinker.shrink(shorter);
  }

  /** A part of {@code failing}, in the same order, that fails too. */
  List<T> shrink(List<T> failing) {
    List<T> current = failing;
    int chunk = Math.max(1, current.size() / 2);
    while (true) {
      boolean removed = false;
      // From the end: what fails comes last, and what comes behind it goes in large bites.
      for (int to = current.size(); to > 0; to -= chunk) {
        int from = Math.max(0, to - chunk);
        List<T> candidate = new ArrayList<>(current.subList(0, from));
        candidate.addAll(current.subList(Math.min(to, current.size()), current.size()));
        if (stillFails(candidate)) {
          current = candidate;
          removed = true;
        }
      }
      if (chunk == 1 && !removed) {
        return current;
      }
      chunk = Math.max(1, Math.min(chunk / 2, current.size() / 2));
    }
  }

  /** Drops words where the failure allows it, and halves those that have to stay. */
  private static List<Step> fewerWords(List<Step> failing, Shrinker<Step> shrinker) {
    List<Step> current = new ArrayList<>(failing);
    for (int i = 0; i < current.size(); i++) {
      for (int word = current.get(i).words().size() - 1; word > 0; word--) {
        if (accept(shrinker, current, i, without(current.get(i).words(), word))) {
          continue;
        }
        boolean shorter = true;
        while (shorter && current.get(i).words().get(word).length > 1) {
          shorter =
              accept(shrinker, current, i, half(current.get(i).words(), word, false))
                  || accept(shrinker, current, i, half(current.get(i).words(), word, true));
        }
      }
    }
    return current;
  }

  /** Puts other words into a step if the script fails with them too. */
  private static boolean accept(
      Shrinker<Step> shrinker, List<Step> steps, int index, List<byte[]> words) {
    List<Step> candidate = new ArrayList<>(steps);
    candidate.set(index, steps.get(index).withWords(words));
    if (shrinker.stillFails(candidate)) {
      steps.set(index, candidate.get(index));
      return true;
    }
    return false;
  }

  private static List<byte[]> without(List<byte[]> words, int index) {
    List<byte[]> fewer = new ArrayList<>(words);
    fewer.remove(index);
    return fewer;
  }

  private static List<byte[]> half(List<byte[]> words, int index, boolean second) {
    byte[] word = words.get(index);
    int middle = word.length / 2;
    List<byte[]> shorter = new ArrayList<>(words);
    shorter.set(
        index,
        second ? Arrays.copyOfRange(word, middle, word.length) : Arrays.copyOf(word, middle));
    return shorter;
  }

  private boolean stillFails(List<T> candidate) {
    return !candidate.isEmpty() && attemptsLeft-- > 0 && fails.test(candidate);
  }
}
