package io.holdfast.bench;

import io.holdfast.bench.stream.EventFields;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.members.LargeHash;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.quicklist.ListLimits;
import io.holdfast.encodings.quicklist.NodeCompressor;
import io.holdfast.encodings.quicklist.Quicklist;
import io.holdfast.encodings.quicklist.QuicklistCursor;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.StreamLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * The longest single operation on each large encoding while it grows to a million elements, changes
 * and shrinks to nothing. Not a JMH benchmark: it looks for the longest step, not for the mean.
 *
 * <pre>
 * java -Xms2g -Xmx2g -cp jmh/target/benchmarks.jar io.holdfast.bench.LongestStepBenchmark [elements] [name]
 * </pre>
 *
 * <p>As in {@link GrowthBenchmark} a step is given the least time it took in several runs over the
 * same elements: a step of ours comes back at the same element, a pause of the machine does not.
 */
public final class LongestStepBenchmark {
  private static final int RUNS = 5;
  private static final long FIRST_MS = 1_700_000_000_000L;
  private static final SipHash SIP_HASH = new SipHash(1, 2);

  /** A kind of operation, which is done once with every number below the number of elements. */
  private record Phase(String name, IntConsumer step) {}

  private LongestStepBenchmark() {}

  /** Times each encoding, and prints the longest steps. */
  public static void main(String[] args) {
    int elements = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    String wanted = args.length > 1 ? args[1] : "";
    System.out.printf("%-32s %10s %10s %10s%n", elements + " elements, us", "p50", "p99.99", "max");
    measure("set", wanted, elements, LongestStepBenchmark::set);
    measure("hash", wanted, elements, LongestStepBenchmark::hash);
    measure("sorted set", wanted, elements, LongestStepBenchmark::sortedSet);
    measure("list", wanted, elements, LongestStepBenchmark::list);
    measure("list, the middle", wanted, elements / 20, LongestStepBenchmark::listMiddle);
    measure("stream", wanted, elements, LongestStepBenchmark::stream);
  }

  private static void measure(
      String name, String wanted, int elements, Function<int[], List<Phase>> encoding) {
    if (!name.contains(wanted)) {
      return;
    }
    int[] order = Elements.shuffled(elements, 1);
    List<int[]> leastNs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      List<Phase> phases = encoding.apply(order);
      for (int p = 0; p < phases.size(); p++) {
        if (run == 0) {
          int[] unknown = new int[elements];
          Arrays.fill(unknown, Integer.MAX_VALUE);
          leastNs.add(unknown);
          names.add(name + ": " + phases.get(p).name());
        }
        time(phases.get(p).step(), leastNs.get(p));
      }
      System.gc();
    }
    for (int p = 0; p < names.size(); p++) {
      print(names.get(p), leastNs.get(p));
    }
  }

  private static void time(IntConsumer step, int[] leastNs) {
    for (int i = 0; i < leastNs.length; i++) {
      long startNs = System.nanoTime();
      step.accept(i);
      leastNs[i] = (int) Math.min(leastNs[i], System.nanoTime() - startNs);
    }
  }

  private static void print(String name, int[] ns) {
    Arrays.sort(ns);
    int last = ns.length - 1;
    System.out.printf(
        "%-32s %10.2f %10.1f %10.1f%n",
        name, ns[last / 2] / 1e3, ns[(int) (last * 0.9999)] / 1e3, ns[last] / 1e3);
  }

  private static List<Phase> set(int[] order) {
    LargeSet set = new LargeSet(new Arena(), SIP_HASH);
    return List.of(
        new Phase("add", i -> set.add(Elements.bytes(i), 0, 16)),
        new Phase("remove", i -> set.remove(Elements.bytes(order[i]), 0, 16)));
  }

  private static List<Phase> hash(int[] order) {
    LargeHash hash = new LargeHash(new Arena(), SIP_HASH);
    byte[] longer = new byte[40];
    return List.of(
        new Phase("put", i -> hash.put(Elements.bytes(i), 0, 16, Elements.bytes(i), 0, 16)),
        new Phase("replace", i -> hash.put(Elements.bytes(order[i]), 0, 16, longer, 0, 40)),
        new Phase("expire", i -> expire(hash, Elements.bytes(order[i]))),
        new Phase("remove", i -> hash.remove(Elements.bytes(order[i]), 0, 16)));
  }

  private static void expire(LargeHash hash, byte[] field) {
    long hashCode = hash.hash(field, 0, field.length);
    hash.expireAt(
        hashCode, hash.find(hashCode, field, 0, field.length), FIRST_MS - hashCode % 1000);
  }

  private static List<Phase> sortedSet(int[] order) {
    LargeSortedSet set = new LargeSortedSet(new Arena(), SIP_HASH);
    int last = order.length - 1;
    return List.of(
        new Phase("insert", i -> set.put(Elements.bytes(i), 0, 16, order[i])),
        new Phase("update score", i -> set.put(Elements.bytes(i), 0, 16, order[last - i])),
        new Phase("remove", i -> set.remove(Elements.bytes(order[i]), 0, 16)));
  }

  private static Quicklist list() {
    return new Quicklist(new Arena(), new ListLimits(-2), 0, new NodeCompressor());
  }

  private static List<Phase> list(int[] order) {
    Quicklist list = list();
    return List.of(
        new Phase("push right", i -> list.pushLast(Elements.bytes(i), 0, 16)),
        new Phase("push left", i -> list.pushFirst(Elements.bytes(i), 0, 16)),
        new Phase("pop left", i -> list.removeFirst()),
        new Phase("pop right", i -> list.removeLast()));
  }

  /** In a list of twenty times as many elements. */
  private static List<Phase> listMiddle(int[] order) {
    Quicklist list = list();
    for (int i = 0; i < 20 * order.length; i++) {
      list.pushLast(Elements.bytes(i), 0, 16);
    }
    QuicklistCursor cursor = new QuicklistCursor();
    byte[] longer = new byte[40];
    return List.of(
        new Phase(
            "insert",
            i -> {
              cursor.seek(list, 20L * order[i]);
              list.insertBefore(cursor, Elements.bytes(i), 0, 16);
            }),
        new Phase(
            "replace",
            i -> {
              cursor.seek(list, 20L * order[i]);
              list.replace(cursor, longer, 0, 40);
            }),
        new Phase(
            "remove",
            i -> {
              cursor.seek(list, 19L * order[i]);
              list.remove(cursor);
            }));
  }

  private static List<Phase> stream(int[] order) {
    StreamLog log = new StreamLog(new Arena());
    EventFields fields = new EventFields();
    ConsumerGroup group = log.groups().create(new byte[] {'g'}, 0, 1, 0, 0, 0);
    Consumer consumer = group.createConsumer(new byte[] {'c'}, 0, 1, 0);
    return List.of(
        new Phase("append", i -> log.append(FIRST_MS + i, 0, fields.next(), 4096, 100)),
        new Phase(
            "make pending", i -> group.setPending(FIRST_MS + order[i], 0, consumer, FIRST_MS, 1)),
        new Phase("acknowledge", i -> group.acknowledge(FIRST_MS + order[i], 0)),
        new Phase("delete", i -> log.delete(FIRST_MS + order[i], 0)));
  }
}
