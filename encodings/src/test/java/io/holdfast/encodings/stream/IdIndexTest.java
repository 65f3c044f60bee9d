package io.holdfast.encodings.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.undo.UndoLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chunks that fill, split, empty and merge. */
class IdIndexTest {
  private final HeldBytes held = new HeldBytes(new UndoLog());
  private final PendingIds index = new PendingIds(held);

  /** Filled in some order, emptied in some order: each order has its own splits and mergers. */
  @ParameterizedTest
  @ValueSource(strings = {"up up", "up down", "up random", "down up", "random random", "up merge"})
  void everyChunk_isToldOf_whateverTheOrder(String orders) {
    int count = 1_000;
    NavigableSet<Long> model = new TreeSet<>();
    for (int ms : order(orders.split(" ", -1)[0], count)) {
      ChunkWatch watch = new ChunkWatch(index, IdIndexTest::text);
      index.insert(ms, 7);
      model.add((long) ms);
      watch.check();
      index.checkInvariants();
    }
    assertIds(model);
    int mergers = 0;
    for (int ms : order(orders.split(" ", -1)[1], count)) {
      ChunkWatch watch = new ChunkWatch(index, IdIndexTest::text);
      int chunks = chunkCount();
      long position = index.find(ms, 7);
      boolean leavesNone = index.countOf(position >>> 32) == 1;
      index.remove(position);
      model.remove((long) ms);
      watch.check();
      index.checkInvariants();
      mergers += !leavesNone && chunkCount() < chunks ? 1 : 0;
      if (model.size() % 100 == 0) {
        assertIds(model);
      }
    }
    assertThat(held.count()).isZero();
    boolean thinsOut = orders.endsWith("random") || orders.endsWith("merge");
    assertThat(mergers > 0).as("mergers: %s", mergers).isEqualTo(thinsOut);
  }

  private static List<Integer> order(String name, int count) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      order.add(i);
    }
    switch (name) {
      case "down" -> Collections.reverse(order);
      case "random" -> Collections.shuffle(order, new Random(1));
      case "merge" -> order.sort((a, b) -> Integer.compare(a % 5, b % 5)); // thins all chunks alike
      default -> {}
    }
    return order;
  }

  private int chunkCount() {
    int count = 0;
    for (long c = index.firstChunk(); c != Chunked.NO_CHUNK; c = index.nextChunk(c)) {
      count++;
    }
    return count;
  }

  private void assertIds(NavigableSet<Long> model) {
    assertThat(index.size()).isEqualTo(model.size());
    long position = index.first();
    for (long ms : model) {
      assertThat(index.ms(position)).isEqualTo(ms);
      assertThat(index.seq(position)).isEqualTo(7);
      position = index.next(position);
    }
    assertThat(position).isEqualTo(IdIndex.NONE);
  }

  private static String text(Chunked structure, long chunk) {
    PendingIds index = (PendingIds) structure;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < index.countOf(chunk); i++) {
      text.append(index.ms(index.firstOf(chunk) + i)).append(' ');
    }
    return text.toString();
  }

  /** Appending leaves full chunks, as IDs mostly arrive in order. */
  @Test
  void appendedRecords_takeLittleMoreThanTheirBytes() {
    for (int i = 0; i < 100_000; i++) {
      index.insert(i, 0);
    }
    assertThat(index.bytes()).isEqualTo(held.count()).isLessThan(100_000 * 17);
  }

  @Test
  void neighbours_ofIdsThatAreNotThere() {
    assertThat(index.floor(5, 5)).isEqualTo(IdIndex.NONE);
    assertThat(index.ceiling(5, 5)).isEqualTo(IdIndex.NONE);
    index.insert(5, 5);
    index.insert(-1, -1);
    assertThat(index.floor(5, 4)).isEqualTo(IdIndex.NONE);
    assertThat(index.ceiling(5, 4)).isEqualTo(index.first());
    assertThat(index.floor(5, 5)).isEqualTo(index.first());
    assertThat(index.ceiling(5, 6)).isEqualTo(index.last());
    assertThat(index.floor(-1, -2)).isEqualTo(index.first());
    assertThat(index.find(5, 6)).isEqualTo(IdIndex.NONE);
    assertThat(index.find(-1, -1)).isEqualTo(index.last());
  }
}
