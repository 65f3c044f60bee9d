package io.holdfast.core.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A directive: a name, what values it takes, the default, and what may be done with it while the
 * store is open.
 *
 * @param <T> type of the value
 */
public final class Directive<T> {
  /** When a directive may be set. */
  public enum Changeable {
    /** By CONFIG SET, too. */
    ALWAYS,
    /** Only before the store is opened. */
    AT_START,
    /** As {@link #AT_START}; Redis could change it, so a wrong value is complained about first. */
    AT_START_SO_FAR,
    /** As {@link #AT_START}, because a client could do harm with it. */
    PROTECTED
  }

  /** What setting a directive brings about. */
  public enum Meaning {
    /** What Redis's documentation says. */
    FULL,
    /** Nothing: there is no machinery to tune. Accepted, and given back by CONFIG GET. */
    NONE
  }

  private final String name;
  private final String alias;
  private final ValueType<T> type;
  private final T defaultValue;
  private final Changeable changeable;
  private final Meaning meaning;
  private final boolean isSecret;
  private final String description;

  private Directive(
      String name,
      String alias,
      ValueType<T> type,
      T defaultValue,
      Changeable changeable,
      Meaning meaning,
      boolean isSecret,
      String description) {
    this.name = name;
    this.alias = alias;
    this.type = type;
    this.defaultValue = defaultValue;
    this.changeable = changeable;
    this.meaning = meaning;
    this.isSecret = isSecret;
    this.description = description;
  }

  /**
   * Declares a directive.
   *
   * @param name in lower case
   * @param defaultValue as it would be written
   * @param description one sentence
   */
  static <T> Directive<T> of(
      String name, ValueType<T> type, String defaultValue, String description) {
    T value = type.parse(type.split(defaultValue));
    return new Directive<>(
        name, "", type, value, Changeable.ALWAYS, Meaning.FULL, false, description);
  }

  /** The same under a second, older name. */
  Directive<T> alias(String other) {
    return new Directive<>(
        name, other, type, defaultValue, changeable, meaning, isSecret, description);
  }

  /** The same, changeable only so far. */
  Directive<T> changeable(Changeable value) {
    return new Directive<>(name, alias, type, defaultValue, value, meaning, isSecret, description);
  }

  /** The same, without effect. */
  Directive<T> meaning(Meaning value) {
    return new Directive<>(
        name, alias, type, defaultValue, changeable, value, isSecret, description);
  }

  /** The same, with a value that no log may show. */
  Directive<T> secret() {
    return new Directive<>(name, alias, type, defaultValue, changeable, meaning, true, description);
  }

  /** The name, in lower case. */
  public String name() {
    return name;
  }

  /** The older name, which works as well. */
  public Optional<String> alias() {
    return alias.isEmpty() ? Optional.empty() : Optional.of(alias);
  }

  /** The names a value can be asked for. */
  public List<String> names() {
    return alias.isEmpty() ? List.of(name) : List.of(name, alias);
  }

  /** What values it takes. */
  public ValueType<T> type() {
    return type;
  }

  /** The value of a store that was told nothing. */
  public T defaultValue() {
    return defaultValue;
  }

  /** When it may be set. */
  public Changeable changeable() {
    return changeable;
  }

  /** What setting it brings about. */
  public Meaning meaning() {
    return meaning;
  }

  /** Whether no log may show the value. */
  public boolean isSecret() {
    return isSecret;
  }

  /** One sentence on what it is for. */
  public String description() {
    return description;
  }

  boolean isNamed(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.equals(name) || lower.equals(alias);
  }

  @Override
  public String toString() {
    return name;
  }
}
