package io.holdfast;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.Engine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PubSubTest {
  /** Runs what it is given when the test says so. */
  private static final class Stepped implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    int runAll() {
      int count = 0;
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
        count++;
      }
      return count;
    }
  }

  /** Requests what the test says, and writes down what it is told. */
  private static final class Recorder<T> implements Flow.Subscriber<T> {
    final List<String> signals = Collections.synchronizedList(new ArrayList<>());
    final CompletableFuture<Void> ended = new CompletableFuture<>();
    Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
    }

    @Override
    public void onNext(T item) {
      signals.add(item instanceof Message<?, ?> m ? String.valueOf(m.payload()) : item.toString());
    }

    @Override
    public void onError(Throwable failure) {
      signals.add(failure.getClass().getSimpleName());
      ended.complete(null);
    }

    @Override
    public void onComplete() {
      signals.add("complete");
      ended.complete(null);
    }
  }

  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final Store store = Holdfast.builder().clock(clock).seed(1).invoker().open();
  private final PubSub<String, String> pubSub = store.pubSub();
  private final List<String> heard = new ArrayList<>();
  private final Stepped executor = new Stepped();

  @AfterEach
  void close() {
    store.close();
  }

  private void hear(Message<String, String> message) {
    heard.add(
        message.pattern().map(p -> p + " ").orElse("")
            + message.channel()
            + " "
            + message.payload());
  }

  private SubscribeOptions stepped() {
    return SubscribeOptions.defaults().executor(executor);
  }

  // ---- who hears what ------------------------------------------------------------------------

  @Test
  void listeners_hearTheirChannelsPatternsAndShards() {
    pubSub.subscribe("a", this::hear);
    pubSub.psubscribe("a*", this::hear);
    pubSub.ssubscribe("a", this::hear);
    assertThat(pubSub.publish("a", "1")).isEqualTo(2);
    assertThat(pubSub.publish("ab", "2")).isEqualTo(1);
    assertThat(pubSub.spublish("a", "3")).isEqualTo(1);
    assertThat(pubSub.publish("b", "4")).isZero();
    assertThat(heard).containsExactly("a 1", "a* a 1", "a* ab 2", "a 3");
  }

  @Test
  void severalNames_areOneSubscription_inTheOrderOfMessages() {
    try (Subscription both =
        pubSub.subscribe(List.of("a", "b"), this::hear, SubscribeOptions.defaults())) {
      pubSub.publish("b", "1");
      pubSub.publish("a", "2");
      assertThat(both.isOpen()).isTrue();
    }
    pubSub.publish("a", "3");
    assertThat(heard).containsExactly("b 1", "a 2");
    assertThat(pubSub.channels()).isEmpty();
  }

  @Test
  void channels_belongToTheStore_notToADatabase() {
    store.select(5).pubSub().subscribe("a", this::hear);
    assertThat(pubSub.publish("a", "1")).isEqualTo(1);
    assertThat(heard).containsExactly("a 1");
  }

  @Test
  void codecs_areThoseOfTheFace() {
    PubSub<byte[], Integer> numbers =
        store
            .with(
                Codec.bytes(),
                new Codec<Integer>() {
                  @Override
                  public byte[] encode(Integer value) {
                    return new byte[] {value.byteValue()};
                  }

                  @Override
                  public Integer decode(byte[] bytes, int offset, int length) {
                    return (int) bytes[offset];
                  }
                })
            .pubSub();
    List<Message<byte[], Integer>> messages = new ArrayList<>();
    numbers.subscribe(new byte[] {'a', 0}, messages::add);
    numbers.publish(new byte[] {'a', 0}, 42);
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).channel()).containsExactly('a', 0);
    assertThat(messages.get(0).payload()).isEqualTo(42);
    assertThat(messages.get(0).pattern()).isEmpty();
  }

  @Test
  void counts_tellWhoListens() {
    pubSub.subscribe(List.of("a", "b"), this::hear, SubscribeOptions.defaults());
    pubSub.subscribe("a", this::hear);
    pubSub.psubscribe("x*", this::hear);
    pubSub.ssubscribe("s", this::hear);
    assertThat(pubSub.channels()).containsExactly("a", "b");
    assertThat(pubSub.channels("?")).containsExactly("a", "b");
    assertThat(pubSub.channels("[b]")).containsExactly("b");
    assertThat(pubSub.numSub("a")).isEqualTo(2);
    assertThat(pubSub.numSub("x")).isZero();
    assertThat(pubSub.numPat()).isEqualTo(1);
    assertThat(pubSub.shardChannels()).containsExactly("s");
    assertThat(pubSub.shardChannels("z")).isEmpty();
    assertThat(pubSub.shardNumSub("s")).isEqualTo(1);
  }

  @Test
  void nothingToSubscribeTo_isRefused() {
    assertThatThrownBy(() -> pubSub.subscribe(List.of(), this::hear, SubscribeOptions.defaults()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SubscribeOptions.defaults().buffer(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("buffer=0");
  }

  // ---- listeners that are slow, throw or call back -------------------------------------------

  @Test
  void listener_isCalledAfterTheBlock_andMayUseTheStore() {
    pubSub.subscribe(
        "a",
        message -> {
          assertThat(Engine.of(store).eventLoop().isNested()).isFalse();
          heard.add("heard " + store.strings().incr("count"));
        });
    store.call(
        db -> {
          db.pubSub().publish("a", "1");
          db.pubSub().publish("a", "2");
          heard.add("published");
          return true;
        });
    assertThat(heard).containsExactly("published", "heard 1", "heard 2");
  }

  @Test
  void listener_mayPublish() {
    pubSub.subscribe(
        "a",
        message -> {
          hear(message);
          if (message.payload().length() < 3) {
            pubSub.publish("a", message.payload() + "x");
          }
        });
    pubSub.publish("a", "x");
    assertThat(heard).containsExactly("a x", "a xx", "a xxx");
  }

  @Test
  void listenerThatThrows_hearsTheNext_andHurtsNobody() {
    pubSub.subscribe(
        "a",
        message -> {
          hear(message);
          throw new IllegalStateException("on purpose");
        });
    pubSub.subscribe("a", this::hear);
    pubSub.publish("a", "1");
    pubSub.publish("a", "2");
    assertThat(heard).containsExactly("a 1", "a 1", "a 2", "a 2");
  }

  @Test
  void slowListener_losesWhatDoesNotFit_andIsTold() {
    Subscription slow = pubSub.subscribe(List.of("a"), this::hear, stepped().buffer(3));
    for (int i = 1; i <= 5; i++) {
      assertThat(pubSub.publish("a", Integer.toString(i))).isEqualTo(1);
    }
    assertThat(slow.dropped()).isEqualTo(2);
    assertThat(executor.runAll()).as("one task for all").isEqualTo(1);
    pubSub.publish("a", "6");
    executor.runAll();
    assertThat(heard).containsExactly("a 1", "a 2", "a 3", "a 6");
    assertThat(slow.isOpen()).isTrue();
  }

  @Test
  void slowListener_isCutOff_ifThatIsWhatItWants() {
    Subscription slow =
        pubSub.subscribe(List.of("a"), this::hear, stepped().buffer(2).onOverflow(Overflow.CLOSE));
    pubSub.publish("a", "1");
    pubSub.publish("a", "2");
    assertThat(pubSub.publish("a", "3")).as("it hears no more").isZero();
    assertThat(slow.isOpen()).isFalse();
    assertThat(pubSub.channels()).isEmpty();
    executor.runAll();
    assertThat(heard).containsExactly("a 1", "a 2");
  }

  @Test
  void close_losesWhatWaits_andIsIdempotent() {
    Subscription subscription = pubSub.subscribe(List.of("a"), this::hear, stepped());
    pubSub.publish("a", "1");
    subscription.close();
    subscription.close();
    executor.runAll();
    assertThat(heard).isEmpty();
    assertThat(subscription.isOpen()).isFalse();
    assertThat(pubSub.numSub("a")).isZero();
  }

  @Test
  void executorThatRefuses_endsTheSubscription() {
    Subscription subscription =
        pubSub.subscribe(
            List.of("a"),
            this::hear,
            SubscribeOptions.defaults()
                .executor(
                    task -> {
                      throw new RejectedExecutionException("on purpose");
                    }));
    assertThat(subscription.isOpen()).isFalse();
    assertThat(pubSub.publish("a", "1")).isZero();
  }

  // ---- streams -------------------------------------------------------------------------------

  @Test
  void publisher_givesWhatIsRequested() {
    Recorder<Message<String, String>> recorder = new Recorder<>();
    pubSub.messages(List.of("a"), stepped()).subscribe(recorder);
    pubSub.publish("a", "1");
    pubSub.publish("a", "2");
    pubSub.publish("a", "3");
    executor.runAll();
    assertThat(recorder.signals).isEmpty();
    recorder.subscription.request(2);
    executor.runAll();
    assertThat(recorder.signals).containsExactly("1", "2");
    recorder.subscription.request(Long.MAX_VALUE);
    recorder.subscription.request(Long.MAX_VALUE);
    executor.runAll();
    pubSub.publish("a", "4");
    executor.runAll();
    assertThat(recorder.signals).containsExactly("1", "2", "3", "4");
    recorder.subscription.cancel();
    pubSub.publish("a", "5");
    executor.runAll();
    assertThat(recorder.signals).hasSize(4);
    assertThat(pubSub.numSub("a")).isZero();
  }

  @Test
  void publisher_failsOnAWrongRequest() {
    Recorder<Message<String, String>> recorder = new Recorder<>();
    pubSub.patternMessages(List.of("*"), stepped()).subscribe(recorder);
    recorder.subscription.request(0);
    recorder.subscription.request(5);
    executor.runAll();
    pubSub.publish("a", "1");
    executor.runAll();
    assertThat(recorder.signals).containsExactly("IllegalArgumentException");
  }

  @Test
  void publisher_failsWhenTheSubscriberIsTooSlow_afterWhatIsBuffered() {
    Recorder<Message<String, String>> recorder = new Recorder<>();
    pubSub
        .shardMessages(List.of("a"), stepped().buffer(1).onOverflow(Overflow.CLOSE))
        .subscribe(recorder);
    pubSub.spublish("a", "1");
    pubSub.spublish("a", "2");
    executor.runAll();
    assertThat(recorder.signals).isEmpty();
    recorder.subscription.request(1);
    executor.runAll();
    assertThat(recorder.signals).containsExactly("1", "SubscriberOverflowException");
  }

  @Test
  void publisher_failsWithWhatTheCodecThrows_aListenerGoesOn() {
    Codec<String> picky =
        new Codec<>() {
          @Override
          public byte[] encode(String value) {
            return Codec.utf8().encode(value);
          }

          @Override
          public String decode(byte[] bytes, int offset, int length) {
            if (length > 1) {
              throw new IllegalStateException("too long");
            }
            return Codec.utf8().decode(bytes, offset, length);
          }
        };
    PubSub<String, String> pickyPubSub = store.with(Codec.utf8(), picky).pubSub();
    Recorder<Message<String, String>> recorder = new Recorder<>();
    pickyPubSub.messages(List.of("a"), SubscribeOptions.defaults()).subscribe(recorder);
    recorder.subscription.request(10);
    pickyPubSub.subscribe("a", this::hear);
    pubSub.publish("a", "1");
    pubSub.publish("a", "22");
    pubSub.publish("a", "3");
    assertThat(recorder.signals).containsExactly("1", "IllegalStateException");
    assertThat(heard).containsExactly("a 1", "a 3");
  }

  @Test
  void closingTheStore_completesStreams_afterWhatIsBuffered() {
    Recorder<Message<String, String>> recorder = new Recorder<>();
    pubSub.messages(List.of("a"), stepped()).subscribe(recorder);
    recorder.subscription.request(10);
    Subscription subscription = pubSub.subscribe(List.of("a"), this::hear, stepped());
    pubSub.publish("a", "1");
    store.close();
    executor.runAll();
    assertThat(recorder.signals).containsExactly("1", "complete");
    assertThat(heard).containsExactly("a 1");
    assertThat(subscription.isOpen()).isFalse();
    subscription.close();
    assertThatThrownBy(() -> pubSub.subscribe("a", this::hear))
        .isInstanceOf(StoreClosedException.class);
    Recorder<Message<String, String>> late = new Recorder<>();
    pubSub.messages(List.of("a"), stepped()).subscribe(late);
    executor.runAll();
    assertThat(late.signals).containsExactly("StoreClosedException");
  }

  // ---- keyspace events -----------------------------------------------------------------------

  @Test
  void keyEvents_areThoseOfTheDatabase_whateverIsConfigured() {
    List<KeyEvent<String>> events = new ArrayList<>();
    Subscription all = pubSub.onKeyEvents(Set.of(), events::add);
    List<KeyEvent<String>> expired = new ArrayList<>();
    pubSub.onKeyEvents(Set.of("expired"), expired::add);
    store.strings().set("k", "v", SetOptions.none().expireAfter(Duration.ofMillis(10)));
    store.lists().pushRight("l", "a");
    store.select(1).strings().set("other", "v");
    store.strings().get("nothing");
    clock.advance(Duration.ofMillis(10));
    assertThat(events)
        .containsExactly(
            new KeyEvent<>("set", "k"),
            new KeyEvent<>("expire", "k"),
            new KeyEvent<>("rpush", "l"),
            new KeyEvent<>("expired", "k"));
    assertThat(expired).containsExactly(new KeyEvent<>("expired", "k"));
    all.close();
    store.keys().del("l");
    assertThat(events).hasSize(4);
  }

  @Test
  void keyEvents_asAStream_endWithIt() {
    Recorder<KeyEvent<String>> recorder = new Recorder<>();
    pubSub
        .keyEvents(Set.of("keymiss"), stepped().buffer(1).onOverflow(Overflow.CLOSE))
        .subscribe(recorder);
    recorder.subscription.request(10);
    store.strings().get("nothing");
    store.strings().set("k", "v");
    executor.runAll();
    store.strings().get("a");
    store.strings().get("b");
    executor.runAll();
    assertThat(recorder.signals)
        .containsExactly(
            "KeyEvent[event=keymiss, key=nothing]",
            "KeyEvent[event=keymiss, key=a]",
            "SubscriberOverflowException");
  }

  // ---- threads -------------------------------------------------------------------------------

  @Test
  void manyPublishersAndSlowListeners_loseNothingThatFits() throws Exception {
    int threads = 4;
    int each = 2_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (Store shared = Holdfast.open()) {
      List<String> all = Collections.synchronizedList(new ArrayList<>());
      CountDownLatch left = new CountDownLatch(2 * threads * each);
      SubscribeOptions options = SubscribeOptions.defaults().buffer(threads * each);
      for (int i = 0; i < 2; i++) {
        shared
            .pubSub()
            .subscribe(
                List.of("a"),
                message -> {
                  shared.strings().incr("heard");
                  all.add(message.payload());
                  left.countDown();
                },
                options);
      }
      for (int t = 0; t < threads; t++) {
        String name = "thread" + t + " ";
        pool.execute(
            () -> {
              for (int i = 0; i < each; i++) {
                shared.pubSub().publish("a", name + i);
              }
            });
      }
      assertThat(left.await(30, SECONDS)).isTrue();
      assertThat(shared.strings().get("heard")).isEqualTo(Integer.toString(2 * threads * each));
      for (int t = 0; t < threads; t++) {
        String name = "thread" + t + " ";
        assertThat(all.stream().filter((name + "7")::equals)).hasSize(2);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void listenersOfASharedStore_runOutsideOfOwnership() throws Exception {
    try (Store shared = Holdfast.builder().eventThreadOnly().open()) {
      LinkedBlockingQueue<Boolean> owned = new LinkedBlockingQueue<>();
      Subscription direct =
          shared
              .pubSub()
              .subscribe(
                  List.of("a"),
                  message -> owned.add(Engine.of(shared).eventLoop().isOwner()),
                  SubscribeOptions.defaults().executor(Runnable::run));
      shared.pubSub().publish("a", "1");
      assertThat(owned.poll(30, SECONDS)).isFalse();
      CompletableFuture<Long> published = shared.submit(db -> db.pubSub().publish("a", "2"));
      assertThat(published.get(30, SECONDS)).isEqualTo(1);
      assertThat(owned.poll(30, SECONDS)).isFalse();
      direct.close();
    }
  }

  @Test
  void expiredKeys_areTold_withoutAnybodyCalling() throws Exception {
    try (Store shared = Holdfast.open()) {
      LinkedBlockingQueue<KeyEvent<String>> events = new LinkedBlockingQueue<>();
      shared.pubSub().onKeyEvents(Set.of("expired"), events::add);
      shared.strings().set("k", "v", SetOptions.none().expireAfter(Duration.ofMillis(5)));
      assertThat(events.poll(30, SECONDS)).isEqualTo(new KeyEvent<>("expired", "k"));
    }
  }
}
