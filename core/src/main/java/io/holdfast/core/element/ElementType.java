package io.holdfast.core.element;

import io.holdfast.core.command.Group;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.EventClass;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A type whose elements may expire, and its words. */
public final class ElementType {
  /** Fields of a hash: as Redis has it since 7.4. */
  public static final ElementType HASH =
      new ElementType("H", EventClass.HASH, Group.HASH, "7.4.0", "HDEL", "field", "a hash");

  /** Members of a set: our own. */
  public static final ElementType SET =
      new ElementType("S", EventClass.SET, Group.SET, "0.1.0", "SREM", "member", "a set");

  /** Members of a sorted set: our own. */
  public static final ElementType SORTED_SET =
      new ElementType(
          "Z", EventClass.SORTED_SET, Group.SORTED_SET, "0.1.0", "ZREM", "member", "a sorted set");

  final String letter;
  final EventClass eventClass;
  final Group group;

  /** The version that brought the commands: of Redis, or of this library. */
  final String since;

  final String element;
  final String collection;

  /** What introduces elements in a command. */
  final String clause;

  /** The error if there are not to be any. */
  final String countNotPositive;

  final byte[] clauseBytes;
  final byte[] removeVerb;
  final byte[] expireVerb;
  final byte[] persistVerb;
  final String removedEvent;
  final String expireEvent;
  final String persistEvent;
  final String expiredEvent;

  private ElementType(
      String letter,
      EventClass eventClass,
      Group group,
      String since,
      String removeVerb,
      String element,
      String collection) {
    this.letter = letter;
    this.eventClass = eventClass;
    this.group = group;
    this.since = since;
    this.element = element;
    this.collection = collection;
    clause = element.toUpperCase(Locale.ROOT) + "S";
    String capital = element.substring(0, 1).toUpperCase(Locale.ROOT) + element.substring(1);
    countNotPositive = "ERR Parameter `num" + capital + "s` should be greater than 0";
    clauseBytes = ascii(clause);
    this.removeVerb = ascii(removeVerb);
    expireVerb = ascii(letter + "PEXPIREAT");
    persistVerb = ascii(letter + "PERSIST");
    String prefix = letter.toLowerCase(Locale.ROOT);
    removedEvent = removeVerb.toLowerCase(Locale.ROOT);
    expireEvent = prefix + "expire";
    persistEvent = prefix + "persist";
    expiredEvent = prefix + "expired";
  }

  /** The type of an entry whose elements may expire. */
  static ElementType ofEntry(int entryType) {
    return switch (entryType) {
      case Entry.HASH -> HASH;
      case Entry.SET -> SET;
      case Entry.SORTED_SET -> SORTED_SET;
      default -> throw new IllegalArgumentException("elements do not expire: type=" + entryType);
    };
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
