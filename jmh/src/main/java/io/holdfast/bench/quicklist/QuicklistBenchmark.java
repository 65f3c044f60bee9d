package io.holdfast.bench.quicklist;

import io.holdfast.bench.Elements;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.quicklist.ListLimits;
import io.holdfast.encodings.quicklist.NodeCompressor;
import io.holdfast.encodings.quicklist.Quicklist;
import io.holdfast.encodings.quicklist.QuicklistCursor;
import java.util.ArrayDeque;
import java.util.Iterator;
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
 * A list of elements of 16 bytes. The rival is an {@link ArrayDeque} of byte arrays, which has no
 * index: where an index is wanted it is asked for the ends, and walks over its head.
 *
 * <pre>
 * java -jar jmh/target/benchmarks.jar QuicklistBenchmark
 * java -jar jmh/target/benchmarks.jar QuicklistBenchmark -p size=10000000 -bm sample -tu us
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class QuicklistBenchmark {
  private static final int SOURCES = 1 << 12;

  /** Number of elements. */
  @Param({"1000", "1000000"})
  public int size;

  /** {@code list-max-listpack-size}. */
  @Param("-2")
  public int nodeSize = -2;

  /** {@code list-compress-depth}. */
  @Param("0")
  public int compressDepth;

  private final byte[][] sources = new byte[SOURCES][];
  private final byte[] copy = new byte[64];
  private final QuicklistCursor cursor = new QuicklistCursor();
  private Quicklist list = newList();
  private ArrayDeque<byte[]> deque = new ArrayDeque<>();
  private long draw = 1;
  private int next;

  private Quicklist newList() {
    return new Quicklist(
        new Arena(), new ListLimits(nodeSize), compressDepth, new NodeCompressor());
  }

  /** Fills list and rival. */
  @Setup(Level.Trial)
  public void fill() {
    list = newList();
    deque = new ArrayDeque<>();
    for (int i = 0; i < SOURCES; i++) {
      sources[i] = Elements.bytes(i);
    }
    for (int i = 0; i < size; i++) {
      byte[] element = nextElement();
      list.pushLast(element, 0, element.length);
      deque.addLast(element.clone());
    }
  }

  private byte[] nextElement() {
    return sources[next++ & SOURCES - 1];
  }

  private long nextIndex() {
    draw = draw * 0x5851F42D4C957F2DL + 1;
    return (draw >>> 33) * size >>> 31;
  }

  /** A queue: RPUSH and LPOP. */
  @Benchmark
  public int queue() {
    byte[] element = nextElement();
    list.pushLast(element, 0, element.length);
    cursor.seek(list, 0);
    int length = cursor.copyText(copy, 0);
    list.removeFirst();
    return length;
  }

  /** A queue the other way: LPUSH and RPOP. */
  @Benchmark
  public int queueBackward() {
    byte[] element = nextElement();
    list.pushFirst(element, 0, element.length);
    cursor.seek(list, -1);
    int length = cursor.copyText(copy, 0);
    list.removeLast();
    return length;
  }

  /** A stack: RPUSH and RPOP. */
  @Benchmark
  public int stack() {
    byte[] element = nextElement();
    list.pushLast(element, 0, element.length);
    cursor.seek(list, -1);
    int length = cursor.copyText(copy, 0);
    list.removeLast();
    return length;
  }

  /** A queue of copies in an ArrayDeque. */
  @Benchmark
  public int queueOfArrayDeque() {
    deque.addLast(nextElement().clone());
    return deque.removeFirst().length;
  }

  /** LINDEX: a random element. */
  @Benchmark
  public int index() {
    cursor.seek(list, nextIndex());
    return cursor.copyText(copy, 0);
  }

  /** LRANGE: a hundred elements from the head. */
  @Benchmark
  public long rangeOf100() {
    return range(0, 100);
  }

  /** LRANGE: six hundred elements from the head. */
  @Benchmark
  public long rangeOf600() {
    return range(0, 600);
  }

  /** LRANGE: a hundred elements somewhere. */
  @Benchmark
  public long rangeOf100InTheMiddle() {
    return range(nextIndex(), 100);
  }

  private long range(long from, int count) {
    long sum = 0;
    int left = count;
    for (boolean more = cursor.seek(list, from); more && left > 0; more = cursor.next()) {
      sum += cursor.copyText(copy, 0);
      left--;
    }
    return sum;
  }

  /** A hundred elements from the head of an ArrayDeque, copied. */
  @Benchmark
  public long rangeOf100OfArrayDeque() {
    long sum = 0;
    Iterator<byte[]> iterator = deque.iterator();
    for (int left = 100; left > 0 && iterator.hasNext(); left--) {
      byte[] element = iterator.next();
      System.arraycopy(element, 0, copy, 0, element.length);
      sum += element.length;
    }
    return sum;
  }

  /** LINSERT and removal at random places, the seeking included. */
  @Benchmark
  public void insertAndRemoveInTheMiddle() {
    byte[] element = nextElement();
    cursor.seek(list, nextIndex());
    list.insertBefore(cursor, element, 0, element.length);
    cursor.seek(list, nextIndex());
    list.remove(cursor);
  }

  /** LSET at random places. */
  @Benchmark
  public void replace() {
    byte[] element = nextElement();
    cursor.seek(list, nextIndex());
    list.replace(cursor, element, 0, element.length);
  }
}
