package io.holdfast.examples;

import io.holdfast.Holdfast;
import io.holdfast.Message;
import io.holdfast.Overflow;
import io.holdfast.PubSub;
import io.holdfast.Store;
import io.holdfast.SubscribeOptions;
import io.holdfast.Subscription;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Publishes each line of a package manager's log on a channel of its own action, {@code
 * log.install}, {@code log.remove} and so on. One listener counts the lines of each channel, a
 * reactive stream picks the packages that were removed.
 *
 * <pre>
 * java -cp examples/target/holdfast-examples.jar io.holdfast.examples.LogChannels /var/log/dpkg.log
 * </pre>
 */
public final class LogChannels {
  private static final int ACTION = 2;
  private static final int PACKAGE = 3;
  private static final String COUNTS = "counts";
  private static final String REMOVED = "removed";

  /** Nobody is to miss a line, however slow: rather an exception. */
  private static final SubscribeOptions ALL =
      SubscribeOptions.defaults().buffer(1_000_000).onOverflow(Overflow.CLOSE);

  private LogChannels() {}

  /** Runs the example. */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: LogChannels FILE");
      System.exit(1);
      return;
    }
    CompletableFuture<Void> removed = new CompletableFuture<>();
    CompletableFuture<Void> counted = new CompletableFuture<>();
    try (Store store = Holdfast.open()) {
      PubSub<String, String> log = store.pubSub();
      try (Subscription counts =
          log.psubscribe(List.of("log.*"), line -> count(store, line, counted), ALL)) {
        log.messages(List.of("log.remove", "log.end"), ALL).subscribe(new Removals(store, removed));
        publish(log, Path.of(args[0]));
        counted.join();
        removed.join();
        report(store, counts.dropped());
      }
    }
  }

  private static void publish(PubSub<String, String> log, Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      lines
          .lines()
          .filter(line -> line.split(" ", -1).length > PACKAGE)
          .forEach(line -> log.publish("log." + line.split(" ", -1)[ACTION], line));
    }
    log.publish("log.end", "");
  }

  private static void count(
      Store store, Message<String, String> line, CompletableFuture<Void> counted) {
    if (line.channel().equals("log.end")) {
      counted.complete(null);
    } else {
      store.hashes().incrBy(COUNTS, line.channel(), 1);
    }
  }

  private static void report(Store store, long dropped) {
    store
        .hashes()
        .getAll(COUNTS)
        .forEach((channel, lines) -> System.out.println(channel + ", " + lines + " lines"));
    System.out.printf(
        Locale.ROOT,
        "%,d packages removed, %,d messages lost%n",
        store.sets().size(REMOVED),
        dropped);
  }

  /** Takes one message at a time. */
  private static final class Removals implements Flow.Subscriber<Message<String, String>> {
    private final Store store;
    private final CompletableFuture<Void> done;
    private Flow.@Nullable Subscription subscription;

    Removals(Store store, CompletableFuture<Void> done) {
      this.store = store;
      this.done = done;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(Message<String, String> line) {
      if (line.channel().equals("log.end")) {
        done.complete(null);
      } else {
        store.sets().add(REMOVED, line.payload().split(" ", -1)[PACKAGE]);
        if (subscription != null) {
          subscription.request(1);
        }
      }
    }

    @Override
    public void onError(Throwable failure) {
      done.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      done.complete(null);
    }
  }
}
