package io.holdfast.bench;

import io.holdfast.Codec;
import io.holdfast.Db;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class BlockBenchmark {
  private static final int WRITES = 100;
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
