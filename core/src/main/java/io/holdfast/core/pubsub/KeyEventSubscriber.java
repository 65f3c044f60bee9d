package io.holdfast.core.pubsub;

import io.holdfast.Codec;
import io.holdfast.KeyEvent;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.core.keyspace.KeyspaceEvents;
import java.util.EnumSet;
import java.util.Set;

/** An application that listens to what happens to the keys of a database. Thread: the owner. */
final class KeyEventSubscriber<K> implements KeyspaceEvents.Listener {
  private final Mailbox<KeyEvent<K>> mailbox;
  private final Database db;
  private final Codec<K> keys;
  private final Set<String> names;

  /** A subscriber to events of some names, or with none, to all but those of two classes. */
  KeyEventSubscriber(Mailbox<KeyEvent<K>> mailbox, Database db, Codec<K> keys, Set<String> names) {
    this.mailbox = mailbox;
    this.db = db;
    this.keys = keys;
    this.names = names;
  }

  void begin() {
    Set<EventClass> classes = EnumSet.allOf(EventClass.class);
    if (!names.contains("new")) {
      classes.remove(EventClass.NEW);
    }
    if (!names.contains("keymiss")) {
      classes.remove(EventClass.KEY_MISS);
    }
    db.keyspace().events().addListener(classes, this);
  }

  void end() {
    db.keyspace().events().removeListener(this);
  }

  @Override
  public void onEvent(EventClass eventClass, String event, int database, ByteRange key) {
    if (database == db.index() && (names.isEmpty() || names.contains(event))) {
      byte[] copy = key.copy();
      if (!mailbox.offer(() -> new KeyEvent<>(event, keys.decode(copy, 0, copy.length)))) {
        end();
      }
    }
  }
}
