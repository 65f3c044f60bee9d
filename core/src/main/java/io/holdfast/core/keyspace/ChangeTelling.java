package io.holdfast.core.keyspace;

import io.holdfast.core.effect.HeldBack;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of the changes of one database: those who watch a key, those who wait for one, and
 * who is told of every change of the keyspace.
 *
 * <p>Costs a test each while there are none. In a block that may yet be undone it is held back.
 * Thread: the owner.
 */
final class ChangeTelling {
  private final Keyspace keyspace;
  private final HeldBack heldBack;
  private final WatchedKeys watchedKeys = new WatchedKeys();
  private @Nullable KeyChangeListener changeListener;

  ChangeTelling(Keyspace keyspace) {
    this.keyspace = keyspace;
    this.heldBack = keyspace.effects().heldBack();
  }

  /** Sets who is told of every change; null for nobody. */
  void changeListener(@Nullable KeyChangeListener listener) {
    changeListener = listener;
  }

  boolean watch(byte[] key, Watcher watcher) {
    return watchedKeys.add(key, watcher);
  }

  boolean hasWatchers() {
    return !watchedKeys.isEmpty();
  }

  void unwatch(byte[] key, Watcher watcher) {
    watchedKeys.remove(key, watcher);
  }

  /** A key was changed, for all who care. */
  void changed(byte[] key, int offset, int length) {
    if (!watchedKeys.isEmpty()) {
      tellWatchers(key, offset, length);
    }
    if (keyspace.tracker() != null) {
      tellTracker(key, offset, length);
    }
    changedForWaiters(key, offset, length);
  }

  private void tellWatchers(byte[] key, int offset, int length) {
    if (heldBack.isHolding()) {
      byte[] copy = Arrays.copyOfRange(key, offset, offset + length);
      heldBack.hold(() -> watchedKeys.changed(copy, 0, copy.length));
    } else {
      watchedKeys.changed(key, offset, length);
    }
  }

  private void tellTracker(byte[] key, int offset, int length) {
    KeyChangeListener tracker = keyspace.tracker();
    if (heldBack.isHolding()) {
      byte[] copy = Arrays.copyOfRange(key, offset, offset + length);
      heldBack.hold(() -> tellTracker(copy, 0, copy.length));
    } else if (tracker != null) {
      tracker.onChanged(key, offset, length);
    }
  }

  /** What a command waits for may have come or gone. */
  void changedForWaiters(byte[] key, int offset, int length) {
    if (changeListener != null) {
      tellWaiters(key, offset, length);
    }
  }

  private void tellWaiters(byte[] key, int offset, int length) {
    if (heldBack.isHolding()) {
      byte[] copy = Arrays.copyOfRange(key, offset, offset + length);
      heldBack.hold(() -> tellListener(copy, 0, copy.length));
    } else {
      tellListener(key, offset, length);
    }
  }

  private void tellListener(byte[] key, int offset, int length) {
    if (changeListener != null) {
      changeListener.onChanged(key, offset, length);
    }
  }

  /** All content has gone, or will be another's. */
  void replaced(Database before, Database after) {
    if (!watchedKeys.isEmpty()) {
      watchedKeys.replaced(before, after, this::tell);
    }
    if (changeListener != null) {
      heldBackOrNow(this::tellListenerReplaced);
    }
  }

  private void tell(Watcher watcher) {
    heldBackOrNow(watcher::onWatchedKeyChanged);
  }

  private void heldBackOrNow(Runnable news) {
    if (heldBack.isHolding()) {
      heldBack.hold(news);
    } else {
      news.run();
    }
  }

  private void tellListenerReplaced() {
    if (changeListener != null) {
      changeListener.onReplaced();
    }
  }
}
