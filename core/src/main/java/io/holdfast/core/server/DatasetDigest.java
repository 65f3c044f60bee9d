package io.holdfast.core.server;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.core.string.StringOps;
import io.holdfast.encodings.intset.Intset;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.members.ExpiringElements;
import io.holdfast.encodings.members.LargeHash;
import io.holdfast.encodings.members.LargeSet;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;
import io.holdfast.encodings.quicklist.Quicklist;
import io.holdfast.encodings.quicklist.QuicklistCursor;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import io.holdfast.encodings.sortedset.ListpackSortedSet;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;
import java.nio.charset.StandardCharsets;

/**
 * DEBUG DIGEST: the same data has the same digest, whatever its encoding and wherever it lies, here
 * and in redis-server 7.0.
 *
 * <pre>
 *  dataset      for each database with keys: its index; its keys xored
 *  key          key, value
 *  value        type; what it holds; xored with "!!expire!!" if the key expires
 *
 *  string       the string             list         element, element ...
 *  hash         (field, value) xored   sorted set   (member, score) xored
 *  set          members xored          stream       ID, field, value, field, value, ID ...
 * </pre>
 *
 * A comma puts in order, as {@link MixedDigest} has it. The type is the number {@link Entry} has
 * for it, a score what printf makes of it for "%.17g", and an ID has a point between its numbers.
 *
 * <p>When a key expires does not count, nor do consumer groups, nor what a stream remembers of
 * entries it has no more. Deadlines of elements, which 7.0 has not, are "!!expire!!" behind the
 * element, xored. What is due counts until it is deleted, as in DBSIZE.
 *
 * <p>Cost: two SHA-1 an element. Thread: the owner. Source: digests of redis-server 7.0.15.
 */
public final class DatasetDigest {
  private static final byte[] EXPIRES = "!!expire!!".getBytes(StandardCharsets.US_ASCII);

  private final Database db;
  private final MixedDigest value = new MixedDigest();
  private final MixedDigest element = new MixedDigest();
  private final BytesVisitor orderedInValue = value::ordered;
  private final BytesVisitor unorderedInValue = value::unordered;
  private final BytesVisitor orderedInElement = element::ordered;
  private final byte[] text = new byte[Math.max(DoubleText.MAX_LENGTH, IntegerText.MAX_LENGTH)];

  private DatasetDigest(Database db) {
    this.db = db;
  }

