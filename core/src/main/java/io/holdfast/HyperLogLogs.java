package io.holdfast;

import java.util.Collection;

/**
 * The HyperLogLog commands of Redis, typed.
 *
 * <pre>{@code
 * HyperLogLogs<String, String> visitors = store.hyperLogLogs();
 * visitors.add("visitors:2026-01-01", address);
 * long differentOnes = visitors.count("visitors:2026-01-01");
 * long inTwoDays = visitors.count(List.of("visitors:2026-01-01", "visitors:2026-01-02"));
 * }</pre>
 *
 * <p>A HyperLogLog tells about how many different elements it has seen, with a standard error of
 * 0.81 %, in at most 12 KB however many there were; it cannot tell which. Its value is a string in
 * Redis's own format, so {@link Strings} can copy it. It starts sparse, in 18 bytes, and becomes
 * dense, in 12 KB, when it would be longer than {@code hll-sparse-max-bytes}.
 *
 * <p>A key that does not exist has seen no element. Every method throws {@link WrongTypeException}
 * if a key holds another type, and {@link CommandException} if it holds a string that is none:
 * "WRONGTYPE Key is not a valid HyperLogLog string value.", "INVALIDOBJ Corrupted HLL object
 * detected".
 *
 * @param <K> type of keys
 * @param <V> type of elements
 */
public interface HyperLogLogs<K, V> {
  /**
   * PFADD (2.8.9): adds an element. O(1); O(bytes) while sparse.
   *
   * @return whether the count may have changed, or the key is new
   */
  boolean add(K key, V element);

  /**
   * PFADD (2.8.9): adds elements; without any, creates the key if absent. O(1) for each; O(bytes)
   * while sparse.
   *
   * @return whether the count may have changed, or the key is new
   */
  boolean add(K key, Collection<? extends V> elements);

  /**
   * PFCOUNT (2.8.9): about how many different elements were added. O(1) if none was since the last
   * count, which the value holds; else O(registers), some microseconds.
   */
  long count(K key);

  /**
   * PFCOUNT (2.8.9): about how many different elements were added to any of the keys. O(number of
   * keys), some microseconds for each.
   */
  long count(Collection<? extends K> keys);

  /**
   * PFMERGE (2.8.9): adds what others have seen to what the destination has, creating it if absent.
   * O(number of keys), some microseconds for each.
   *
   * <p>The destination becomes dense if it, or a source, is.
   */
  void merge(K destination, Collection<? extends K> sources);
}
