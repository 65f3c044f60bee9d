package io.holdfast;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * Messages between those who publish and those who listen, be they threads of this process or
 * clients.
 *
 * <pre>{@code
 * PubSub<String, String> pubSub = store.pubSub();
 * try (Subscription news = pubSub.subscribe("news", m -> System.out.println(m.payload()))) {
 *   pubSub.publish("news", "hello");
 * }
 * }</pre>
 *
 * <p>A message goes to those who listen at that moment and is not kept. Channels belong to the
 * whole store, not to one of its databases. A shard channel is, in one store, a channel of another
 * namespace that patterns do not see.
 *
 * <p>Publishing does not wait for anybody. Each subscriber has a buffer of its own, by default for
 * 1,024 messages; what comes when it is full is dropped and counted, or ends the subscription, as
 * {@link SubscribeOptions} say. Listeners hear the messages of one publisher in the order in which
 * they were published, one after the other, on an executor, never while the store is owned: they
 * may block and may call the store. A listener that throws is reported to the logger {@code
 * io.holdfast} and hears the next message all the same; others notice nothing. Messages are decoded
 * on that executor, too, by the codecs of this face.
 *
 * <p>A subscription counts from the moment its method returns. When the store closes, what is
 * buffered is delivered and publishers complete.
 *
 * @param <K> type of channels, and of keys
 * @param <V> type of messages
 */
public interface PubSub<K, V> {

  // ---- publishing ----------------------------------------------------------------------------

  /**
   * PUBLISH (2.0.0): sends a message to all who listen to a channel, by its name or by patterns.
   * O(subscribers + patterns).
   *
   * @return how often it was received; who listens by several patterns counts several times
   */
  long publish(K channel, V message);

  /**
   * SPUBLISH (7.0.0): sends a message to all who listen to a shard channel. O(subscribers).
   *
   * @return how often it was received
   */
  long spublish(K channel, V message);

  // ---- listeners -----------------------------------------------------------------------------

  /** SUBSCRIBE (2.0.0): listens to a channel, with default options. */
  default Subscription subscribe(K channel, Consumer<? super Message<K, V>> listener) {
    return subscribe(List.of(channel), listener, SubscribeOptions.defaults());
  }

  /**
   * SUBSCRIBE (2.0.0): listens to channels.
   *
   * @throws IllegalArgumentException if there is none
   */
  Subscription subscribe(
      Collection<? extends K> channels,
      Consumer<? super Message<K, V>> listener,
      SubscribeOptions options);

  /** PSUBSCRIBE (2.0.0): listens to all channels that match a pattern, with default options. */
  default Subscription psubscribe(String pattern, Consumer<? super Message<K, V>> listener) {
    return psubscribe(List.of(pattern), listener, SubscribeOptions.defaults());
  }

  /**
   * PSUBSCRIBE (2.0.0): listens to all channels that match a pattern. A message that matches
   * several comes several times. For the syntax see {@link Keys#keys(String)}.
   *
   * @throws IllegalArgumentException if there is no pattern
   */
  Subscription psubscribe(
      Collection<String> patterns,
      Consumer<? super Message<K, V>> listener,
      SubscribeOptions options);

  /** SSUBSCRIBE (7.0.0): listens to a shard channel, with default options. */
  default Subscription ssubscribe(K channel, Consumer<? super Message<K, V>> listener) {
    return ssubscribe(List.of(channel), listener, SubscribeOptions.defaults());
  }

  /**
   * SSUBSCRIBE (7.0.0): listens to shard channels.
   *
   * @throws IllegalArgumentException if there is none
   */
  Subscription ssubscribe(
      Collection<? extends K> channels,
      Consumer<? super Message<K, V>> listener,
      SubscribeOptions options);

  // ---- publishers ----------------------------------------------------------------------------

  /**
   * The messages of channels as a reactive stream. Each subscriber is a subscription of its own,
   * from when he subscribes; what he has not requested waits in his buffer. The stream completes
   * when the store closes, and fails with a {@link SubscriberOverflowException} on {@link
   * Overflow#CLOSE}, or with what a codec throws.
   *
   * @throws IllegalArgumentException if there is no channel
   */
  Flow.Publisher<Message<K, V>> messages(
      Collection<? extends K> channels, SubscribeOptions options);

  /** As {@link #messages}, of all channels that match a pattern. */
  Flow.Publisher<Message<K, V>> patternMessages(
      Collection<String> patterns, SubscribeOptions options);

  /** As {@link #messages}, of shard channels. */
  Flow.Publisher<Message<K, V>> shardMessages(
      Collection<? extends K> channels, SubscribeOptions options);

  // ---- keyspace events -----------------------------------------------------------------------

  /** As {@link #onKeyEvents(Collection, Consumer, SubscribeOptions)}, with default options. */
  default Subscription onKeyEvents(
      Collection<String> events, Consumer<? super KeyEvent<K>> listener) {
    return onKeyEvents(events, listener, SubscribeOptions.defaults());
  }

  /**
   * Listens to what happens to the keys of this database: the events that {@code
   * notify-keyspace-events} publishes on channels, whatever it is set to.
   *
   * <pre>{@code
   * store.pubSub().onKeyEvents(Set.of("expired"), event -> sessions.forget(event.key()));
   * }</pre>
   *
   * @param events in Redis's words: {@code expired}, {@code set}, {@code del} ...; none for all but
   *     {@code new} and {@code keymiss}, which are heard by who names them
   */
  Subscription onKeyEvents(
      Collection<String> events, Consumer<? super KeyEvent<K>> listener, SubscribeOptions options);

  /** As {@link #onKeyEvents(Collection, Consumer, SubscribeOptions)}, as a reactive stream. */
  Flow.Publisher<KeyEvent<K>> keyEvents(Collection<String> events, SubscribeOptions options);

  // ---- who listens ---------------------------------------------------------------------------

  /** PUBSUB CHANNELS (2.8.0): the channels that have subscribers. O(channels). */
  List<K> channels();

  /** PUBSUB CHANNELS (2.8.0): those that match a pattern. O(channels). */
  List<K> channels(String pattern);

  /** PUBSUB NUMSUB (2.8.0): the number of subscribers of a channel, patterns left out. O(1). */
  long numSub(K channel);

  /** PUBSUB NUMPAT (2.8.0): the number of patterns subscribed to, each counted once. O(1). */
  long numPat();

  /** PUBSUB SHARDCHANNELS (7.0.0): the shard channels that have subscribers. O(channels). */
  List<K> shardChannels();

  /** PUBSUB SHARDCHANNELS (7.0.0): those that match a pattern. O(channels). */
  List<K> shardChannels(String pattern);

  /** PUBSUB SHARDNUMSUB (7.0.0): the number of subscribers of a shard channel. O(1). */
  long shardNumSub(K channel);
}
