package io.holdfast;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A feed of a store's changes: all that pass its filter, each once, in the order in which they
 * happened.
 *
 * <pre>{@code
 * try (Changes changes = store.changes(ChangeFilter.all().keys("user:*"))) {
 *   while (true) {
 *     Change change = changes.take();
 *     ...
 *   }
 * }
 * }</pre>
 *
 * <p>Reading never holds up the store. It keeps the newest changes in a buffer that all feeds share
 * ({@link Holdfast.Builder#changeBuffer}); who falls so far behind that a change has left it before
 * he read it gets a {@link ChangesLostException} that names its number, then and from then on. To
 * begin, and to begin anew after that, data and feed are taken at one moment:
 *
 * <pre>{@code
 * Changes changes = store.call(db -> {
 *   ... read the data ...
 *   return store.changes(ChangeFilter.all());
 * });
 * }</pre>
 *
 * <p>Numbers count what happened while somebody listened; a store to which nobody listens counts
 * nothing and pays nothing. The buffer is there as long as a feed is open.
 *
 * <p>Thread: one reader at a time, of whatever kind, which a virtual thread may be; {@link #close}
 * may be called by any.
 */
public interface Changes extends AutoCloseable {
  /**
   * The next change, if there is one now.
   *
   * @return null if there is none
   * @throws ChangesLostException if it is no longer there
   * @throws StoreClosedException if the store was closed and everything was read
   * @throws IllegalStateException if the feed was closed
   */
  @Nullable Change poll();

  /**
   * The next change; waits for it.
   *
   * @return null if time is up
   * @throws InterruptedException if the thread is interrupted while it waits; no change is lost
   * @throws ChangesLostException as {@link #poll()}
   * @throws StoreClosedException as {@link #poll()}
   * @throws IllegalStateException as {@link #poll()}, and if there is none and the calling thread
   *     owns the store: within a block, and in invoker mode
   */
  @Nullable Change poll(Duration timeout) throws InterruptedException;

  /**
   * The next change; waits for it without end.
   *
   * @throws InterruptedException as {@link #poll(Duration)}
   * @throws ChangesLostException as {@link #poll()}
   * @throws StoreClosedException as {@link #poll()}
   * @throws IllegalStateException as {@link #poll(Duration)}
   */
  Change take() throws InterruptedException;

  /**
   * Reads the feed to its end: hands every change to an action, one after the other, on an
   * executor's threads, and takes none of them while there is nothing to hand over.
   *
   * @param action may take its time and may call the store
   * @return completed when the feed is closed; with a {@link ChangesLostException}, a {@link
   *     StoreClosedException} or what the action throws if that ends it, and the feed is closed
   *     then
   */
  CompletableFuture<@Nullable Void> forEach(Executor executor, Consumer<? super Change> action);

  /** The number from which on nothing was read: where another feed could go on. Any thread. */
  long position();

  /** How many changes are still to be read, those included that the filter holds back. */
  long behind();

  /** Ends the feed; a reader who waits gets an IllegalStateException. Idempotent. */
  @Override
  void close();
}
