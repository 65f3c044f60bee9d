package io.holdfast.persistence;

import io.holdfast.Db;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.Engine;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that writes until it is killed: the numbers 1, 2, 3 ... to the end of a list, the even
 * ones in one block to a second list as well.
 *
 * <pre>
 *  found NUMBER     the last one that was there at the start
 *  kept NUMBER MS   it is acknowledged, at this time
 *  begun            a rewrite of the log, or a snapshot
 *  ended            the same
 * </pre>
 *
 * <p>One that is busy has besides some MB that do not change, and rewrites or saves all the time.
 */
final class CrashedWriter {
  private static final String ALL = "all";
  private static final String EVEN = "even";
  private static final int KEPT = 2_000;
  private static final int IN_FLIGHT = 32;
  private static final int BALLAST_KEYS = 150;
  private static final int BALLAST_BYTES = 20_000;

  private final Store store;
  private final Random random;
  private final PrintStream out = new PrintStream(System.out, false);
  private final boolean isBusy;
  private boolean isAtWork;

  private CrashedWriter(Store store, long seed, boolean isBusy) {
    this.store = store;
    this.random = new Random(seed);
    this.isBusy = isBusy;
  }

  /** {@code FOLDER POLICY APPENDER SEED BUSY}. */
  public static void main(String[] args) {
    Store store =
        Holdfast.builder()
            .config("dir", args[0])
            .config("appendonly", "yes")
            .config("appendfsync", args[1])
            .config("aof-appender", args[2])
            .open();
    boolean isBusy = Boolean.parseBoolean(args[4]);
    CrashedWriter writer = new CrashedWriter(store, Long.parseLong(args[3]), isBusy);
    long found = writer.found();
    if (isBusy) {
      store.call(writer::addBallast);
    }
    writer.say("found " + found);
    writer.write(found);
  }

  private boolean addBallast(Db<String, String> db) {
    for (int i = 0; i < BALLAST_KEYS && !db.keys().exists("ballast:0"); i++) {
      StringBuilder value = new StringBuilder();
      while (value.length() < BALLAST_BYTES) {
        value.append(Long.toHexString(random.nextLong()));
      }
      db.strings().set("ballast:" + (BALLAST_KEYS - 1 - i), value.toString());
    }
    return true;
  }

  private void kept(long number) {
    say("kept " + number + " " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
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
      if (isBusy) {
        keepAtWork();
      } else if (random.nextInt(150) == 0) {
        begin();
      }
      if (random.nextBoolean()) {
        inFlight.add(store.submit(db -> push(written)).thenRun(() -> kept(written)));
      } else {
        store.call(db -> push(written));
        kept(written);
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

  private void keepAtWork() {
    if (isAtWork && !Engine.of(store).door().call(this::isWorking)) {
      isAtWork = false;
      say("ended");
    }
    if (!isAtWork) {
      begin();
      isAtWork = true;
      say("begun");
    }
  }

  private boolean isWorking() {
    Engine engine = Engine.of(store);
    return engine.snapshots().isBusy() || engine.appendOnly().log().figures().isRewriting();
  }

  private void begin() {
    Engine engine = Engine.of(store);
    if (random.nextBoolean()) {
      engine.door().call(engine.appendOnly().log()::rewrite);
    } else if (isBusy) {
      engine.door().run(engine.snapshots()::saveInBackground);
    } else {
      engine.door().run(engine.snapshots()::save);
    }
  }
}
