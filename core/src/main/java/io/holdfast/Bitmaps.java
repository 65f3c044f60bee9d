package io.holdfast;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bitmap commands of Redis, typed.
 *
 * <pre>{@code
 * Bitmaps<String> bitmaps = store.bitmaps();
 * bitmaps.set("visited:2026-01-01", userId, true);
 * long visitors = bitmaps.count("visited:2026-01-01");
 * bitmaps.op(BitOperation.AND, "both", List.of("visited:2026-01-01", "visited:2026-01-02"));
 * }</pre>
 *
 * <p>A bitmap is a string seen as bits: bit 0 is the highest of the first byte. Behind its end all
 * bits are 0; setting one there makes it longer, and takes an eighth of the offset in bytes. A key
 * that does not exist is an empty bitmap. A string that was an integer counts as its decimal text.
 * Every method that reads a key, or changes it in place, throws {@link WrongTypeException} if the
 * key holds another type. Offsets reach up to 8 times {@code proto-max-bulk-len}, by default
 * 2<sup>32</sup> - 1.
 *
 * @param <K> type of keys
 */
public interface Bitmaps<K> {

  // ---- single bits ---------------------------------------------------------------------------

  /**
   * GETBIT (2.2.0): a bit of a bitmap. O(1).
   *
   * @throws CommandException "ERR bit offset is not an integer or out of range"
   */
  boolean get(K key, long offset);

  /**
   * SETBIT (2.2.0): sets or clears a bit. O(1), and O(N) of the bytes by which the bitmap grows.
   *
   * <p>Makes the encoding raw.
   *
   * @return what the bit was
   * @throws CommandException "ERR bit offset is not an integer or out of range"
   */
  boolean set(K key, long offset, boolean bit);

  // ---- ranges --------------------------------------------------------------------------------

  /** BITCOUNT (2.6.0): the number of set bits; 0 if the key does not exist. O(N) of the bytes. */
  long count(K key);

  /**
   * BITCOUNT (2.6.0): the number of set bits from one byte to another, both included; negative
   * indexes count from the end. O(N) of these bytes.
   */
  long count(K key, long start, long end);

  /**
   * BITCOUNT (7.0.0): the number of set bits from one index to another, both included; negative
   * indexes count from the end. O(N) of the bytes between.
   *
   * @param unit what {@code start} and {@code end} count
   */
  long count(K key, long start, long end, BitUnit unit);

  /**
   * BITPOS (2.8.7): the offset of the first bit of a kind. O(N) of the bytes before it.
   *
   * <p>As zeros follow every bitmap, the first 0 of one that is all ones is the one behind its end.
   *
   * @return -1 if there is none: no 1, or the string is there and empty
   */
  long pos(K key, boolean bit);

  /**
   * BITPOS (2.8.7): the offset of the first bit of a kind from a byte on; a negative index counts
   * from the end. O(N) of the bytes between.
   *
   * <p>As zeros follow every bitmap, the first 0 where there are only ones is the one behind its
   * end.
   *
   * @return counted from the start of the bitmap; -1 if there is none
   */
  long pos(K key, boolean bit, long start);

  /**
   * BITPOS (2.8.7): the offset of the first bit of a kind from one byte to another, both included;
   * negative indexes count from the end. O(N) of the bytes between.
   *
   * @return counted from the start of the bitmap; -1 if there is none
   */
  long pos(K key, boolean bit, long start, long end);

  /**
   * BITPOS (7.0.0): the offset of the first bit of a kind from one index to another, both included;
   * negative indexes count from the end. O(N) of the bytes between.
   *
   * @param unit what {@code start} and {@code end} count
   * @return counted from the start of the bitmap; -1 if there is none
   */
  long pos(K key, boolean bit, long start, long end, BitUnit unit);

  // ---- several bitmaps -----------------------------------------------------------------------

  /**
   * BITOP (2.6.0): makes one bitmap of several and gives it to a key, whatever that held, without
   * an expiry. O(N) of the bytes of all.
   *
   * <p>The result is as long as the longest source. If that is empty the destination is deleted.
   *
   * @param sources one for NOT; at least two for DIFF, DIFF1 and ANDOR; otherwise at least one; the
   *     destination may be among them
   * @return the length of the result in bytes
   * @throws CommandException "ERR BITOP NOT must be called with a single source key." and its like
   *     if there are too few or too many sources
   */
  long op(BitOperation operation, K destination, Collection<? extends K> sources);

  // ---- integers ------------------------------------------------------------------------------

  /**
   * BITFIELD (3.2.0): reads and writes integers of any width, one after the other. O(1) for each,
   * and O(N) of the bytes by which the bitmap grows.
   *
   * <p>If there is a write, the bitmap first becomes long enough for all of them, and its encoding
   * raw; without one nothing changes, as with BITFIELD_RO.
   *
   * @return an answer for each step: the integer, for SET the old one; null where {@link
   *     BitFieldOverflow#FAIL} refused a write
   * @throws CommandException "ERR bit offset is not an integer or out of range"
   */
  List<@Nullable Long> field(K key, BitField field);
}
