package io.holdfast.encodings.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.chunk.Chunked;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random operations on the groups of a stream and on a TreeMap for each. */
class ConsumerGroupModelTest {
  /** Few IDs: acknowledgements and claims mostly hit. Many: lists of several chunks. */
  @ParameterizedTest
  @CsvSource({"1, 60, 1000", "2, 60, 1000", "3, 2000, 300", "4, 20000, 300"})
  void operations_leaveWhatTheMapsHold(long seed, int ids, int steps) {
    int runs = ModelRun.LONG ? 50 : 1;
    for (int run = 0; run < runs; run++) {
      ModelRun.run(ModelRun.seed(seed) + 100L * run, steps, () -> new MapsAndGroups(ids));
    }
  }

  /** What is pending, as the model has it. */
  private record Pending(String consumer, long deliveredAtMs, long count) {}

  private static final class MapsAndGroups implements ModelRun.Pair {
    private final int ids;
    private final Map<String, NavigableMap<Id, Pending>> model = new TreeMap<>();
    private final Map<String, List<String>> consumers = new HashMap<>();
    private StreamLog log = new StreamLog(new Arena());
    private int step;

    /** The state before the operation of each chunk of a list, by the chunk's first ID. */
    private final Map<IdIndex, ChunkWatch> watches = new HashMap<>();

    MapsAndGroups(int ids) {
      this.ids = ids;
    }

    @Override
    public String draw(Random random) {
      String group = "g" + random.nextInt(2);
      String consumer = group + " c" + random.nextInt(4);
      String id = " " + random.nextInt(ids);
      return switch (random.nextInt(60)) {
        case 0 -> "create " + group + id;
        case 1 -> random.nextInt(5) == 0 ? "destroy " + group : "create " + group + id;
        case 2 -> "removeConsumer " + consumer;
        case 3 -> random.nextInt(4) == 0 ? "copy" : "idle " + group + " " + random.nextInt(100);
        case 4, 5 -> "range " + group + id + " " + random.nextInt(ids);
        case 6, 7, 8 -> "ackFrom " + group + id + " " + random.nextInt(100);
        case 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> "ack " + group + id;
        case 20, 21, 22, 23 ->
            "deliverFrom " + consumer + id + " " + (ids > 60 ? random.nextInt(300) : 3);
        default ->
            "deliver " + consumer + id + " " + random.nextInt(1_000) + " " + random.nextInt(5);
      };
    }

    @Override
    public void apply(String[] words) {
      watch();
      String name = words.length > 1 ? words[1] : "";
      ConsumerGroup group = group(name);
      if (words[0].equals("copy")) {
        log = log.copyTo(new Arena());
      } else if (words[0].equals("create")) {
        create(name, Integer.parseInt(words[2]));
      } else if (group != null) {
        apply(words, group, model.get(name));
      }
      check(words[0]);
      step++;
    }

    private void apply(String[] words, ConsumerGroup group, NavigableMap<Id, Pending> expected) {
      switch (words[0]) {
        case "destroy" -> {
          log.groups().remove(group);
          model.remove(words[1]);
          consumers.remove(words[1]);
        }
        case "removeConsumer" -> removeConsumer(group, words[1], words[2]);
        case "ack" -> acknowledge(group, expected, id(words[2]));
        case "ackFrom" -> {
          for (int i = 0; i < Integer.parseInt(words[3]); i++) {
            Id from = expected.ceilingKey(id(words[2]));
            if (from != null) {
              acknowledge(group, expected, from);
            }
          }
        }
        case "range" -> range(group, expected, id(words[2]), id(words[3]));
        case "idle" -> idle(group, expected, Integer.parseInt(words[2]) * 10L);
        case "deliverFrom" -> {
          int first = Integer.parseInt(words[3]);
          for (int i = 0; i < Integer.parseInt(words[4]); i++) {
            deliver(group, expected, words, id(Integer.toString(first + i)), step, 1);
          }
        }
        default -> {
          long deliveredAtMs = Long.parseLong(words[4]);
          long count = Long.parseLong(words[5]);
          deliver(group, expected, words, id(words[3]), deliveredAtMs, count);
        }
      }
    }

