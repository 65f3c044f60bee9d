package io.holdfast.bench.hashing;

import io.holdfast.encodings.hashing.Crc64;
import io.holdfast.encodings.hashing.MurmurHash64A;
import io.holdfast.encodings.hashing.SipHash;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds to hash one key, beside the JDK's array hash (which an attacker can steer) and its
 * CRC-32C (which the processor helps).
 *
 * <pre>{@code
 * java -jar jmh/target/benchmarks.jar HashBenchmark
 * }</pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Thread)
public class HashBenchmark {
  private static final int KEYS = 256;

  @Param({"5", "16", "40", "1024"})
  int length;

  private final SipHash sipHash = new SipHash(0x0123456789abcdefL, 0xfedcba9876543210L);
  private final CRC32C crc32c = new CRC32C();
  private byte[] keys = {};
  private int at;

  @Setup
  public void fill() {
    keys = new byte[KEYS * length + 8];
    new SplittableRandom(1).nextBytes(keys);
  }

  private int next() {
    at = (at + 1) & (KEYS - 1);
    return 8 + at * length;
  }

  @Benchmark
  public long sipHash() {
    return sipHash.hash(keys, next(), length);
  }

  @Benchmark
  public long murmurHash64A() {
    return MurmurHash64A.hash(keys, next(), length, 1);
  }

  @Benchmark
  public long crc64() {
    return Crc64.of(keys, next(), length);
  }

  @Benchmark
  public long crc32cOfJdk() {
    crc32c.reset();
    crc32c.update(keys, next(), length);
    return crc32c.getValue();
  }

  @Benchmark
  public int multiplyBy31() {
    int hash = 1;
    int from = next();
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + keys[i];
    }
    return hash;
  }
}
