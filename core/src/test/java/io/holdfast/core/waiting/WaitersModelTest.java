package io.holdfast.core.waiting;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.ListEnd;
import io.holdfast.PoppedElements;
import io.holdfast.Store;
import io.holdfast.VirtualClock;
import io.holdfast.core.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random waits, pushes, moves, cancellations and time, beside a model of who is served with what.
 */
class WaitersModelTest {
  private static final int STEPS = Boolean.getBoolean("holdfast.long") ? 200_000 : 5_000;
  private static final int KEYS = 4;

  /** A wait and what became of it; target is null for a pop. */
  private static final class Wait {
    final List<String> keys;
    final ListEnd end;
    final @Nullable String target;
    final long deadlineMs;
    final CompletableFuture<?> future;
    boolean isDone;
    @Nullable String expected;

    Wait(
        List<String> keys,
        ListEnd end,
        @Nullable String target,
        long deadlineMs,
        CompletableFuture<?> future) {
      this.keys = keys;
      this.end = end;
      this.target = target;
      this.deadlineMs = deadlineMs;
      this.future = future;
    }
  }

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final Store store = Holdfast.builder().clock(clock).seed(1).open();
  private final Map<String, Deque<String>> model = new HashMap<>();
  private final List<Wait> waits = new ArrayList<>();
  private final Set<String> ready = new LinkedHashSet<>();
  private int pushed;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everybodyIsServedAsTheModelSays(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int step = 0; step < STEPS; step++) {
      String done = step(random);
      assertThat(difference()).as("seed=%d step=%d: %s", seed, step, done).isEmpty();
    }
    Engine.of(store).keyspace().checkInvariants();
    store.close();
  }

  private String step(SplittableRandom random) {
    String key = "k" + random.nextInt(KEYS);
    ListEnd end = random.nextBoolean() ? ListEnd.LEFT : ListEnd.RIGHT;
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> awaitOne(random, end);
      case 3 -> awaitMove(random, key, end);
      case 4, 5 -> {
        push(store, key, end);
        serve();
      }
      case 6 -> {
        int pushes = random.nextInt(1, 5);
        String[] keys = new String[pushes];
        for (int i = 0; i < pushes; i++) {
          keys[i] = "k" + random.nextInt(KEYS);
        }
        store.call(
            db -> {
              for (String each : keys) {
                push(db, each, end);
              }
              return null;
            });
        serve();
      }
      case 7 -> {
        store.keys().del(key);
        model.remove(key);
      }
      case 8 -> cancel(random);
      default -> {
        clock.advance(Duration.ofMillis(random.nextInt(40)));
        timeOut();
      }
    }
    return "waiting=" + waits.size() + " model=" + model;
  }

  private void awaitOne(SplittableRandom random, ListEnd end) {
    List<String> keys = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      keys.add("k" + random.nextInt(KEYS));
    }
    int timeoutMs = random.nextInt(100);
    CompletableFuture<?> future =
        store.lists().popFromAsync(keys, end, 1, Duration.ofMillis(timeoutMs));
    add(new Wait(keys, end, null, deadlineMs(timeoutMs), future));
  }

  private void awaitMove(SplittableRandom random, String key, ListEnd end) {
    String target = "k" + random.nextInt(KEYS);
    int timeoutMs = random.nextInt(100);
    CompletableFuture<?> future =
        store.lists().moveAsync(key, target, end, end, Duration.ofMillis(timeoutMs));
    add(new Wait(List.of(key), end, target, deadlineMs(timeoutMs), future));
    serve();
  }

  private long deadlineMs(int timeoutMs) {
    return timeoutMs == 0 ? Long.MAX_VALUE : clock.epochMs() + timeoutMs;
  }

  private void add(Wait wait) {
    for (String key : wait.keys) {
      if (tryServe(wait, key)) {
        break;
      }
    }
    waits.add(wait);
  }

  private void push(io.holdfast.Db<String, String> db, String key, ListEnd end) {
    String element = "e" + pushed++;
    if (end == ListEnd.LEFT) {
      db.lists().pushLeft(key, element);
      model.computeIfAbsent(key, k -> new ArrayDeque<>()).addFirst(element);
    } else {
      db.lists().pushRight(key, element);
      model.computeIfAbsent(key, k -> new ArrayDeque<>()).addLast(element);
    }
    ready.add(key);
  }

  private void serve() {
    while (!ready.isEmpty()) {
      String key = ready.iterator().next();
      ready.remove(key);
      for (Wait wait : waits) {
        if (!wait.isDone && wait.keys.contains(key)) {
          tryServe(wait, key);
        }
      }
    }
  }

  private boolean tryServe(Wait wait, String key) {
    Deque<String> list = model.get(key);
    if (list == null) {
      return false;
    }
    String element = wait.end == ListEnd.LEFT ? list.removeFirst() : list.removeLast();
    if (list.isEmpty()) {
      model.remove(key);
    }
    if (wait.target != null) {
      Deque<String> target = model.computeIfAbsent(wait.target, k -> new ArrayDeque<>());
      if (wait.end == ListEnd.LEFT) {
        target.addFirst(element);
      } else {
        target.addLast(element);
      }
      ready.add(wait.target);
      wait.expected = element;
    } else {
      wait.expected = new PoppedElements<>(key, List.of(element)).toString();
    }
    wait.isDone = true;
    return true;
  }

  private void cancel(SplittableRandom random) {
    if (!waits.isEmpty()) {
      Wait wait = waits.get(random.nextInt(waits.size()));
      assertThat(wait.future.cancel(true)).isEqualTo(!wait.isDone);
      waits.remove(wait);
    }
  }

  private void timeOut() {
    for (Wait wait : waits) {
      wait.isDone |= wait.deadlineMs <= clock.epochMs();
    }
  }

  /** What is not as the model says; waits that are over are forgotten. */
  private String difference() {
    for (Wait wait : waits) {
      String answer = wait.future.isDone() ? String.valueOf(wait.future.join()) : "waits";
      String expected = wait.isDone ? String.valueOf(wait.expected) : "waits";
      if (!answer.equals(expected)) {
        return "wait for " + wait.keys + ": " + answer + ", expected " + expected;
      }
    }
    waits.removeIf(wait -> wait.isDone);
    for (int i = 0; i < KEYS; i++) {
      List<String> list = store.lists().range("k" + i, 0, -1);
      List<String> expected = List.copyOf(model.getOrDefault("k" + i, new ArrayDeque<>()));
      if (!list.equals(expected)) {
        return "k" + i + ": " + list + ", expected " + expected;
      }
    }
    Engine engine = Engine.of(store);
    int waiting = engine.door().call(engine.waiters()::count);
    return waiting == waits.size() ? "" : waiting + " wait, expected " + waits.size();
  }
}
