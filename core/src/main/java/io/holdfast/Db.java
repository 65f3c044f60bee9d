package io.holdfast;

/**
 * One database of a store, seen through a pair of codecs.
 *
 * <p>Every method of the faces may be called from any thread and waits for its result; inside
 * {@link Store#call} it runs straight through. Faces are cheap and may be kept.
 *
 * @param <K> type of keys
 * @param <V> type of values
 */
public interface Db<K, V> {
  /** Strings: text, bytes and counters. */
  Strings<K, V> strings();

  /** Hashes: fields with values; fields are of the type of keys. */
  Hashes<K, K, V> hashes();

  /** Hashes whose fields are of a type of their own. */
  <F> Hashes<K, F, V> hashes(Codec<F> fields);

  /** Lists: elements in an order, with two ends. */
  Lists<K, V> lists();

  /** Bitmaps: strings seen as bits, and as integers of any width. */
  Bitmaps<K> bitmaps();

  /** Sets: members, each once. */
  Sets<K, V> sets();

  /** HyperLogLogs: how many different elements there were. */
  HyperLogLogs<K, V> hyperLogLogs();

  /** Sorted sets: members in the order of their scores. */
  SortedSets<K, V> sortedSets();

  /** Geo sets: members at positions on the globe. */
  Geo<K, V> geo();

  /** Streams: logs of entries, and groups that read them; fields are of the type of keys. */
  Streams<K, K, V> streams();

  /** Streams whose fields are of a type of their own. */
  <F> Streams<K, F, V> streams(Codec<F> fields);

  /** What can be done with keys of every type. */
  Keys<K> keys();

  /** Messages, on channels of the whole store, and what happens to the keys of this database. */
  PubSub<K, V> pubSub();

  /** The index of the database, 0 unless another was selected. */
  int index();

  /**
   * DBSIZE (1.0.0): number of keys. O(1).
   *
   * <p>Keys whose time has come count until they are deleted, which is within milliseconds.
   */
  long size();

  /** FLUSHDB (1.0.0): deletes every key of the database. O(1), whatever it holds. */
  void flush();

  /** The same database with other types of keys and values. */
  <A, B> Db<A, B> with(Codec<A> keys, Codec<B> values);

  /**
   * SELECT: another database of the same store.
   *
   * @throws CommandException "ERR DB index is out of range"
   */
  Db<K, V> select(int index);
}
