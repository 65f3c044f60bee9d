package io.holdfast.core.pubsub;

import io.holdfast.Codec;
import io.holdfast.KeyEvent;
import io.holdfast.Message;
import io.holdfast.PubSub;
import io.holdfast.StoreClosedException;
import io.holdfast.SubscribeOptions;
import io.holdfast.Subscription;
import io.holdfast.core.Door;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.glob.GlobPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The typed door to messages. */
public final class PubSubFace<K, V> implements PubSub<K, V> {
  /** Begins to fill a mailbox and says how to end it; under ownership. */
  @FunctionalInterface
  private interface Source<T> {
    Runnable fill(Mailbox<T> mailbox);
  }

  private final Door door;
  private final Channels channels;
  private final Mailboxes mailboxes;
  private final Database db;
  private final Codec<K> keyCodec;
  private final Codec<V> valueCodec;

  /** A face of a store's channels, and of the events of one database. */
  public PubSubFace(
      Door door,
      Channels channels,
      Mailboxes mailboxes,
      Database db,
      Codec<K> keyCodec,
      Codec<V> valueCodec) {
    this.door = door;
    this.channels = channels;
    this.mailboxes = mailboxes;
    this.db = db;
    this.keyCodec = keyCodec;
    this.valueCodec = valueCodec;
  }

  // ---- publishing ----------------------------------------------------------------------------

  @Override
  public long publish(K channel, V message) {
    ByteRange name = range(channel);
    ByteRange payload = ByteRange.of(valueCodec.encode(message));
    return door.call(() -> channels.publish(name, payload));
  }

  @Override
  public long spublish(K channel, V message) {
    ByteRange name = range(channel);
    ByteRange payload = ByteRange.of(valueCodec.encode(message));
    return door.call(() -> channels.publishToShard(name, payload));
  }

  private ByteRange range(K channel) {
    return ByteRange.of(keyCodec.encode(channel));
  }

  private static ByteRange pattern(String pattern) {
    return ByteRange.of(pattern.getBytes(StandardCharsets.UTF_8));
  }

  private List<ByteRange> ranges(Collection<? extends K> names) {
    return checked(names.stream().map(this::range).toList());
  }

  private static List<ByteRange> patterns(Collection<String> patterns) {
    return checked(patterns.stream().map(PubSubFace::pattern).toList());
  }

  private static List<ByteRange> checked(List<ByteRange> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("nothing to subscribe to");
    }
    return names;
  }

  // ---- listeners -----------------------------------------------------------------------------

  @Override
  public Subscription subscribe(
      Collection<? extends K> names,
      Consumer<? super Message<K, V>> listener,
      SubscribeOptions options) {
    return listen(topics(TopicKind.CHANNEL, ranges(names)), listener, options);
  }

  @Override
  public Subscription psubscribe(
      Collection<String> names,
      Consumer<? super Message<K, V>> listener,
      SubscribeOptions options) {
    return listen(topics(TopicKind.PATTERN, patterns(names)), listener, options);
  }

  @Override
  public Subscription ssubscribe(
      Collection<? extends K> names,
      Consumer<? super Message<K, V>> listener,
      SubscribeOptions options) {
    return listen(topics(TopicKind.SHARD, ranges(names)), listener, options);
  }

  @Override
  public Subscription onKeyEvents(
      Collection<String> events, Consumer<? super KeyEvent<K>> listener, SubscribeOptions options) {
    return listen(events(events), listener, options);
  }

  private Source<Message<K, V>> topics(TopicKind kind, List<ByteRange> names) {
    return mailbox -> {
      Subscriber subscriber = new MessageSubscriber<>(mailbox, keyCodec, valueCodec);
      names.forEach(name -> channels.subscribe(kind, name, subscriber));
      return () -> channels.leave(subscriber);
    };
  }

  private Source<KeyEvent<K>> events(Collection<String> events) {
    Set<String> names = Set.copyOf(events);
    return mailbox -> {
      KeyEventSubscriber<K> subscriber = new KeyEventSubscriber<>(mailbox, db, keyCodec, names);
      subscriber.begin();
      return subscriber::end;
    };
  }

  private <T> Subscription listen(
      Source<T> source, Consumer<? super T> listener, SubscribeOptions options) {
    ListenerTarget<T> target = new ListenerTarget<>(listener, mailboxes::report);
    Mailbox<T> mailbox = mailboxes.open(target, true, options);
    target.onSubscribe(mailbox);
    try {
      fill(mailbox, source);
    } catch (StoreClosedException e) {
      mailboxes.forget(mailbox);
      throw e;
    }
    return mailbox;
  }

  private <T> void fill(Mailbox<T> mailbox, Source<T> source) {
    door.run(() -> mailbox.detachment(source.fill(mailbox)));
  }

  // ---- publishers ----------------------------------------------------------------------------

  @Override
  public Flow.Publisher<Message<K, V>> messages(
      Collection<? extends K> names, SubscribeOptions options) {
    return publisher(topics(TopicKind.CHANNEL, ranges(names)), options);
  }

  @Override
  public Flow.Publisher<Message<K, V>> patternMessages(
      Collection<String> names, SubscribeOptions options) {
    return publisher(topics(TopicKind.PATTERN, patterns(names)), options);
  }

  @Override
  public Flow.Publisher<Message<K, V>> shardMessages(
      Collection<? extends K> names, SubscribeOptions options) {
    return publisher(topics(TopicKind.SHARD, ranges(names)), options);
  }

  @Override
  public Flow.Publisher<KeyEvent<K>> keyEvents(
      Collection<String> events, SubscribeOptions options) {
    return publisher(events(events), options);
  }

  private <T> Flow.Publisher<T> publisher(Source<T> source, SubscribeOptions options) {
    return target -> {
      Mailbox<T> mailbox = mailboxes.open(Objects.requireNonNull(target), false, options);
      target.onSubscribe(mailbox);
      try {
        if (mailbox.isOpen()) {
          fill(mailbox, source);
        }
      } catch (StoreClosedException e) {
        mailbox.end(e);
      }
    };
  }

  // ---- who listens ---------------------------------------------------------------------------

  @Override
  public List<K> channels() {
    return names(TopicKind.CHANNEL, null);
  }

  @Override
  public List<K> channels(String pattern) {
    return names(TopicKind.CHANNEL, pattern);
  }

  @Override
  public long numSub(K channel) {
    ByteRange name = range(channel);
    return door.call(() -> channels.subscriberCount(TopicKind.CHANNEL, name));
  }

  @Override
  public long numPat() {
    return door.call(channels::patternCount);
  }

  @Override
  public List<K> shardChannels() {
    return names(TopicKind.SHARD, null);
  }

  @Override
  public List<K> shardChannels(String pattern) {
    return names(TopicKind.SHARD, pattern);
  }

  @Override
  public long shardNumSub(K channel) {
    ByteRange name = range(channel);
    return door.call(() -> channels.subscriberCount(TopicKind.SHARD, name));
  }

  private List<K> names(TopicKind kind, @Nullable String pattern) {
    GlobPattern glob =
        pattern == null ? null : GlobPattern.compile(pattern.getBytes(StandardCharsets.UTF_8));
    List<K> names = new ArrayList<>();
    for (ByteRange name : door.call(() -> channels.names(kind, glob))) {
      names.add(keyCodec.decode(name.array(), name.offset(), name.length()));
    }
    return names;
  }
}
