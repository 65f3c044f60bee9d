package io.holdfast.encodings.hyperloglog;

import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.hashing.MurmurHash64A;
import java.util.Objects;

/**
 * A HyperLogLog in a range of bytes: the value of a string key that PFADD made.
 *
 * <pre>
 *  | "HYLL" | encoding | 0 0 0 | cached count, 8 bytes LE | registers |
 *
 *  encoding      0 = dense, 16384 registers of 6 bits; 1 = sparse, run lengths
 *  cached count  its highest bit says that it is stale
 *
 *  hash, 64 bits | rest, 50 bits | register index, 14 bits |
 * </pre>
 *
 * A register holds one more than the trailing zeros of the largest such count of the rest it has
 * seen, so 1 to 51, or 0 if it saw none.
 *
 * <p>A HyperLogLog starts sparse and becomes dense when a register passes 32 or the bytes would
 * pass the {@code hll-sparse-max-bytes} of the configuration; it never turns back. It does not
 * state its own length while sparse: the length of the string does, so every method takes it.
 *
 * <p>No method makes room: before {@link #add} and {@link #merge} the caller sees to it that the
 * range may grow to {@link #bytesToAdd} or {@link #bytesToMerge}; when they answer that it has to
 * become dense, the caller takes a block of {@link #DENSE_BYTES}, fills it by {@link #toDense}, and
 * asks again.
 *
 * <p>Bytes from outside: {@link #isHyperLogLog} looks at the header, {@link #validate} at
 * everything. Methods that meet sparse registers which do not decode throw {@link
 * DamagedBytesException} and never read or write outside the range.
 *
 * <p>Thread: the owner of the bytes. Cost: adding O(1) when dense, O(bytes) when sparse; an
 * estimate O(registers). Source: Flajolet, Fusy, Gandouet, Meunier, "HyperLogLog: the analysis of a
 * near-optimal cardinality estimation algorithm" (2007); the bytes are those that GET shows of a
 * Redis server's key.
 */
public final class HyperLogLog {
  /** Bits of a hash that choose the register. */
  public static final int INDEX_BITS = 14;

  /** Number of registers. */
  public static final int REGISTERS = 1 << INDEX_BITS;

  /** Length of one that has seen nothing. */
  public static final int EMPTY_BYTES = 18;

  /** Length of a dense one. */
  public static final int DENSE_BYTES = 16 + DenseRegisters.BYTES;

  /** Answer of {@link #add}: it knew as much before. */
  public static final int UNCHANGED = 0;

  /** Answer of {@link #add}: call {@link #toDense}, then ask again. */
  public static final int NEEDS_DENSE = -1;

  static final int HEADER_BYTES = 16;
  static final String NAME = "HyperLogLog";

  private static final int MAGIC = 'H' | 'Y' << 8 | 'L' << 16 | 'L' << 24;
  private static final int ENCODING = 4;
  private static final int CACHED_COUNT = 8;
  private static final byte DENSE = 0;
  private static final byte SPARSE = 1;
  private static final long STALE = 1L << 63;
  private static final long HASH_SEED = 0xadc83b19L;

  private HyperLogLog() {}

  /** Writes one that has seen nothing, {@link #EMPTY_BYTES} long, with a cached count of 0. */
  public static void writeEmpty(byte[] bytes, int at) {
    LittleEndian.put32(bytes, at, MAGIC);
    LittleEndian.put32(bytes, at + ENCODING, SPARSE);
    LittleEndian.put64(bytes, at + CACHED_COUNT, 0);
    SparseRegisters.writeEmpty(bytes, at + HEADER_BYTES);
  }

  /** Whether the header is that of a HyperLogLog, and a dense one has its length. */
  public static boolean isHyperLogLog(byte[] bytes, int at, int length) {
    if (length < HEADER_BYTES || LittleEndian.i32(bytes, at) != MAGIC) {
      return false;
    }
    byte encoding = bytes[at + ENCODING];
    return encoding == SPARSE || encoding == DENSE && length == DENSE_BYTES;
  }

  /**
   * Checks every byte that has a meaning.
   *
   * @throws DamagedBytesException if it is no HyperLogLog, or its sparse registers are not 16384
   */
  public static void validate(byte[] bytes, int at, int length) {
    if (!isHyperLogLog(bytes, at, length)) {
      throw new DamagedBytesException(NAME, "header or length is wrong", 0);
    }
    if (isSparse(bytes, at)) {
      SparseRegisters.validate(bytes, at + HEADER_BYTES, at + length);
    }
  }

  /** Whether the registers are run lengths. */
  public static boolean isSparse(byte[] bytes, int at) {
    return bytes[at + ENCODING] == SPARSE;
  }

  /** The hash that decides what an element changes. */
  public static long hash(byte[] element, int offset, int length) {
    return MurmurHash64A.hash(element, offset, length, HASH_SEED);
  }

  /** How long {@link #add} may make it. */
  public static int bytesToAdd(byte[] bytes, int at, int length, int sparseMaxBytes) {
    return isSparse(bytes, at)
        ? Math.max(length, Math.min(length + SparseRegisters.MAX_GROWTH, sparseMaxBytes))
        : length;
  }

