package io.holdfast.bench.sortedset;

import io.holdfast.bench.Elements;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A sorted set of members of 16 bytes, beside a skip list and a map on the heap.
 *
 * <pre>
 * java -jar jmh/target/benchmarks.jar SortedSetBenchmark -p members=1000000
 * java -jar jmh/target/benchmarks.jar SortedSetBenchmark.rank -p peer=holdfast
 * </pre>
 *
 * The JDK's collections have no rank: {@code rank} counts through half of the set there.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class SortedSetBenchmark {
  /** Number of members. */
  @Param({"1000", "1000000"})
  public int members;

  /** Who holds them. */
  @Param({"holdfast", "jdk"})
  public String peer = "";

  private final SplittableRandom random = new SplittableRandom(5);
  private int[] scores = new int[0];
  private Leaderboard board = Leaderboard.named("jdk", new byte[0][]);
  private int next;

  /** Fills the peer in another order than it is asked in, with scores in a third. */
  @Setup(Level.Trial)
  public void fill() {
    board = Leaderboard.named(peer, Elements.shuffledBytes(members, 1));
    scores = Elements.shuffled(members, 2);
    Leaderboard.fill(board, scores);
  }

  /** A random member is removed, and inserted again with another score. */
  @Benchmark
  public void removeAndInsert() {
    int member = nextMember();
    board.remove(member);
    board.add(member, random.nextInt(members));
  }

  /** A random member gets a score that puts it anywhere. */
  @Benchmark
  public void update() {
    board.put(nextMember(), random.nextInt(members));
  }

  /** A random member's score rises a little: it passes ten others or so. */
  @Benchmark
  public void nudge() {
    int member = nextMember();
    scores[member] += random.nextInt(20);
    board.put(member, scores[member]);
  }

  /** The score of a random member. */
  @Benchmark
  public double score() {
    return board.score(nextMember());
  }

  /** The rank of a random member. */
  @Benchmark
  public int rank() {
    return board.rank(nextMember());
  }

  /** Ten members from a random score on. */
  @Benchmark
  public int ten() {
    return board.range(random.nextInt(members), 10);
  }

  /** A hundred members from a random score on. */
  @Benchmark
  public int hundred() {
    return board.range(random.nextInt(members), 100);
  }

  /** The first member is taken away and comes back anywhere. */
  @Benchmark
  public void popMinAndPut() {
    board.popMinAndPut(random.nextInt(members));
  }

  private int nextMember() {
    next = next + 1 == members ? 0 : next + 1;
    return next;
  }
}
