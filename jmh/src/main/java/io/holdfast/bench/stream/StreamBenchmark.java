package io.holdfast.bench.stream;

import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * A stream of entries with two fields, and a group that reads it.
 *
 * <pre>java -jar jmh/target/benchmarks.jar StreamBenchmark</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class StreamBenchmark {
  private static final int NODE_MAX_BYTES = 4096;
  private static final int NODE_MAX_ENTRIES = 100;
  private static final int RANGE = 100;
  private static final int READ = 10;
  private static final long FIRST_MS = 1_700_000_000_000L;

  /** Number of entries, which stays the same; and half as many are pending. */
  @Param({"1000", "1000000"})
  public int entries;

  private final SplittableRandom random = new SplittableRandom(1);
  private final EventFields fields = new EventFields();
  private final byte[] text = new byte[16];
  private StreamLog log = new StreamLog(new Arena());
  private StreamIterator iterator = log.iterator();
  private StreamIterator unread = log.iterator();
  private Consumer consumer = group(log).createConsumer(new byte[] {'c'}, 0, 1, 0);

  /** Fills the stream, and delivers half of it. */
  @Setup(Level.Iteration)
  public void fill() {
    log = new StreamLog(new Arena());
    iterator = log.iterator();
    unread = log.iterator();
    for (int i = 0; i < entries; i++) {
      append(FIRST_MS + i);
    }
    ConsumerGroup group = group(log);
    consumer = group.createConsumer(new byte[] {'c'}, 0, 1, 0);
    for (int i = 0; i < entries / 2; i++) {
      group.setPending(FIRST_MS + i, 0, consumer, FIRST_MS, 1);
    }
    group.setLastId(FIRST_MS + entries / 2 - 1, 0, entries / 2);
  }

  private static ConsumerGroup group(StreamLog log) {
    return log.groups().count() > 0
        ? log.groups().get(0)
        : log.groups().create(new byte[] {'g'}, 0, 1, 0, 0, 0);
  }

  private void append(long ms) {
    log.append(ms, 0, fields.next(), NODE_MAX_BYTES, NODE_MAX_ENTRIES);
  }

  /** XADD MAXLEN ~: an entry more, and now and then a node less. */
  @Benchmark
  public long append() {
    append(log.lastMs() + 1);
    return log.trimByLength(entries, true, 0);
  }

  /** XRANGE from somewhere, COUNT 100: every field and value is copied. */
  @Benchmark
  @OperationsPerInvocation(RANGE)
  public int range() {
    iterator.range(log.firstMs() + random.nextInt(entries - RANGE), 0, -1, -1);
    return copied(RANGE);
  }

  /** XREVRANGE from somewhere, COUNT 100. */
  @Benchmark
  @OperationsPerInvocation(RANGE)
  public int reverseRange() {
    iterator.reverseRange(log.lastMs() - random.nextInt(entries - RANGE), 0, 0, 0);
    return copied(RANGE);
  }

  private int copied(int most) {
    int sum = 0;
    for (int left = most; left > 0 && iterator.next(); left--) {
      while (iterator.nextField()) {
        sum += copy(iterator.field()) + copy(iterator.value());
      }
    }
    return sum;
  }

  private int copy(int position) {
    return Listpack.copyText(iterator.bytes(), iterator.at(), position, text, 0);
  }

  /** One entry by its ID. */
  @Benchmark
  public boolean contains() {
    return log.contains(FIRST_MS + random.nextInt(entries), 0);
  }

  /** XREADGROUP COUNT 10 and XACK of the ten oldest; where the stream ends it is read again. */
  @Benchmark
  @OperationsPerInvocation(READ)
  public long readAndAcknowledge() {
    ConsumerGroup group = group(log);
    if (group.lastMs() >= log.lastMs() - READ) {
      group.setLastId(log.firstMs() + entries / 2 - 1, 0, entries / 2);
    }
    unread.range(group.lastMs(), group.lastSeq() + 1, -1, -1);
    for (int i = 0; i < READ && unread.next(); i++) {
      group.advance(log, unread.ms(), unread.seq());
      group.setPending(unread.ms(), unread.seq(), consumer, FIRST_MS, 1);
    }
    for (int i = 0; i < READ; i++) {
      long oldest = group.pending().first();
      group.acknowledge(group.pending().ms(oldest), group.pending().seq(oldest));
    }
    return group.pending().size();
  }

  /** XCLAIM and XACK of a random pending entry, which then is delivered again. */
  @Benchmark
  public boolean acknowledgeRandom() {
    ConsumerGroup group = group(log);
    long ms = FIRST_MS + random.nextInt(entries / 2);
    boolean wasPending = group.acknowledge(ms, 0);
    group.setPending(ms, 0, consumer, FIRST_MS, 2);
    return wasPending;
  }
}
