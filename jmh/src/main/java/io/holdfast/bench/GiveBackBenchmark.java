package io.holdfast.bench;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * How long the owner is held when a large collection goes: by the operation itself, and by the
 * longest turn of the event loop after it. Not a JMH benchmark: it looks for the longest call, not
 * for the mean.
 *
 * <pre>
 * java -Xms4g -Xmx4g -cp jmh/target/benchmarks.jar io.holdfast.bench.GiveBackBenchmark 1000000
 * </pre>
 *
 * <p>Times are processor time of the thread, which other work on the machine does not lengthen. The
 * compiler and the collector take pauses that meet whatever call is under way and differ from run
 * to run, while a step of ours comes back at the same place: so every call is given the least time
 * it took in several runs that do the same.
 */
public final class GiveBackBenchmark {
  private static final int RUNS = 5;
  private static final String KEY = "large";
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** A collection, and how it is made of elements. */
  private record Kind(String name, BiConsumer<Store, int[]> filler) {}

  /** A way for it to go. */
  private record Way(String name, Consumer<Store> operation) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("list", GiveBackBenchmark::fillList),
          new Kind("set", GiveBackBenchmark::fillSet),
          new Kind("hash", GiveBackBenchmark::fillHash),
          new Kind("sorted set", GiveBackBenchmark::fillSortedSet));

  private static final List<Way> WAYS =
      List.of(
          new Way("DEL", store -> store.keys().del(KEY)),
          new Way("UNLINK", store -> store.keys().unlink(KEY)),
          new Way("deadline", store -> store.keys().expire(KEY, Duration.ofMillis(1))),
          new Way("FLUSHALL", Store::flushAll),
          new Way("SET over it", store -> store.strings().set(KEY, "v")),
          new Way("RENAME over it", store -> store.keys().rename("other", KEY)));

  private GiveBackBenchmark() {}

  /** Fills collections, lets them go, and prints the longest calls. */
  public static void main(String[] args) {
    int[] elements = Elements.shuffled(args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000, 42);
    System.out.printf("%d elements, us of processor time%n", elements.length);
    for (Kind kind : KINDS) {
      for (Way way : WAYS) {
        measure(kind, way, elements);
      }
    }
  }

  private static void measure(Kind kind, Way way, int[] elements) {
    long operationNs = Long.MAX_VALUE;
    List<Long> turnsNs = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      try (Store store = Holdfast.builder().seed(42).invoker().open()) {
        kind.filler.accept(store, elements);
        store.strings().set("other", "v");
        long startNs = THREADS.getCurrentThreadCpuTime();
        way.operation.accept(store);
        operationNs = Math.min(operationNs, THREADS.getCurrentThreadCpuTime() - startNs);
        giveBack(store, turnsNs);
      }
    }
    System.out.printf(
        "%-10s %-14s operation %6.1f  longest turn %6.1f  all %d turns %8.1f%n",
        kind.name,
        way.name,
        operationNs / 1e3,
        turnsNs.isEmpty() ? 0 : Collections.max(turnsNs) / 1e3,
        turnsNs.size(),
        turnsNs.stream().mapToLong(ns -> ns).sum() / 1e3);
  }

  /** Runs the event loop until the key is gone and nothing is left to do. */
  private static void giveBack(Store store, List<Long> turnsNs) {
    int turn = 0;
    boolean isDone = false;
    while (!isDone) {
      long startNs = THREADS.getCurrentThreadCpuTime();
      int work = store.doWork();
      long turnNs = THREADS.getCurrentThreadCpuTime() - startNs;
      if (work > 0) {
        if (turn == turnsNs.size()) {
          turnsNs.add(turnNs);
        }
        turnsNs.set(turn, Math.min(turnsNs.get(turn), turnNs));
        turn++;
      }
      isDone = work == 0 && (store.size() < 2 || turn > 0);
    }
  }

  private static void fillList(Store store, int[] elements) {
    for (int element : elements) {
      store.lists().pushRight(KEY, Elements.text(element));
    }
  }

  private static void fillSet(Store store, int[] elements) {
    for (int element : elements) {
      store.sets().add(KEY, Elements.text(element));
    }
  }

  private static void fillHash(Store store, int[] elements) {
    for (int element : elements) {
      String text = Elements.text(element);
      store.hashes().set(KEY, text, text);
    }
  }

  private static void fillSortedSet(Store store, int[] elements) {
    for (int i = 0; i < elements.length; i++) {
      store.sortedSets().add(KEY, Elements.text(i), elements[i]);
    }
  }
}
