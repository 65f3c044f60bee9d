package io.holdfast.bench;

import io.holdfast.bench.stream.EventFields;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.members.LargeHash;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.quicklist.ListLimits;
import io.holdfast.encodings.quicklist.NodeCompressor;
import io.holdfast.encodings.quicklist.Quicklist;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import io.holdfast.encodings.sortedset.ListpackSortedSet;
import io.holdfast.encodings.sortedset.ScoreText;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.StreamLog;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Heap per element after full collections, of each encoding filled with its data set. Not a JMH
 * benchmark.
 *
 * <pre>
 * java -Xmx4g -cp jmh/target/benchmarks.jar io.holdfast.bench.EncodingsMemory [elements] [name]
 * </pre>
 *
 * Elements are 16 bytes. A name measures the data sets whose names contain it.
 */
public final class EncodingsMemory {
  private static final SipHash SIP_HASH = new SipHash(1, 2);

  private static final long FIRST_MS = 1_700_000_000_000L;

  private EncodingsMemory() {}

  /** Fills and measures one data set after the other. */
  public static void main(String[] args) {
    int elements = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    String wanted = args.length > 1 ? args[1] : "";
    System.out.printf("%-60s %14s%n", elements + " elements of 16 bytes", "bytes/element");
    dataSets()
        .forEach(
            (name, fill) -> {
              if (name.contains(wanted)) {
                report(name, elements, fill);
              }
            });
  }

  private static Map<String, IntFunction<Object>> dataSets() {
    Map<String, IntFunction<Object>> dataSets = new LinkedHashMap<>();
    dataSets.put("one set", EncodingsMemory::set);
    dataSets.put("one hash, values of 16 bytes", EncodingsMemory::hash);
    dataSets.put("one sorted set, scores in random order", n -> sortedSet(n, 1));
    dataSets.put("one sorted set, scores rising", n -> sortedSet(n, 0));
    dataSets.put("one sorted set, one score", n -> sortedSet(n, 2));
    dataSets.put("sorted sets of 20 in listpacks, keys of 16 bytes", EncodingsMemory::sortedSets);
    dataSets.put(
        "one stream, entries with 2 fields of 8 bytes and values of 8", EncodingsMemory::stream);
    dataSets.put("the same, and all entries pending for 10 consumers", n -> pending(stream(n)));
    dataSets.put("one list", n -> list(n, 0));
    dataSets.put("one list, compressed", n -> list(n, 1));
    dataSets.put("lists of 20 in listpacks, keys of 16 bytes", SmallCollections::lists);
    dataSets.put("sets of 20 integers in intsets, keys of 16 bytes", SmallCollections::intsets);
    return dataSets;
  }

  private static Object set(int elements) {
    LargeSet set = new LargeSet(new Arena(), SIP_HASH);
    for (int i = 0; i < elements; i++) {
      byte[] member = Elements.bytes(i);
      set.add(member, 0, member.length);
    }
    return set;
  }

  private static Object hash(int elements) {
    LargeHash hash = new LargeHash(new Arena(), SIP_HASH);
    for (int i = 0; i < elements; i++) {
      byte[] field = Elements.bytes(i);
      hash.put(field, 0, field.length, field, 0, field.length);
    }
    return hash;
  }

  /** Scores: 0 rise with the member, 1 do not, 2 are equal and members come in random order. */
  private static Object sortedSet(int elements, int scores) {
    LargeSortedSet set = new LargeSortedSet(new Arena(), SIP_HASH);
    int[] shuffled = Elements.shuffled(elements, 1);
    for (int i = 0; i < elements; i++) {
      byte[] member = Elements.bytes(scores == 2 ? shuffled[i] : i);
      set.put(member, 0, member.length, scores == 0 ? i : scores == 1 ? shuffled[i] : 0);
    }
    return set;
  }

  private static Object list(int elements, int compressDepth) {
    Quicklist list =
        new Quicklist(new Arena(), new ListLimits(-2), compressDepth, new NodeCompressor());
    for (int i = 0; i < elements; i++) {
      byte[] element = Elements.bytes(i);
      list.pushLast(element, 0, element.length);
    }
    return list;
  }

  private static StreamLog stream(int elements) {
    StreamLog log = new StreamLog(new Arena());
    EventFields fields = new EventFields();
    for (int i = 0; i < elements; i++) {
      log.append(FIRST_MS + i, 0, fields.next(), 4096, 100);
    }
    return log;
  }

  private static Object pending(StreamLog log) {
    byte[] names = "0123456789".getBytes(StandardCharsets.US_ASCII);
    ConsumerGroup group = log.groups().create(names, 0, 1, 0, 0, 0);
    for (int i = 0; i < names.length; i++) {
      group.createConsumer(names, i, 1, 0);
    }
    for (int i = 0; i < log.entriesAdded(); i++) {
      group.setPending(FIRST_MS + i, 0, group.consumerAt(i / 10 % 10), FIRST_MS, 1);
    }
    return log;
  }

  /** Keys and listpacks side by side in blocks with a header of 8 bytes, and a table of keys. */
  private static Object sortedSets(int elements) {
    LargeHash sets = new LargeHash(new Arena(), SIP_HASH);
    SplittableRandom random = new SplittableRandom(1);
    ScoreText score = new ScoreText();
    byte[] listpack = new byte[1_000];
    for (int i = 0; i < elements / 20; i++) {
      Listpack.create(listpack, 0);
      for (int j = 0; j < 20; j++) {
        byte[] member = Elements.bytes(j);
        score.set(random.nextInt(1_000_000));
        ListpackSortedSet.insert(listpack, 0, member, 0, member.length, score);
      }
      byte[] key = Elements.bytes(i);
      sets.put(key, 0, key.length, listpack, 0, Listpack.bytes(listpack, 0));
    }
    return sets;
  }

  private static void report(String name, int elements, IntFunction<Object> fill) {
    long before = usedAfterCollection();
    Object held = fill.apply(elements);
    long after = usedAfterCollection();
    System.out.printf("%-60s %14.1f%n", name, (double) (after - before) / elements);
    if (held.hashCode() == 0) {
      System.out.println();
    }
  }

  private static long usedAfterCollection() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      runtime.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