    private ConsumerGroup group(String name) {
      byte[] bytes = name.getBytes(Fields.CHARSET);
      return log.groups().find(bytes, 0, bytes.length);
    }

    private void create(String name, int last) {
      ConsumerGroup group = group(name);
      assertThat(group != null).isEqualTo(model.containsKey(name));
      if (group == null) {
        byte[] bytes = name.getBytes(Fields.CHARSET);
        group = log.groups().create(bytes, 0, bytes.length, last, last, 7);
        assertThat(group.entriesRead()).isEqualTo(7);
        model.put(name, new TreeMap<>());
        consumers.put(name, new ArrayList<>());
      }
    }

    /** IDs whose order is that of unsigned numbers, some of one millisecond. */
    private static Id id(String number) {
      long n = Long.parseLong(number);
      return new Id(n / 3 << 48, n % 3 << 62);
    }

    private static Consumer consumer(ConsumerGroup group, String name) {
      byte[] bytes = name.getBytes(Fields.CHARSET);
      return group.findConsumer(bytes, 0, bytes.length);
    }

    private void deliver(
        ConsumerGroup group,
        NavigableMap<Id, Pending> expected,
        String[] words,
        Id id,
        long deliveredAtMs,
        long count) {
      Consumer consumer = consumer(group, words[2]);
      if (consumer == null) {
        byte[] bytes = words[2].getBytes(Fields.CHARSET);
        consumer = group.createConsumer(bytes, 0, bytes.length, step);
        assertThat(consumer.seenAtMs()).isEqualTo(step);
        assertThat(consumer.activeAtMs()).isEqualTo(Consumer.NEVER);
        consumers.get(words[1]).add(words[2]);
      }
      group.setPending(id.ms(), id.seq(), consumer, deliveredAtMs, count);
      expected.put(id, new Pending(words[2], deliveredAtMs, count));
    }

    private static void acknowledge(
        ConsumerGroup group, NavigableMap<Id, Pending> expected, Id id) {
      boolean present = expected.remove(id) != null;
      assertThat(group.acknowledge(id.ms(), id.seq())).isEqualTo(present);
    }

    private void removeConsumer(ConsumerGroup group, String groupName, String name) {
      Consumer consumer = consumer(group, name);
      assertThat(consumer != null).isEqualTo(consumers.get(groupName).remove(name));
      if (consumer != null) {
        NavigableMap<Id, Pending> expected = model.get(groupName);
        int before = expected.size();
        expected.values().removeIf(pending -> pending.consumer().equals(name));
        assertThat(group.removeConsumer(consumer)).isEqualTo(before - expected.size());
      }
    }

    private static void range(
        ConsumerGroup group, NavigableMap<Id, Pending> expected, Id from, Id to) {
      PendingEntries pending = group.pending();
      Id first = expected.ceilingKey(from);
      long position = pending.ceiling(from.ms(), from.seq());
      assertThat(position == PendingEntries.NONE ? null : id(pending, position)).isEqualTo(first);
      Id last = expected.floorKey(to);
      position = pending.floor(to.ms(), to.seq());
      assertThat(position == PendingEntries.NONE ? null : id(pending, position)).isEqualTo(last);
      for (Id id : expected.headMap(to, true).descendingMap().keySet()) {
        assertThat(id(pending, position)).isEqualTo(id);
        position = pending.previous(position);
      }
      assertThat(position).isEqualTo(PendingEntries.NONE);
    }

