package io.holdfast.core.feed;

import io.holdfast.ChangeFilter;
import io.holdfast.ChangesLostException;
import io.holdfast.core.command.Command;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.effect.HeldBack;
import io.holdfast.core.event.Attachment;
import io.holdfast.core.event.EventLoop;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.spi.EffectListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The open feeds of a store and the buffer they share, which is there as long as one is open.
 *
 * <p>Readers who wait are woken after the ownership has ended under which something came.
 *
 * <p>Thread: the owner.
 */
public final class ChangeFeeds implements Attachment {
  private final EventLoop eventLoop;
  private final Keyspace keyspace;
  private final EffectLog effects;
  private final IntSupplier rdbVersion;
  private final Supplier<Collection<Command>> commands;
  private final int capacity;
  private final long maxBytes;
  private final List<ChangeFeed> open = new ArrayList<>(2);
  private final EffectListener listener =
      effect -> {
        buffer().add(effect);
        wakeAll();
      };
  private @Nullable ChangeBuffer buffer;
  private @Nullable EffectKeys keys;
  private @Nullable ValueCapture values;

  /**
   * The feeds of a store that has none yet.
   *
   * @param rdbVersion the version of values that are told
   * @param commands all commands of the store
   * @param capacity how many changes are kept
   * @param maxBytes how many bytes these may take
   */
  public ChangeFeeds(
      EventLoop eventLoop,
      Keyspace keyspace,
      IntSupplier rdbVersion,
      Supplier<Collection<Command>> commands,
      int capacity,
      long maxBytes) {
    this.eventLoop = eventLoop;
    this.keyspace = keyspace;
    this.effects = keyspace.effects();
    this.rdbVersion = rdbVersion;
    this.commands = commands;
    this.capacity = capacity;
    this.maxBytes = maxBytes;
  }

  /**
   * Opens a feed of what happens from now on; in a block, whose effects have no numbers until it
   * has ended, of what happens in it from now on.
   */
  public ChangeFeed open(ChangeFilter filter) {
    ChangeFeed feed = open(filter, effects.sequence() + 1);
    HeldBack heldBack = effects.heldBack();
    if (heldBack.isHolding()) {
      feed.moveTo(ChangeFeed.NOT_YET);
      heldBack.hold(() -> begin(feed));
      heldBack.atEnd(() -> begin(feed));
    }
    return feed;
  }

  private void begin(ChangeFeed feed) {
    if (feed.position() == ChangeFeed.NOT_YET) {
      feed.moveTo(effects.sequence() + 1);
    }
  }

  /**
   * Opens a feed of what happened from a number on.
   *
   * @throws ChangesLostException if that is no longer there
   * @throws IllegalArgumentException if the number is one that no change has yet
   */
  public ChangeFeed open(ChangeFilter filter, long from) {
    long end = effects.sequence() + 1;
    if (from > end || from < 1) {
      throw new IllegalArgumentException("no change has this number: from=" + from);
    }
    long first = buffer == null ? end : buffer.first();
    if (from < first) {
      throw new ChangesLostException(from, first);
    }
    if (keys == null) {
      keys = new EffectKeys(commands.get());
    }
    if (buffer == null) {
      buffer = new ChangeBuffer(capacity, maxBytes, end);
      effects.addListener(listener);
      eventLoop.attach(this);
    }
    ChangeFeed feed = new ChangeFeed(this, buffer, keys, filter, from);
    open.add(feed);
    filtersChanged();
    return feed;
  }

  /** Keeps values as long as a filter asks for them. */
  private void filtersChanged() {
    List<ChangeFilter> wanting =
        open.stream().map(ChangeFeed::filter).filter(f -> f.maxValueBytes() >= 0).toList();
    ValueCapture capture = values;
    if (wanting.isEmpty()) {
      if (capture != null) {
        keyspace.witness(null);
        effects.values(List::of);
        values = null;
      }
      return;
    }
    if (capture == null) {
      capture = new ValueCapture(keyspace, rdbVersion.getAsInt());
      keyspace.witness(capture);
      effects.values(capture::take);
      values = capture;
    }
    capture.filters(wanting);
  }

  private ChangeBuffer buffer() {
    ChangeBuffer kept = buffer;
    assert kept != null : "the log is listened to as long as a feed is open";
    return kept;
  }

  void close(ChangeFeed feed) {
    boolean wasOpen = open.remove(feed);
    filtersChanged();
    if (wasOpen && open.isEmpty()) {
      effects.removeListener(listener);
      buffer = null;
      eventLoop.detach(this);
    }
    wake(feed);
  }

  private void wakeAll() {
    for (int i = 0; i < open.size(); i++) {
      wake(open.get(i));
    }
  }

  private void wake(ChangeFeed feed) {
    CompletableFuture<Boolean> waiting = feed.takeWaiting();
    if (waiting != null) {
      eventLoop.completeLater(waiting, () -> true);
    }
  }

  EventLoop eventLoop() {
    return eventLoop;
  }

  // ---- the store's end -----------------------------------------------------------------------

  @Override
  public int doWork(long nowMs) {
    return 0;
  }

  @Override
  public long nextDeadlineMs() {
    return Long.MAX_VALUE;
  }

  @Override
  public void onClose() {
    for (ChangeFeed feed : open) {
      feed.storeClosed();
    }
    wakeAll();
  }

  @Override
  public String name() {
    return "changes";
  }
}
