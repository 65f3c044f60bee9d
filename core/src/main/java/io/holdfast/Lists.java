package io.holdfast;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The list commands of Redis, typed: each key holds elements in an order, and either end is as near
 * as the other.
 *
 * <pre>{@code
 * Lists<String, String> lists = store.lists();
 * lists.pushLeft("recent", "page 7");
 * lists.trim("recent", 0, 99);
 * List<String> newest = lists.range("recent", 0, 9);
 * }</pre>
 *
 * <p>A list has a left end, the head, and a right one, the tail. Indexes count from 0 at the head,
 * or from -1 at the tail. A key that does not exist is a list without elements, and a list whose
 * last element goes is deleted. Every method throws {@link WrongTypeException} if a key holds
 * another type.
 *
 * <p>A list is held as a listpack, one run of bytes, while it is no longer than {@code
 * list-max-listpack-size} allows; from then on as a quicklist, which is a sequence of such
 * listpacks. The inner ones are compressed if {@code list-compress-depth} says so. A quicklist that
 * shrinks to one listpack, half full, is a listpack again. In the costs below a node is one such
 * listpack, and finding an element by its index costs O(number of nodes / 128) and a node.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public interface Lists<K, V> {

  // ---- adding --------------------------------------------------------------------------------

  /**
   * LPUSH (1.0.0): adds an element at the head. O(1).
   *
   * @return the length of the list from now on
   */
  long pushLeft(K key, V element);

  /**
   * LPUSH (2.4.0): adds elements at the head, one after the other: the last of them is the head
   * from now on. O(number of elements).
   *
   * @param elements may be empty, and then nothing is done
   * @return the length of the list from now on
   */
  long pushLeft(K key, Collection<? extends V> elements);

  /**
   * RPUSH (1.0.0): adds an element at the tail. O(1).
   *
   * @return the length of the list from now on
   */
  long pushRight(K key, V element);

  /**
   * RPUSH (2.4.0): adds elements at the tail, in their order. O(number of elements).
   *
   * @param elements may be empty, and then nothing is done
   * @return the length of the list from now on
   */
  long pushRight(K key, Collection<? extends V> elements);

  /**
   * LPUSHX (2.2.0): adds an element at the head of a list that exists. O(1).
   *
   * @return the length of the list from now on; 0 if the key does not exist
   */
  long pushLeftIfExists(K key, V element);

  /**
   * LPUSHX (4.0.0): adds elements at the head of a list that exists, as {@link #pushLeft(Object,
   * Collection)} does. O(number of elements).
   *
   * @param elements may be empty, and then nothing is done
   * @return the length of the list from now on; 0 if the key does not exist
   */
  long pushLeftIfExists(K key, Collection<? extends V> elements);

  /**
   * RPUSHX (2.2.0): adds an element at the tail of a list that exists. O(1).
   *
   * @return the length of the list from now on; 0 if the key does not exist
   */
  long pushRightIfExists(K key, V element);

  /**
   * RPUSHX (4.0.0): adds elements at the tail of a list that exists, in their order. O(number of
   * elements).
   *
   * @param elements may be empty, and then nothing is done
   * @return the length of the list from now on; 0 if the key does not exist
   */
  long pushRightIfExists(K key, Collection<? extends V> elements);

  /**
   * LINSERT BEFORE (2.2.0): adds an element before the first one that is {@code pivot}. O(number of
   * elements up to there).
   *
   * <p>Elements are the same if their bytes are, whatever the codec.
   *
   * @return the length of the list from now on; -1 if there is no pivot, 0 if the key does not
   *     exist
   */
  long insertBefore(K key, V pivot, V element);

  /**
   * LINSERT AFTER (2.2.0): adds an element behind the first one that is {@code pivot}. O(number of
   * elements up to there).
   *
   * @return the length of the list from now on; -1 if there is no pivot, 0 if the key does not
   *     exist
   */
  long insertAfter(K key, V pivot, V element);

  /**
   * LSET (1.0.0): puts an element in the place of another. O(1) at either end, else O(number of
   * nodes / 128) and a node.
   *
   * @param index negative: counted from the tail, -1 being the last
   * @throws CommandException "ERR no such key", "ERR index out of range"
   */
  void set(K key, long index, V element);

  // ---- reading -------------------------------------------------------------------------------

  /** LLEN (1.0.0): number of elements; 0 if the key does not exist. O(1). */
  long size(K key);

  /**
   * LINDEX (1.0.0): the element with an index. O(1) at either end, else O(number of nodes / 128)
   * and a node; and the copy.
   *
   * @param index negative: counted from the tail, -1 being the last
   * @return null if there is none
   */
  @Nullable V index(K key, long index);

  /**
   * LINDEX (1.0.0) without a copy: lets {@code reader} read the element where it lies. As {@link
   * #index}.
   *
   * <p>An integer is shown as its decimal text.
   *
   * @return what the reader returns; null if there is no such element
   */
  <R> @Nullable R read(K key, long index, ValueReader<? extends R> reader);

  /**
   * LRANGE (1.0.0): the elements from one index to another, both included. O(number of nodes / 128,
   * and of elements returned), during which nobody else is served.
   *
   * @param start negative: counted from the tail, -1 being the last
   * @param stop as {@code start}; beyond the tail means the tail
   * @return a list of its own, empty if nothing lies there or the key does not exist
   */
  List<V> range(K key, long start, long stop);

  /**
   * LRANGE (1.0.0) without copies: lets {@code reader} read each element where it lies. As {@link
   * #range(Object, long, long)}.
   *
   * @return what the reader returned for each, in their order
   */
  <R> List<R> range(K key, long start, long stop, ValueReader<? extends R> reader);

  /**
   * LPOS (6.0.6): the index of the first element that is this one. O(number of elements up to
   * there).
   *
   * @return empty if there is none
   */
  OptionalLong position(K key, V element);

  /**
   * LPOS with COUNT (6.0.6): the indexes of the elements that are this one, counted from the head,
   * in the order in which they are found. O(number of elements looked at), during which nobody else
   * is served.
   */
  long[] positions(K key, V element, PositionOptions options);

  // ---- removing ------------------------------------------------------------------------------

  /**
   * LPOP (1.0.0): removes the first element and answers it. O(1).
   *
   * @return null if the key does not exist
   */
  @Nullable V popLeft(K key);

  /**
   * LPOP (6.2.0): removes elements at the head and answers them, the head first. O(number of
   * elements removed).
   *
   * @param count how many; all if there are not more
   * @return empty if the key does not exist
   * @throws CommandException "ERR value is out of range, must be positive" if it is negative
   */
  List<V> popLeft(K key, long count);

  /**
   * RPOP (1.0.0): removes the last element and answers it. O(1).
   *
   * @return null if the key does not exist
   */
  @Nullable V popRight(K key);

  /**
   * RPOP (6.2.0): removes elements at the tail and answers them, the tail first. O(number of
   * elements removed).
   *
   * @param count how many; all if there are not more
   * @return empty if the key does not exist
   * @throws CommandException "ERR value is out of range, must be positive" if it is negative
   */
  List<V> popRight(K key, long count);

  /**
   * LMPOP (7.0.0): removes elements at an end of the first of several lists that has any, and
   * answers them. O(number of keys, and of elements removed).
   *
   * @param keys in the order in which they are tried
   * @param count how many; all of that list if there are not more
   * @return null if none of the keys exists
   * @throws CommandException "ERR count should be greater than 0"
   */
  @Nullable PoppedElements<K, V> popFrom(Collection<? extends K> keys, ListEnd end, long count);

  /**
   * LREM (1.0.0): removes elements that are this one. O(number of elements), during which nobody
   * else is served.
   *
   * @param count how many at most: from the head if positive, from the tail if negative, all if 0
   * @return how many were removed
   */
  long remove(K key, long count, V element);

  /**
   * LTRIM (1.0.0): removes all elements but those from one index to another, both included.
   * O(number of elements removed).
   *
   * @param start negative: counted from the tail, -1 being the last
   * @param stop as {@code start}; before {@code start}: nothing is left, and the key is deleted
   */
  void trim(K key, long start, long stop);

  // ---- moving --------------------------------------------------------------------------------

  /**
   * LMOVE (6.2.0), RPOPLPUSH (1.2.0): takes an element from an end of a list, adds it at an end of
   * another and answers it. O(1).
   *
   * <p>Within one list it turns it round, as {@code move(key, key, RIGHT, LEFT)}.
   *
   * @return null if the source does not exist, and then the destination is left alone whatever it
   *     holds
   * @throws WrongTypeException if either holds another type, and then nothing is moved
   */
  @Nullable V move(K source, K destination, ListEnd from, ListEnd to);

  // ---- waiting -------------------------------------------------------------------------------

  /**
   * BLPOP (2.0.0): removes the first element and answers it; waits for one if there is none. O(1).
   *
   * <p>Who came first is served first, clients of a listener included. The calling thread waits
   * without owning anything, and may be a virtual one.
   *
   * @param timeout how long, by the store's clock; zero for without end
   * @return null if time is up
   * @throws InterruptedException if the thread is interrupted first; then nothing was removed
   * @throws IllegalStateException if there is nothing and nobody could bring it: within {@link
   *     Store#call}, or in a store that the caller steps
   * @throws CommandException "ERR timeout is negative"
   */
  @Nullable V blockingPopLeft(K key, Duration timeout) throws InterruptedException;

  /**
   * BRPOP (2.0.0): removes the last element and answers it; waits for one if there is none. As
   * {@link #blockingPopLeft}.
   *
   * @return null if time is up
   * @throws InterruptedException if the thread is interrupted first; then nothing was removed
   */
  @Nullable V blockingPopRight(K key, Duration timeout) throws InterruptedException;

  /**
   * BLMPOP (7.0.0), BLPOP and BRPOP of several keys: removes elements at an end of the first list
   * that has any; waits for the first that comes to have one if there is none. As {@link
   * #blockingPopLeft}.
   *
   * @param keys in the order in which they are tried
   * @param count how many; all of that list if there are not more
   * @return null if time is up
   * @throws InterruptedException if the thread is interrupted first; then nothing was removed
   * @throws CommandException "ERR count should be greater than 0"
   */
  @Nullable PoppedElements<K, V> blockingPopFrom(
      Collection<? extends K> keys, ListEnd end, long count, Duration timeout)
      throws InterruptedException;

  /**
   * BLMOVE (6.2.0), BRPOPLPUSH (2.2.0): {@link #move}; waits for an element if the source has none.
   * As {@link #blockingPopLeft}.
   *
   * @return null if time is up
   * @throws InterruptedException if the thread is interrupted first; then nothing was moved
   */
  @Nullable V blockingMove(K source, K destination, ListEnd from, ListEnd to, Duration timeout)
      throws InterruptedException;

  /**
   * BLPOP (2.0.0): as {@link #blockingPopLeft}, and nobody waits.
   *
   * @return completed with the element, or with null when time is up. Cancelling it ends the wait,
   *     and fails once an element was removed
   */
  CompletableFuture<@Nullable V> popLeftAsync(K key, Duration timeout);

  /** BRPOP (2.0.0): as {@link #popLeftAsync} at the other end. */
  CompletableFuture<@Nullable V> popRightAsync(K key, Duration timeout);

  /** BLMPOP (7.0.0): as {@link #blockingPopFrom} and {@link #popLeftAsync}. */
  CompletableFuture<@Nullable PoppedElements<K, V>> popFromAsync(
      Collection<? extends K> keys, ListEnd end, long count, Duration timeout);

  /** BLMOVE (6.2.0): as {@link #blockingMove} and {@link #popLeftAsync}. */
  CompletableFuture<@Nullable V> moveAsync(
      K source, K destination, ListEnd from, ListEnd to, Duration timeout);
}
