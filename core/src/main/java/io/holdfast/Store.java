package io.holdfast;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store of Redis's data types in this process.
 *
 * <pre>{@code
 * try (Store store = Holdfast.open()) {
 *   store.strings().set("greeting", "hello");
 *   long visits = store.strings().incr("visits");
 * }
 * }</pre>
 *
 * <p>Any thread may call any method. Commands run strictly one at a time; a caller that finds the
 * store free runs its own command in place, otherwise it waits for its turn. Exceptions of an
 * operation reach its caller. After {@link #close} every call, and every call that was waiting,
 * throws {@link StoreClosedException}.
 */
public interface Store extends Db<String, String>, AutoCloseable {
  /**
   * Runs a block of operations as a transaction: nothing else runs in between, in the effect log it
   * is one unit, and if it throws, nothing has happened.
   *
   * <pre>{@code
   * store.call(db -> {
   *   db.hashes().incrBy("account:1", "cents", -500);
   *   if (db.hashes().incrBy("account:2", "cents", 500) > limit) {
   *     throw new LimitExceededException();         // both are what they were
   *   }
   *   return null;
   * });
   * }</pre>
   *
   * <p>Then every key of every database is as it was, with its expiry, its encoding and its memory;
   * no effect is logged, no event or message published, no client that waits or watches is told,
   * and the exception, of whatever kind, reaches the caller. What is not data stays as the block
   * left it: the counters of hits and misses, when a key was last used, subscriptions, feeds,
   * directives, files. A key whose time had come and that the block met, is met again.
   *
   * <p>An operation of the block that fails has no effect; a block that catches that goes on. A
   * block within a block belongs to it; if it throws and the outer one catches that, the inner one
   * has not happened, and the outer one goes on.
   *
   * <p>What the block tells is told when it has ended, in order. What it frees is free then: until
   * then it takes the memory of what it writes and, besides, of what it overwrites. Undoing costs
   * what was changed, not what there is.
   *
   * <p>The block holds up every other caller: it must be short and must not wait for anything; what
   * would wait throws {@link IllegalStateException}. {@link Holdfast.Builder#blockBudget} reports
   * those that run too long.
   *
   * @return what the block returns; what it throws is thrown
   */
  <T extends @Nullable Object> T call(Function<? super Db<String, String>, ? extends T> block);

  /**
   * As {@link #call}, without waiting: many may be in flight from one thread.
   *
   * @return completed with what the block returns or throws, after the store was released
   */
  <T extends @Nullable Object> CompletableFuture<T> submit(
      Function<? super Db<String, String>, ? extends T> block);

  /**
   * Runs many operations under one ownership, each an operation of its own in the effect log.
   *
   * <pre>{@code
   * store.batch(db -> {
   *   for (String key : keys) {
   *     sum += db.strings().incr(key);
   *   }
   *   return null;
   * });
   * }</pre>
   *
   * <p>Saves the way to ownership, and what undoing needs; other callers wait until the block ends,
   * so it should be a few hundred operations at most.
   *
   * @return what the block returns; what it throws is thrown, and what it did before stays done
   */
  <T extends @Nullable Object> T batch(Function<? super Db<String, String>, ? extends T> block);

  /** Number of databases. */
  int databases();

  /** FLUSHALL (1.0.0): deletes every key of every database. O(databases), whatever they hold. */
  void flushAll();

  /**
   * SWAPDB (4.0.0): exchanges the contents of two databases; every face and client of one sees what
   * was in the other. O(1).
   *
   * @throws CommandException "ERR DB index is out of range"
   */
  void swap(int first, int second);

  /**
   * Writes every database to an RDB file, which {@link Holdfast#load} and redis-server can read.
   * Needs holdfast-persistence. The file is the data at one moment, that of the call, whatever
   * others do meanwhile: they go on, and wait some tens of microseconds now and then. Within {@link
   * #batch}, and in a store that the caller's thread owns, they wait until it is done.
   *
   * <p>What was at this path is replaced when the new file is complete and on the disk.
   *
   * @throws java.io.UncheckedIOException if it cannot be written; what was there stays
   * @throws IllegalStateException from a block of {@link #call}, as that may yet be undone; {@link
   *     #saveToAsync} writes when it has ended
   */
  void saveTo(Path file);

  /**
   * As {@link #saveTo}, without waiting; from {@link #call} as of its end. One snapshot is written
   * at a time, and the data is that of the moment at which this one's turn comes.
   *
   * @return completed when the file is on the disk, or with a {@link java.io.UncheckedIOException}
   */
  CompletableFuture<@Nullable Void> saveToAsync(Path file);

  /**
   * Opens a feed of the changes that happen from now on, in all databases.
   *
   * @return to be closed
   */
  Changes changes(ChangeFilter filter);

  /**
   * Opens a feed that begins with an earlier change: one that is still in the buffer, because
   * another feed has been open since.
   *
   * @param from number of the first change to be delivered, if it passes the filter
   * @return to be closed
   * @throws ChangesLostException if it is no longer there
   * @throws IllegalArgumentException if no change has this number, and the next will not have it
   */
  Changes changes(ChangeFilter filter, long from);

  /**
   * INFO (1.0.0): how the store is doing, all figures of one moment. O(N) where N is the number of
   * large values.
   */
  StoreInfo info();

  /** The figures a metrics library can read whenever it likes. */
  List<Metric> metrics();

  /** The clock the store lives by. */
  Clock clock();

  /** Whether {@link #close} was called. */
  boolean isClosed();

  /**
   * Invoker mode: does what is due (expired keys, attached parts) and returns how much it did. In
   * the other modes the event thread does this by itself and the call does nothing.
   */
  int doWork();

  /** Ends the store: runs what was queued before, then refuses everything. Idempotent. */
  @Override
  void close();
}
