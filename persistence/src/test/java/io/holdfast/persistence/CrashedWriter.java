package io.holdfast.persistence;

import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A process that writes until it is killed: the numbers 1, 2, 3 ... to the end of a list, the even
 * ones in one block to a second list as well. It says which number it found last, and then each
 * number once it is acknowledged.
 */
final class CrashedWriter {
  private static final String ALL = "all";
  private static final String EVEN = "even";
  private static final int KEPT = 2_000;
  private static final int IN_FLIGHT = 32;

  private final Store store;
  private final Random random;
  private final PrintStream out = new PrintStream(System.out, false);

  private CrashedWriter(Store store, long seed) {
    this.store = store;
    this.random = new Random(seed);
  }

  /** {@code FOLDER POLICY SEED}. */
  public static void main(String[] args) {
    Store store =
        Holdfast.builder()
            .config("dir", args[0])
            .config("appendonly", "yes")
            .config("appendfsync", args[1])
            .open();
    CrashedWriter writer = new CrashedWriter(store, Long.parseLong(args[2]));
    long found = writer.found();
    writer.say("found " + found);
    writer.write(found);
  }

  private void say(String line) {
    synchronized (out) {
      out.print(line + "\n");
      out.flush();
    }
  }

  /** The last number, if what is there is a prefix of what was written. */
  private long found() {
    List<String> all = store.lists().range(ALL, 0, -1);
    List<String> even = store.lists().range(EVEN, 0, -1);
    if (all.isEmpty()) {
      return 0;
    }
    long first = Long.parseLong(all.get(0));
    for (int i = 0; i < all.size(); i++) {
      if (Long.parseLong(all.get(i)) != first + i) {
        throw new IllegalStateException("not " + (first + i) + ": " + all.get(i));
      }
    }
    List<String> evenOfAll =
        all.stream().filter(number -> Long.parseLong(number) % 2 == 0).toList();
    if (!even.equals(evenOfAll)) {
      throw new IllegalStateException("half a block: " + even + " of " + evenOfAll);
    }
    return first + all.size() - 1;
  }

  private void write(long last) {
    Queue<CompletableFuture<?>> inFlight = new ArrayDeque<>();
    for (long number = last + 1; ; number++) {
      long written = number;
      if (random.nextInt(150) == 0) {
        maintain();
      }
      if (random.nextBoolean()) {
        inFlight.add(store.submit(db -> push(written)).thenRun(() -> say("kept " + written)));
      } else {
        store.call(db -> push(written));
        say("kept " + written);
      }
      while (inFlight.size() > IN_FLIGHT) {
        inFlight.remove().join();
      }
    }
  }

  private boolean push(long number) {
    String text = Long.toString(number);
    store.lists().pushRight(ALL, text);
    if (number % 2 == 0) {
      store.lists().pushRight(EVEN, text);
    }
    if (number % KEPT == 0) {
      store.keys().del(ALL);
      store.keys().del(EVEN);
      store.lists().pushRight(ALL, text);
      store.lists().pushRight(EVEN, text);
    }
    return true;
  }

  private void maintain() {
    Engine engine = Engine.of(store);
    if (random.nextBoolean()) {
      engine.door().call(engine.appendOnly().log()::rewrite);
    } else {
      engine.door().run(engine.snapshots()::save);
    }
  }
}
