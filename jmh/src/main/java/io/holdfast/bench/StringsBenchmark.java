package io.holdfast.bench;

import io.holdfast.Store;
import io.holdfast.Strings;
import io.holdfast.ValueReader;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * Get and set of random keys among a million, in process, beside the maps an application would use.
 *
 * <pre>
 * java -jar jmh/target/benchmarks.jar StringsBenchmark.get -p peer=holdfast,map,caffeine
 * java -jar jmh/target/benchmarks.jar StringsBenchmark -t 4 -bm sample -tu us
 * java -jar jmh/target/benchmarks.jar StringsBenchmark.read -prof gc
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class StringsBenchmark {
  private static final int BATCH = 64;

  /** Non-capturing, so that reading allocates nothing. */
  private static final ValueReader<@Nullable Object> TOUCH =
      (bytes, offset, length) -> {
        sink = bytes[offset] + length;
        return null;
      };

  private static int sink;

  /** Who holds the strings. */
  @Param({"holdfast", "map", "caffeine"})
  public String peer = "";

  /** Keys and values as String or as byte[]. */
  @Param({"text", "bytes"})
  public String form = "";

  private Peer target = Peer.named("map");

  /** A random order of its own for every thread. */
  @State(Scope.Thread)
  public static class Cursor {
    private final SplittableRandom random =
        new SplittableRandom(Thread.currentThread().getId() * 31);

    int next() {
      return random.nextInt(Dataset.SIZE);
    }

    byte[] key() {
      return Dataset.key(next());
    }
  }

  /** Fills the peer. */
  @Setup(Level.Trial)
  public void fill() {
    target = Peer.named(peer);
    target.fill(form.equals("text"));
  }

  /** Ends the peer. */
  @TearDown(Level.Trial)
  public void close() {
    target.close();
  }

  /** What making a key costs, which every other figure includes. */
  @Benchmark
  public Object key(Cursor cursor) {
    return form.equals("text") ? Dataset.text(cursor.key()) : cursor.key();
  }

  /** One synchronous get, and a look at the value. */
  @Benchmark
  public int get(Cursor cursor) {
    if (form.equals("text")) {
      String value = target.get(Dataset.text(cursor.key()));
      return value == null ? -1 : value.charAt(0);
    }
    byte[] value = target.get(cursor.key());
    return value == null ? -1 : value[0];
  }

  /** One synchronous set of a key that exists. */
  @Benchmark
  public void set(Cursor cursor) {
    int number = cursor.next();
    if (form.equals("text")) {
      target.set(Dataset.text(Dataset.key(number)), Dataset.text(Dataset.value(number)));
    } else {
      target.set(Dataset.key(number), Dataset.value(number));
    }
  }

  /** One get without a copy; holdfast only. */
  @Benchmark
  public @Nullable Object read(Cursor cursor) {
    return strings().read(cursor.key(), TOUCH);
  }

  /** Reads one after the other under one ownership; holdfast only. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public @Nullable Object batch(Cursor cursor) {
    Strings<byte[], byte[]> strings = strings();
    return store().<@Nullable Object>batch(db -> readMany(strings, cursor));
  }

  /** Reads one after the other as one unit; holdfast only. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public @Nullable Object call(Cursor cursor) {
    Strings<byte[], byte[]> strings = strings();
    return store().<@Nullable Object>call(db -> readMany(strings, cursor));
  }

  /** Gets asked for together; holdfast only. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Object mget(Cursor cursor) {
    byte[][] keys = new byte[BATCH][];
    for (int i = 0; i < BATCH; i++) {
      keys[i] = cursor.key();
    }
    return strings().mget(Arrays.asList(keys));
  }

  /** One asynchronous get, waited for; holdfast only. */
  @Benchmark
  public @Nullable Object submit(Cursor cursor) {
    String key = Dataset.text(cursor.key());
    return store().<@Nullable Object>submit(db -> db.strings().get(key)).join();
  }

  private static @Nullable Object readMany(Strings<byte[], byte[]> strings, Cursor cursor) {
    for (int n = 0; n < BATCH; n++) {
      strings.read(cursor.key(), TOUCH);
    }
    return null;
  }

  private Strings<byte[], byte[]> strings() {
    return ((Peer.OfStore) target).bytes;
  }

  private Store store() {
    return ((Peer.OfStore) target).store;
  }
}