  /** The digest of all databases, in hexadecimal digits; only zeros if there are no keys. */
  public static String of(Keyspace keyspace) {
    MixedDigest all = new MixedDigest();
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      Database db = keyspace.database(i);
      if (db.size() > 0) {
        all.ordered(i);
        DatasetDigest digest = new DatasetDigest(db);
        db.forEach(handle -> digest.addKey(handle, all));
      }
    }
    return all.toString();
  }

  /** The digest of the value of a key, in hexadecimal digits; only zeros if there is none. */
  static String ofValue(Database db, ByteRange key) {
    DatasetDigest digest = new DatasetDigest(db);
    int handle = db.peekEvenDue(db.hash(key), key.array(), key.offset(), key.length());
    if (handle != 0) {
      digest.addValue(handle);
    }
    return digest.value.toString();
  }

  private void addKey(int handle, MixedDigest all) {
    value.clear().ordered(db.page(handle), db.keyOffset(handle), db.keyLength(handle));
    addValue(handle);
    all.unordered(value);
  }

  private void addValue(int handle) {
    int type = db.type(handle);
    value.ordered(type);
    switch (type) {
      case Entry.STRING -> {
        ByteRange string = StringOps.text(db, handle);
        value.ordered(string.array(), string.offset(), string.length());
      }
      case Entry.LIST -> list(handle);
      case Entry.SET -> set(handle);
      case Entry.SORTED_SET -> sortedSet(handle);
      case Entry.HASH -> hash(handle);
      case Entry.STREAM -> stream((StreamLog) db.large(handle));
      default -> throw new IllegalStateException("a type that has a digest: type=" + type);
    }
    if (db.expireAtMs(handle) != Database.NO_EXPIRY) {
      value.unordered(EXPIRES);
    }
  }

  private void list(int handle) {
    if (db.encoding(handle) == Entry.LISTPACK) {
      listpack(handle, orderedInValue);
      return;
    }
    QuicklistCursor cursor = new QuicklistCursor();
    boolean more = cursor.seek((Quicklist) db.large(handle), 0);
    for (; more; more = cursor.next()) {
      byte[] bytes = new byte[cursor.textLength()];
      cursor.copyText(bytes, 0);
      value.ordered(bytes);
    }
  }

  private void set(int handle) {
    byte[] page = db.page(handle);
    int at = db.valueOffset(handle);
    switch (db.encoding(handle)) {
      case Entry.INTSET -> {
        for (int i = 0; i < Intset.count(page, at); i++) {
          value.unordered(text, 0, IntegerText.write(Intset.get(page, at, i), text, 0));
        }
      }
      case Entry.LISTPACK -> listpack(handle, unorderedInValue);
      default -> {
        LargeSet set = (LargeSet) db.large(handle);
        set.forEach(
            member -> {
              value.unordered(set.page(member), set.offset(member), set.length(member));
              deadline(set, member);
            });
      }
    }
  }

  private void listpack(int handle, BytesVisitor visitor) {
    byte[] page = db.page(handle);
    int at = db.valueOffset(handle);
    int entry = Listpack.first(page, at);
    for (; entry != Listpack.NONE; entry = Listpack.next(page, at, entry)) {
      Listpacks.visit(page, at, entry, visitor);
    }
  }

  private void sortedSet(int handle) {
    if (db.encoding(handle) == Entry.LISTPACK) {
      byte[] page = db.page(handle);
      int at = db.valueOffset(handle);
      int member = ListpackSortedSet.first(page, at);
      for (; member != Listpack.NONE; member = ListpackSortedSet.next(page, at, member)) {
        Listpacks.visit(page, at, member, orderedInElement);
        score(ListpackSortedSet.score(page, at, member));
      }
      return;
    }
    LargeSortedSet set = (LargeSortedSet) db.large(handle);
    long place = set.first();
    for (; place != LargeSortedSet.NO_POSITION; place = set.next(place)) {
      int member = set.handleAt(place);
      element.ordered(set.page(member), set.offset(member), set.length(member));
      score(set.scoreAt(place));
      deadline(set, member);
    }
  }

  private void score(double score) {
    element.ordered(text, 0, DoubleText.write17g(score, text, 0));
    elementEnds();
  }

  private void hash(int handle) {
    if (db.encoding(handle) == Entry.LISTPACK) {
      byte[] page = db.page(handle);
      int at = db.valueOffset(handle);
      int field = Listpack.first(page, at);
      while (field != Listpack.NONE) {
        Listpacks.visit(page, at, field, orderedInElement);
        int fieldValue = Listpack.next(page, at, field);
        Listpacks.visit(page, at, fieldValue, orderedInElement);
        elementEnds();
        field = Listpack.next(page, at, fieldValue);
      }
      return;
    }
    LargeHash hash = (LargeHash) db.large(handle);
    hash.forEach(
        field -> {
          byte[] page = hash.page(field);
          element.ordered(page, hash.fieldOffset(field), hash.fieldLength(field));
          element.ordered(page, hash.valueOffset(field), hash.valueLength(field));
          elementEnds();
          deadline(hash, field);
        });
  }

  private void deadline(ExpiringElements elements, int handle) {
    if (elements.expireAtMs(handle) != ExpiringElements.NO_EXPIRY) {
      element.ordered(elements.page(handle), elements.offset(handle), elements.length(handle));
      element.ordered(EXPIRES);
      elementEnds();
    }
  }

  private void elementEnds() {
    value.unordered(element);
    element.clear();
  }

  private void stream(StreamLog log) {
    StreamIterator entries = log.iterator();
    entries.all();
    while (entries.next()) {
      String id = Long.toUnsignedString(entries.ms()) + "." + Long.toUnsignedString(entries.seq());
      value.ordered(id.getBytes(StandardCharsets.US_ASCII));
      while (entries.nextField()) {
        Listpacks.visit(entries.bytes(), entries.at(), entries.field(), orderedInValue);
        Listpacks.visit(entries.bytes(), entries.at(), entries.value(), orderedInValue);
      }
    }
  }
}
