package io.holdfast;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Elements that expire: what fields of hashes, members of sets and members of sorted sets have in
 * common. Redis has it for hashes since 7.4; for sets and sorted sets it is Holdfast's own.
 *
 * <pre>{@code
 * store.sets().add("online", "ada");
 * store.sets().expire("online", "ada", Duration.ofSeconds(30));
 * }</pre>
 *
 * <p>An element is gone from the moment its time has come, and the key with its last element. A
 * collection one of whose elements was given a deadline is held in its largest encoding from then
 * on. Times are kept in milliseconds; what an application gives more finely is rounded up. Every
 * method throws {@link WrongTypeException} if the key holds another type.
 *
 * @param <K> type of keys
 * @param <E> type of elements: fields, members
 */
public interface Deadlines<K, E> {

  /**
   * HPEXPIRE (7.4.0), SPEXPIRE, ZPEXPIRE: lets an element expire after some time, whatever deadline
   * it had. O(log of the number of deadlines).
   *
   * @param ttl zero or less removes the element at once
   * @return whether there is such an element
   * @throws CommandException "ERR invalid expire time in 'hpexpire' command", or spexpire or
   *     zpexpire, if the time lies beyond what 64 bits of milliseconds can tell
   */
  default boolean expire(K key, E element, Duration ttl) {
    return expire(key, List.of(element), ttl, ExpireCondition.ALWAYS).get(0);
  }

  /**
   * HPEXPIRE (7.4.0), SPEXPIRE, ZPEXPIRE: lets elements expire after some time, each under a
   * condition. O(number of elements named * log of the number of deadlines).
   *
   * @param ttl zero or less removes at once the elements for which the condition holds
   * @return in the order of the elements: whether there was such an element and the condition held
   * @throws CommandException "ERR invalid expire time in 'hpexpire' command", or spexpire or
   *     zpexpire, if the time lies beyond what 64 bits of milliseconds can tell
   */
  List<Boolean> expire(
      K key, Collection<? extends E> elements, Duration ttl, ExpireCondition condition);

  /**
   * HPEXPIREAT (7.4.0), SPEXPIREAT, ZPEXPIREAT: lets an element expire at a point in time, whatever
   * deadline it had. O(log of the number of deadlines).
   *
   * @param at now or earlier removes the element at once
   * @return whether there is such an element
   * @throws CommandException "ERR invalid expire time in 'hpexpireat' command", or spexpireat or
   *     zpexpireat, if the time lies beyond what 64 bits of milliseconds can tell
   */
  default boolean expireAt(K key, E element, Instant at) {
    return expireAt(key, List.of(element), at, ExpireCondition.ALWAYS).get(0);
  }

  /**
   * HPEXPIREAT (7.4.0), SPEXPIREAT, ZPEXPIREAT: lets elements expire at a point in time, each under
   * a condition. O(number of elements named * log of the number of deadlines).
   *
   * @param at now or earlier removes at once the elements for which the condition holds
   * @return in the order of the elements: whether there was such an element and the condition held
   * @throws CommandException "ERR invalid expire time in 'hpexpireat' command", or spexpireat or
   *     zpexpireat, if the time lies beyond what 64 bits of milliseconds can tell
   */
  List<Boolean> expireAt(
      K key, Collection<? extends E> elements, Instant at, ExpireCondition condition);

  /**
   * HPTTL (7.4.0), SPTTL, ZPTTL: how long an element lives on. O(1).
   *
   * @return "missing" says that there is no such element
   */
  default Ttl ttl(K key, E element) {
    return ttl(key, List.of(element)).get(0);
  }

  /**
   * HPTTL (7.4.0), SPTTL, ZPTTL: how long elements live on. O(number of elements named).
   *
   * @return in the order of the elements; "missing" says that there is no such element
   */
  List<Ttl> ttl(K key, Collection<? extends E> elements);

  /**
   * HPEXPIRETIME (7.4.0), SPEXPIRETIME, ZPEXPIRETIME: when an element expires. O(1).
   *
   * @return "missing" says that there is no such element
   */
  default ExpireTime expireTime(K key, E element) {
    return expireTime(key, List.of(element)).get(0);
  }

  /**
   * HPEXPIRETIME (7.4.0), SPEXPIRETIME, ZPEXPIRETIME: when elements expire. O(number of elements
   * named).
   *
   * @return in the order of the elements; "missing" says that there is no such element
   */
  List<ExpireTime> expireTime(K key, Collection<? extends E> elements);

  /**
   * HPERSIST (7.4.0), SPERSIST, ZPERSIST: takes the deadline of an element away. O(log of the
   * number of deadlines).
   *
   * @return whether there is such an element and it had one
   */
  default boolean persist(K key, E element) {
    return persist(key, List.of(element)) > 0;
  }

  /**
   * HPERSIST (7.4.0), SPERSIST, ZPERSIST: takes the deadlines of elements away. O(number of
   * elements named * log of the number of deadlines).
   *
   * @return how many had one; one that is named twice counts once
   */
  long persist(K key, Collection<? extends E> elements);
}