  /**
   * Adds the element with this hash; the cached count becomes stale if that changes anything.
   *
   * @param sparseMaxBytes the length a sparse one may not grow beyond
   * @return the new length; or {@link #UNCHANGED}; or {@link #NEEDS_DENSE}, with nothing changed
   */
  public static int add(byte[] bytes, int at, int length, long hash, int sparseMaxBytes) {
    int index = (int) hash & (REGISTERS - 1);
    // The bit behind the rest ends a count that would run out of the hash.
    long rest = hash >>> INDEX_BITS | 1L << CardinalityEstimator.Q;
    int value = Long.numberOfTrailingZeros(rest) + 1;
    int start = at + HEADER_BYTES;
    int newLength = length;
    if (isSparse(bytes, at)) {
      int end = SparseRegisters.raise(bytes, start, at + length, index, value, at + sparseMaxBytes);
      if (end == UNCHANGED || end == NEEDS_DENSE) {
        return end;
      }
      newLength = end - at;
    } else if (value > DenseRegisters.get(bytes, start, index)) {
      DenseRegisters.set(bytes, start, index, value);
    } else {
      return UNCHANGED;
    }
    invalidateCachedCount(bytes, at);
    return newLength;
  }

  /**
   * Writes the same registers, dense, to other bytes, which must have room for {@link
   * #DENSE_BYTES}. The cached count goes with them.
   */
  public static void toDense(byte[] bytes, int at, int length, byte[] to, int toAt) {
    if (!isSparse(bytes, at)) {
      System.arraycopy(bytes, at, to, toAt, DENSE_BYTES);
      return;
    }
    SparseRegisters.toDense(bytes, at + HEADER_BYTES, at + length, to, toAt + HEADER_BYTES);
    System.arraycopy(bytes, at, to, toAt, HEADER_BYTES);
    to[toAt + ENCODING] = DENSE;
  }

  /**
   * Raises each of {@code registers}, one byte a register, to the value it has in this HyperLogLog:
   * begin with zeros, and the registers become those of the union.
   */
  public static void mergeInto(byte[] registers, byte[] bytes, int at, int length) {
    if (isSparse(bytes, at)) {
      SparseRegisters.mergeInto(registers, bytes, at + HEADER_BYTES, at + length);
    } else {
      DenseRegisters.mergeInto(registers, bytes, at + HEADER_BYTES);
    }
  }

  /** How long {@link #merge} may make it. */
  public static int bytesToMerge(byte[] bytes, int at, int length, int sparseMaxBytes) {
    return isSparse(bytes, at)
        ? Math.max(length, Math.min(SparseRegisters.MAX_BYTES + HEADER_BYTES, sparseMaxBytes))
        : length;
  }

  /**
   * Raises every register to its value in {@code registers}; the cached count becomes stale.
   *
   * @return the new length; or a negative number if it has to become dense: some registers are
   *     raised and the length is now that number without its sign, so call {@link #toDense} with
   *     it, then this again
   */
  public static int merge(byte[] bytes, int at, int length, byte[] registers, int sparseMaxBytes) {
    int start = at + HEADER_BYTES;
    int newLength = length;
    if (isSparse(bytes, at)) {
      int end = SparseRegisters.raiseAll(bytes, start, at + length, registers, at + sparseMaxBytes);
      if (end < 0) {
        return end + at;
      }
      newLength = end - at;
    } else {
      DenseRegisters.raiseAll(bytes, start, registers);
    }
    invalidateCachedCount(bytes, at);
    return newLength;
  }

  /** The estimate: the cached one, or if that is stale, a new one, which is not cached. */
  public static long count(byte[] bytes, int at, int length) {
    long cached = LittleEndian.i64(bytes, at + CACHED_COUNT);
    if ((cached & STALE) == 0) {
      return cached;
    }
    int[] histogram = new int[CardinalityEstimator.HISTOGRAM_LENGTH];
    if (isSparse(bytes, at)) {
      SparseRegisters.histogram(bytes, at + HEADER_BYTES, at + length, histogram);
    } else {
      DenseRegisters.histogram(bytes, at + HEADER_BYTES, histogram);
    }
    return CardinalityEstimator.estimate(histogram);
  }

  /** The estimate for registers that {@link #mergeInto} filled. */
  public static long count(byte[] registers) {
    int[] histogram = new int[CardinalityEstimator.HISTOGRAM_LENGTH];
    for (byte register : registers) {
      histogram[register]++;
    }
    return CardinalityEstimator.estimate(histogram);
  }

  /** Whether the cached count is of older registers than these. */
  public static boolean isCachedCountStale(byte[] bytes, int at) {
    return LittleEndian.i64(bytes, at + CACHED_COUNT) < 0;
  }

  /** Says that the cached count is stale; its other bits stay. */
  public static void invalidateCachedCount(byte[] bytes, int at) {
    long cached = LittleEndian.i64(bytes, at + CACHED_COUNT);
    LittleEndian.put64(bytes, at + CACHED_COUNT, cached | STALE);
  }

  /** Caches what {@link #count} answered. */
  public static void cacheCount(byte[] bytes, int at, long count) {
    LittleEndian.put64(bytes, at + CACHED_COUNT, count);
  }

  /** The value of one register. */
  public static int register(byte[] bytes, int at, int length, int index) {
    Objects.checkIndex(index, REGISTERS);
    return isSparse(bytes, at)
        ? SparseRegisters.get(bytes, at + HEADER_BYTES, at + length, index)
        : DenseRegisters.get(bytes, at + HEADER_BYTES, index);
  }

  /** The opcodes of a sparse one, as PFDEBUG DECODE prints them: {@code Z:7292 v:1,1 z:20}. */
  public static String sparseText(byte[] bytes, int at, int length) {
    return SparseRegisters.text(bytes, at + HEADER_BYTES, at + length);
  }
}