    private static void idle(
        ConsumerGroup group, NavigableMap<Id, Pending> expected, long deliveredByMs) {
      PendingEntries pending = group.pending();
      long position = pending.nextIdle(pending.first(), deliveredByMs);
      for (Map.Entry<Id, Pending> entry : expected.entrySet()) {
        if (entry.getValue().deliveredAtMs() <= deliveredByMs) {
          assertThat(id(pending, position)).isEqualTo(entry.getKey());
          position = pending.nextIdle(pending.next(position), deliveredByMs);
        }
      }
      assertThat(position).isEqualTo(PendingEntries.NONE);
    }

    private static Id id(IdIndex index, long position) {
      return new Id(index.ms(position), index.seq(position));
    }

    /** Before the operation. */
    private void watch() {
      watches.clear();
      for (int i = 0; i < log.groups().count(); i++) {
        ConsumerGroup group = log.groups().get(i);
        watches.put(group.pending(), new ChunkWatch(group.pending(), MapsAndGroups::chunkText));
        for (int j = 0; j < group.consumerCount(); j++) {
          PendingIds of = group.consumerAt(j).pending();
          watches.put(of, new ChunkWatch(of, MapsAndGroups::chunkText));
        }
      }
    }

    /** The first ID, and a number in which everything is mixed. */
    private static String chunkText(Chunked structure, long chunk) {
      IdIndex index = (IdIndex) structure;
      long mixed = 0;
      for (int i = 0; i < index.countOf(chunk); i++) {
        long position = index.firstOf(chunk) + i;
        mixed = mixed * 31 + index.ms(position) * 37 + index.seq(position) * 41;
        if (index instanceof PendingEntries pending) {
          mixed = mixed * 31 + pending.deliveredAtMs(position) * 37;
          mixed += pending.deliveryCount(position) * 41 + pending.consumer(position) * 43L;
        }
        mixed ^= mixed >>> 29;
      }
      return id(index, index.firstOf(chunk)) + " " + mixed;
    }

    private void check(String operation) {
      log.checkInvariants();
      assertThat(log.groups().count()).isEqualTo(model.size());
      int number = 0;
      for (Map.Entry<String, NavigableMap<Id, Pending>> entry : model.entrySet()) {
        ConsumerGroup group = log.groups().get(number++);
        assertThat(new String(group.name(), Fields.CHARSET)).isEqualTo(entry.getKey());
        checkGroup(group, entry.getValue(), consumers.get(entry.getKey()));
      }
      if (!operation.equals("copy")) {
        watches.values().forEach(ChunkWatch::check);
      }
    }

    private static void checkGroup(
        ConsumerGroup group, NavigableMap<Id, Pending> expected, List<String> consumers) {
      PendingEntries pending = group.pending();
      assertThat(pending.size()).isEqualTo(expected.size());
      Map<String, Long> byConsumer = new HashMap<>();
      long position = pending.first();
      for (Map.Entry<Id, Pending> entry : expected.entrySet()) {
        Consumer consumer = group.consumerOf(position);
        String name = new String(consumer.name(), Fields.CHARSET);
        Pending held =
            new Pending(name, pending.deliveredAtMs(position), pending.deliveryCount(position));
        // Not by AssertJ: thousands of comparisons a step.
        if (!id(pending, position).equals(entry.getKey()) || !held.equals(entry.getValue())) {
          throw new AssertionError(entry + " is held as " + held);
        }
        if (consumer.pending().find(entry.getKey().ms(), entry.getKey().seq()) == IdIndex.NONE) {
          throw new AssertionError("not pending for its consumer: " + entry);
        }
        byConsumer.merge(name, 1L, Long::sum);
        position = pending.next(position);
      }
      assertThat(position).isEqualTo(PendingEntries.NONE);
      String[] names = consumers.toArray(new String[0]);
      Arrays.sort(names);
      assertThat(group.consumerCount()).isEqualTo(names.length);
      for (int i = 0; i < names.length; i++) {
        Consumer consumer = group.consumerAt(i);
        assertThat(new String(consumer.name(), Fields.CHARSET)).isEqualTo(names[i]);
        assertThat(consumer.pending().size()).isEqualTo(byConsumer.getOrDefault(names[i], 0L));
      }
    }
  }
}
