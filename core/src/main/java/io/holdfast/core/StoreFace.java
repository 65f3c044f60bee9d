package io.holdfast.core;

import io.holdfast.ChangeFilter;
import io.holdfast.Changes;
import io.holdfast.Clock;
import io.holdfast.Codec;
import io.holdfast.Db;
import io.holdfast.Metric;
import io.holdfast.Store;
import io.holdfast.StoreInfo;
import io.holdfast.core.generic.DatabaseOps;
import io.holdfast.core.server.StoreView;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The store as an application sees it. */
public final class StoreFace extends DbFace<String, String> implements Store {
  /** A face of database 0, keys and values as text. */
  public StoreFace(Engine engine) {
    super(engine, 0, Codec.utf8(), Codec.utf8());
  }

  @Override
  public <T extends @Nullable Object> T call(
      Function<? super Db<String, String>, ? extends T> block) {
    return engine().door().<T>call(() -> runAsUnit(block));
  }

  @Override
  public <T extends @Nullable Object> CompletableFuture<T> submit(
      Function<? super Db<String, String>, ? extends T> block) {
    return engine().door().<T>submit(() -> runAsUnit(block));
  }

  @Override
  public <T extends @Nullable Object> T batch(
      Function<? super Db<String, String>, ? extends T> block) {
    return engine().door().<T>call(() -> block.apply(this));
  }

  @Override
  public int databases() {
    return engine().keyspace().databaseCount();
  }

  @Override
  public void flushAll() {
    engine().door().run(() -> DatabaseOps.flushAll(engine().keyspace(), index()));
  }

  @Override
  public void swap(int first, int second) {
    engine().door().run(() -> DatabaseOps.swap(engine().keyspace(), index(), first, second));
  }

  @Override
  public void saveTo(Path file) {
    if (engine().eventLoop().isWaitingInVain()) {
      engine().door().run(() -> engine().snapshots().saveTo(file));
      return;
    }
    try {
      saveToAsync(file).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  @Override
  public CompletableFuture<@Nullable Void> saveToAsync(Path file) {
    return engine().door().call(() -> engine().snapshots().startTo(file));
  }

  @Override
  public Changes changes(ChangeFilter filter) {
    return engine().door().call(() -> engine().changeFeeds().open(filter));
  }

  @Override
  public Changes changes(ChangeFilter filter, long from) {
    return engine().door().call(() -> engine().changeFeeds().open(filter, from));
  }

  @Override
  public StoreInfo info() {
    return engine().door().call(() -> StoreView.info(engine()));
  }

  @Override
  public List<Metric> metrics() {
    return StoreView.metrics(engine());
  }

  @Override
  public Clock clock() {
    return engine().clock();
  }

  @Override
  public boolean isClosed() {
    return engine().eventLoop().isClosed();
  }

  @Override
  public int doWork() {
    return engine().doWork();
  }

  @Override
  public void close() {
    engine().close();
  }

  private <T extends @Nullable Object> T runAsUnit(
      Function<? super Db<String, String>, ? extends T> block) {
    return engine().blocks().run(block, this, index());
  }
}
