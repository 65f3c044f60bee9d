package io.holdfast.core.config;

import io.holdfast.core.keyspace.EventClass;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * notify-keyspace-events: which keyspace events are published, and on which channels.
 *
 * <p>Written as letters: K and E for the channels, one for each class, A for all classes but those
 * of keys that come into being and of keys that are not found.
 *
 * @param byKey K: on {@code __keyspace@N__:key}
 * @param byEvent E: on {@code __keyevent@N__:event}
 * @param classes of the events
 */
public record NotifyEvents(boolean byKey, boolean byEvent, Set<EventClass> classes) {
  static final String LETTERS = "Ag$lshzxeKEtmdn";

  /** In the order in which CONFIG GET names them; those that A stands for come first. */
  private static final EventClass[] ORDER = {
    EventClass.GENERIC,
    EventClass.STRING,
    EventClass.LIST,
    EventClass.SET,
    EventClass.HASH,
    EventClass.SORTED_SET,
    EventClass.EXPIRED,
    EventClass.EVICTED,
    EventClass.STREAM,
    EventClass.MODULE,
    EventClass.NEW
  };

  private static final Set<EventClass> ALL =
      EnumSet.complementOf(EnumSet.of(EventClass.NEW, EventClass.KEY_MISS));

  /** Copies the set. */
  public NotifyEvents {
    Set<EventClass> copy = EnumSet.noneOf(EventClass.class);
    copy.addAll(classes);
    classes = Collections.unmodifiableSet(copy);
  }

  /** Whether anything is published. */
  public boolean isOn() {
    return (byKey || byEvent) && !classes.isEmpty();
  }

  static NotifyEvents parse(String letters) {
    boolean byKey = false;
    boolean byEvent = false;
    Set<EventClass> classes = EnumSet.noneOf(EventClass.class);
    for (int i = 0; i < letters.length(); i++) {
      switch (letters.charAt(i)) {
        case 'K' -> byKey = true;
        case 'E' -> byEvent = true;
        case 'A' -> classes.addAll(ALL);
        default -> classes.add(eventClass(letters.charAt(i)));
      }
    }
    return new NotifyEvents(byKey, byEvent, classes);
  }

  private static EventClass eventClass(char letter) {
    for (EventClass eventClass : EventClass.values()) {
      if (eventClass.letter() == letter) {
        return eventClass;
      }
    }
    throw new IllegalArgumentException("Invalid event class character. Use '" + LETTERS + "'.");
  }

  @Override
  public String toString() {
    StringBuilder letters = new StringBuilder();
    if (classes.containsAll(ALL)) {
      letters.append('A');
    } else {
      for (EventClass eventClass : ORDER) {
        if (classes.contains(eventClass)) {
          letters.append(eventClass.letter());
        }
      }
    }
    if (byKey) {
      letters.append('K');
    }
    if (byEvent) {
      letters.append('E');
    }
    if (classes.contains(EventClass.KEY_MISS)) {
      letters.append(EventClass.KEY_MISS.letter());
    }
    return letters.toString();
  }
}
