package io.holdfast.bench.codec;

import io.holdfast.core.codec.ChunkPool;
import io.holdfast.core.codec.ReplyWriter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writing 64 replies and dropping them as sent, per reply.
 *
 * <p>{@code java -jar jmh/target/benchmarks.jar ReplyWriter -prof gc}
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@OperationsPerInvocation(ReplyWriterBenchmark.PIPELINE)
public class ReplyWriterBenchmark {
  static final int PIPELINE = 64;

  private final ReplyWriter reply = new ReplyWriter(new ChunkPool());
  private final byte[] page = new byte[256 * 1024];
  private final byte[] target = new byte[16 * 1024];
  private long number = 1234567;

  private long sent() {
    long pending = reply.pendingBytes();
    reply.consume(pending);
    return pending;
  }

  /** {@code +OK}. */
  @Benchmark
  public long ok() {
    for (int i = 0; i < PIPELINE; i++) {
      reply.ok();
    }
    return sent();
  }

  /** A null bulk string. */
  @Benchmark
  public long nullBulk() {
    for (int i = 0; i < PIPELINE; i++) {
      reply.nullBulk();
    }
    return sent();
  }

  /** Integers below 64. */
  @Benchmark
  public long smallInteger() {
    for (int i = 0; i < PIPELINE; i++) {
      reply.integer(i);
    }
    return sent();
  }

  /** Integers of seven digits and more. */
  @Benchmark
  public long integer() {
    for (int i = 0; i < PIPELINE; i++) {
      reply.integer(number++);
    }
    return sent();
  }

  /** Bulk strings of 3 bytes, each from another place of an arena's page. */
  @Benchmark
  public long bulk3() {
    return bulks(3);
  }

  /** Bulk strings of 32 bytes. */
  @Benchmark
  public long bulk32() {
    return bulks(32);
  }

  /** Bulk strings of 1024 bytes. */
  @Benchmark
  public long bulk1024() {
    return bulks(1024);
  }

  private long bulks(int length) {
    for (int i = 0; i < PIPELINE; i++) {
      reply.bulk(page, i * 2048, length);
    }
    return sent();
  }

  /** What copying 32 bytes costs by itself. */
  @Benchmark
  public byte[] copy32() {
    for (int i = 0; i < PIPELINE; i++) {
      System.arraycopy(page, i * 2048, target, i * 40, 32);
    }
    return target;
  }

  /** What copying 1024 bytes costs by itself. */
  @Benchmark
  public byte[] copy1024() {
    for (int i = 0; i < PIPELINE; i++) {
      System.arraycopy(page, i * 2048, target, (i & 7) * 1032, 1024);
    }
    return target;
  }

  /** One reply at a time, as without pipelining: a chunk is taken and given back. */
  @Benchmark
  @OperationsPerInvocation(1)
  public long okAlone() {
    reply.ok();
    return sent();
  }

  /** A status given as text. */
  @Benchmark
  public long simpleString() {
    for (int i = 0; i < PIPELINE; i++) {
      reply.simpleString("string");
    }
    return sent();
  }

  /** An error given as text. */
  @Benchmark
  public long error() {
    for (int i = 0; i < PIPELINE; i++) {
      reply.error("ERR value is not an integer or out of range");
    }
    return sent();
  }
}
