package io.holdfast.bench;

import io.holdfast.Codec;
import io.holdfast.Db;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs that a block can be undone: a hundred plain writes in a block that can be, {@code
 * call}, and in one that cannot, {@code batch}; per write.
 *
 * <pre>
 * java -jar jmh/target/benchmarks.jar BlockBenchmark -p writes=set,add,field,score
 * java -jar jmh/target/benchmarks.jar BlockBenchmark.call -prof gc
 * java -Xmx1g -cp jmh/target/benchmarks.jar io.holdfast.bench.BlockBenchmark 300 1000
 * </pre>
 *
 * The last one alternates the three in one JVM, so many rounds on so many keys, and shows the lower
 * quartile of the processor time of each: for machines that others use, too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class BlockBenchmark {
  private static final int WRITES = 100;
  private static final int BLOCKS_A_TURN = 40;
  private static final int MAX_ADDED = 1 << 20;
  private static final int VALUE_BYTES = 100;
  private static final byte[] BOARD = bytes("board");

  /**
   * What a block writes: SET of keys that exist, 100 bytes; SET of new keys; HSET of a field of
   * small hashes; ZADD of members of one large sorted set.
   */
  @Param({"set", "add", "field", "score"})
  public String writes = "";

  /** How many keys, or members, there are: what a cache holds, and what it does not. */
  @Param({"1000", "131072"})
  public int keyCount;

  private final SplittableRandom random = new SplittableRandom(1);
  private byte[][] keys = {};
  private final byte[][] added = new byte[MAX_ADDED][];
  private final byte[][] fields = new byte[8][];
  private int addedCount;
  private byte[] value = new byte[VALUE_BYTES];
  private Store store = Holdfast.open();
  private Db<byte[], byte[]> db = store.with(Codec.bytes(), Codec.bytes());

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Fills the store. */
  @Setup(Level.Trial)
  public void fill() {
    keys = new byte[keyCount][];
    for (int i = 0; i < keyCount; i++) {
      keys[i] = bytes("key:" + i);
    }
    for (int i = 0; i < fields.length; i++) {
      fields[i] = bytes("field" + i);
    }
    for (int i = 0; i < MAX_ADDED; i++) {
      added[i] = bytes("new:" + i);
    }
    for (byte[] key : keys) {
      if (writes.equals("set")) {
        db.strings().set(key, value);
      } else if (writes.equals("score")) {
        db.sortedSets().add(BOARD, key, random.nextDouble());
      } else if (writes.equals("field")) {
        for (byte[] field : fields) {
          db.hashes().set(key, field, key);
        }
      }
    }
  }

  /** Ends the store. */
  @TearDown(Level.Trial)
  public void close() {
    store.close();
  }

  /** A block that can be undone. */
  @Benchmark
  @OperationsPerInvocation(WRITES)
  public int call() {
    return store.call(block -> write());
  }

  /** A block that cannot. */
  @Benchmark
  @OperationsPerInvocation(WRITES)
  public int batch() {
    return store.batch(block -> write());
  }

  /** A block that can be undone, and is. */
  @Benchmark
  @OperationsPerInvocation(WRITES)
  public int undone() {
    try {
      return store.call(
          block -> {
            write();
            throw Thrown.THROWN;
          });
    } catch (Thrown e) {
      return 0;
    }
  }

  /** Rounds, and how many keys there are. */
  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[0]);
    for (String writes : new String[] {"set", "add", "field", "score"}) {
      BlockBenchmark benchmark = new BlockBenchmark();
      benchmark.writes = writes;
      benchmark.keyCount = Integer.parseInt(args[1]);
      benchmark.fill();
      alternate(benchmark, rounds / 2);
      double[] ns = alternate(benchmark, rounds);
      System.out.printf(
          "%-6s batch %.0f ns, call %.0f ns (%.2f), undone %.0f ns%n",
          writes, ns[0], ns[1], ns[1] / ns[0], ns[2]);
      benchmark.close();
    }
  }

  /** The lower quartiles of batch, call and undone, per write. */
  private static double[] alternate(BlockBenchmark benchmark, int rounds) {
    List<IntSupplier> rivals = List.of(benchmark::batch, benchmark::call, benchmark::undone);
    long[][] ns = new long[rivals.size()][rounds];
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (int round = 0; round < rounds; round++) {
      for (int turn = 0; turn < rivals.size(); turn++) {
        int rival = (round + turn) % rivals.size();
        long startNs = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < BLOCKS_A_TURN; i++) {
          rivals.get(rival).getAsInt();
        }
        ns[rival][round] = threads.getCurrentThreadCpuTime() - startNs;
      }
    }
    double[] quartiles = new double[rivals.size()];
    for (int rival = 0; rival < quartiles.length; rival++) {
      Arrays.sort(ns[rival]);
      quartiles[rival] = ns[rival][rounds / 4] / (double) (BLOCKS_A_TURN * WRITES);
    }
    return quartiles;
  }

  private int write() {
    value[random.nextInt(VALUE_BYTES)]++;
    for (int i = 0; i < WRITES; i++) {
      byte[] key = keys[random.nextInt(keyCount)];
      switch (writes) {
        case "set" -> db.strings().set(key, value);
        case "field" -> db.hashes().set(key, fields[i & 7], key);
        case "score" -> db.sortedSets().add(BOARD, key, random.nextDouble());
        default -> add();
      }
    }
    return WRITES;
  }

  /** Adds the next of the new keys; when all are there, they go at once, and it begins again. */
  private void add() {
    if (addedCount == MAX_ADDED) {
      db.flush();
      addedCount = 0;
    }
    db.strings().set(added[addedCount++], value);
  }

  private static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Thrown THROWN = new Thrown();

    private Thrown() {
      super("thrown", null, false, false);
    }
  }
}
