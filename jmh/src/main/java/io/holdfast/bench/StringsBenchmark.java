package io.holdfast.bench;

import io.holdfast.Codec;
import io.holdfast.Strings;
import io.holdfast.ValueReader;
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
  private Dataset data = new Dataset();

  /** A random order of its own for every thread. */
  @State(Scope.Thread)
  public static class Cursor {
    private final SplittableRandom random =
        new SplittableRandom(Thread.currentThread().getId() * 31);

    int next() {
      return random.nextInt(Dataset.SIZE);
    }
  }

  /** Fills the peer. */
  @Setup(Level.Trial)
  public void fill() {
    target = Peer.named(peer);
    target.fill(data, form.equals("text"));
  }

  /** Ends the peer. */
  @TearDown(Level.Trial)
  public void close() {
    target.close();
  }

  /** One synchronous get. */
  @Benchmark
  public @Nullable Object get(Cursor cursor) {
    int i = cursor.next();
    return form.equals("text") ? target.get(data.askedKeys[i]) : target.get(data.keyBytes[i]);
  }

  /** One synchronous set of a key that exists. */
  @Benchmark
  public void set(Cursor cursor) {
    int i = cursor.next();
    if (form.equals("text")) {
      target.set(data.askedKeys[i], data.values[i]);
    } else {
      target.set(data.keyBytes[i], data.valueBytes[i]);
    }
  }

  /** One get without a copy; holdfast only. */
  @Benchmark
  public @Nullable Object read(Cursor cursor) {
    return strings().read(data.keyBytes[cursor.next()], TOUCH);
  }

  /** Reads under one ownership; holdfast only. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public @Nullable Object batch(Cursor cursor) {
    Strings<byte[], byte[]> strings = strings();
    return ((Peer.OfStore) target).store.<@Nullable Object>batch(db -> readMany(strings, cursor));
  }

  /** Reads as one unit; holdfast only. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public @Nullable Object call(Cursor cursor) {
    Strings<byte[], byte[]> strings = strings();
    return ((Peer.OfStore) target).store.<@Nullable Object>call(db -> readMany(strings, cursor));
  }

  /** One asynchronous set, waited for; holdfast only. */
  @Benchmark
  public @Nullable Object submit(Cursor cursor) {
    int i = cursor.next();
    return ((Peer.OfStore) target)
        .store
        .<@Nullable Object>submit(db -> db.strings().get(data.askedKeys[i]))
        .join();
  }

  private @Nullable Object readMany(Strings<byte[], byte[]> strings, Cursor cursor) {
    for (int n = 0; n < BATCH; n++) {
      strings.read(data.keyBytes[cursor.next()], TOUCH);
    }
    return null;
  }

  private Strings<byte[], byte[]> strings() {
    return ((Peer.OfStore) target).store.with(Codec.bytes(), Codec.bytes()).strings();
  }
}
