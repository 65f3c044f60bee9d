package io.holdfast.encodings.stream;

import io.holdfast.encodings.listpack.Listpack;

/**
 * The bytes of a node: some entries of a stream, one after the other, in a listpack.
 *
 * <pre>
 *  listpack   | master entry | entry | entry | ...
 *
 *  master     | count | deleted | field count n | field 1 | ... | field n | 0 |
 *  entry      | flags | ms | seq |                 value 1 | ... | value n | elements |    same fields
 *             | flags | ms | seq | field count m | field 1 | value 1 | ... | elements |    its own
 *
 *  flags      1 = deleted, 2 = the fields are those of the master entry
 *  ms, seq    what to add to the node's ID, in 64 bits each, to get the entry's
 *  elements   how many listpack elements of the entry stand before this one
 * </pre>
 *
 * The node's ID is that of the first entry that was added, whose fields are the master's. {@code
 * count} entries are live and {@code deleted} ones only marked. The IDs of live entries ascend;
 * those of marked ones need not, if the last ID was set back over them. The last element lets a
 * reader who comes from behind find where the entry starts.
 *
 * <p>Everything works on bytes that are trusted; {@link StreamNodeCheck} makes them so. A position
 * is that of a listpack. Cost: an entry is passed over by reading every element's length.
 */
final class StreamNode {
  static final int DELETED = 1;
  static final int SAME_FIELDS = 2;

  /** Elements of an entry with the master's fields besides its values: flags, ms, seq. */
  static final int HEADER_ELEMENTS = 3;

  /** Elements of a node with one entry besides its fields and values, and the listpack's own. */
  private static final int OTHER_ELEMENTS = 10;

  private static final int COUNT = Listpack.HEADER_BYTES;

  /** Up to this length a string takes 2 bytes more. */
  private static final int SHORT_STRING_BYTES = 63;

  /** A longer one: at most 5 before it, and a back-length. */
  private static final int MAX_STRING_OVERHEAD = 10;

  private StreamNode() {}

  // ---- reading ---------------------------------------------------------------------------------

  /** Number of live entries. */
  static int count(byte[] bytes, int at) {
    return (int) Listpack.integer(bytes, at, COUNT);
  }

  /** Number of entries that are only marked as deleted. */
  static int deletedCount(byte[] bytes, int at) {
    return (int) Listpack.integer(bytes, at, deletedPosition(bytes, at));
  }

  /** Number of the master's fields. */
  static int masterFieldCount(byte[] bytes, int at) {
    return (int) Listpack.integer(bytes, at, masterFieldCountPosition(bytes, at));
  }

  /** The position of the first of the master's fields. */
  static int firstMasterField(byte[] bytes, int at) {
    return Listpack.after(bytes, at, masterFieldCountPosition(bytes, at));
  }

  /** The position of the first entry: behind the 0 that ends the master. */
  static int firstEntry(byte[] bytes, int at) {
    int position = masterFieldCountPosition(bytes, at);
    int fields = (int) Listpack.integer(bytes, at, position);
    return skip(bytes, at, position, fields + 2);
  }

  /** The position of the entry that ends before this position, which may be the listpack's end. */
  static int entryBefore(byte[] bytes, int at, int end) {
    int position = Listpack.prev(bytes, at, end);
    for (int left = (int) Listpack.integer(bytes, at, position); left > 0; left--) {
      position = Listpack.prev(bytes, at, position);
    }
    return position;
  }

  /** The position behind an entry, in a node whose master has so many fields. */
  static int entryAfter(byte[] bytes, int at, int entry, int masterFields) {
    int position = skip(bytes, at, entry, HEADER_ELEMENTS);
    if ((flags(bytes, at, entry) & SAME_FIELDS) != 0) {
      return skip(bytes, at, position, masterFields + 1);
    }
    int fields = (int) Listpack.integer(bytes, at, position);
    return skip(bytes, at, position, 2 * fields + 2);
  }

  /** The milliseconds of an entry's ID, less those of its node's. */
  static long msDifference(byte[] bytes, int at, int entry) {
    return Listpack.integer(bytes, at, Listpack.after(bytes, at, entry));
  }

  /** The sequence number of an entry's ID, less that of its node's. */
  static long seqDifference(byte[] bytes, int at, int entry) {
    return Listpack.integer(bytes, at, skip(bytes, at, entry, 2));
  }

  /** The position so many elements further on. */
  static int skip(byte[] bytes, int at, int position, int elements) {
    int to = position;
    for (int left = elements; left > 0; left--) {
      to = Listpack.after(bytes, at, to);
    }
    return to;
  }

  static boolean isDeleted(byte[] bytes, int at, int entry) {
    return (flags(bytes, at, entry) & DELETED) != 0;
  }

  static int flags(byte[] bytes, int at, int entry) {
    return (int) Listpack.integer(bytes, at, entry);
  }

  /** Whether these are the master's fields, in its order. */
  static boolean hasMasterFields(byte[] bytes, int at, EntryFields fields) {
    if (masterFieldCount(bytes, at) != fields.count()) {
      return false;
    }
    int position = firstMasterField(bytes, at);
    for (int i = 0; i < fields.count(); i++) {
      if (!Listpack.equals(
          bytes, at, position, fields.bytes(), fields.offset(2 * i), fields.length(2 * i))) {
        return false;
      }
      position = Listpack.after(bytes, at, position);
    }
    return true;
  }

  // ---- adding ----------------------------------------------------------------------------------

  /** The sum of the lengths of all fields and values. */
  static long elementBytes(EntryFields fields) {
    long total = 0;
    for (int i = 2 * fields.count() - 1; i >= 0; i--) {
      total += fields.length(i);
    }
    return total;
  }

  /** A length that a node with one entry does not pass, whatever its fields and values are. */
  static long mostBytesToCreate(long elementBytes, int fields) {
    return elementBytes + (2L * fields + OTHER_ELEMENTS) * MAX_STRING_OVERHEAD;
  }

  /** A length that a node without entries and with these fields does not pass. */
  static long bytesToCreate(EntryFields fields) {
    long total = Listpack.EMPTY_BYTES + 3L * Listpack.entryBytes(0);
    return total + Listpack.entryBytes(fields.count()) + stringBytes(fields, 0, 2);
  }

  /** A length that a node with one more entry does not pass. */
  static long bytesToAppend(
      byte[] bytes,
      int at,
      long msDifference,
      long seqDifference,
      EntryFields fields,
      boolean sameFields) {
    int count = count(bytes, at);
    int countGrowth = Listpack.entryBytes(count + 1L) - Listpack.entryBytes(count);
    return (long) Listpack.bytes(bytes, at)
        + countGrowth
        + entryBytes(msDifference, seqDifference, fields, sameFields);
  }

  /** A length that the entry does not pass. */
  static long entryBytes(
      long msDifference, long seqDifference, EntryFields fields, boolean sameFields) {
    long total = Listpack.entryBytes(SAME_FIELDS);
    total += Listpack.entryBytes(msDifference) + Listpack.entryBytes(seqDifference);
    total += Listpack.entryBytes(elements(fields.count(), sameFields));
    return sameFields
        ? total + stringBytes(fields, 1, 2)
        : total + Listpack.entryBytes(fields.count()) + stringBytes(fields, 0, 1);
  }

  /** What some of the elements take at most: as strings, which integers never pass. */
  private static long stringBytes(EntryFields fields, int first, int step) {
    long total = 0;
    for (int i = first; i < 2 * fields.count(); i += step) {
      int length = fields.length(i);
      total += length + (length <= SHORT_STRING_BYTES ? 2 : MAX_STRING_OVERHEAD);
    }
    return total;
  }

  /** Writes a node without entries whose master has these fields. */
  static void create(byte[] bytes, int at, EntryFields fields) {
    Listpack.create(bytes, at);
    Listpack.append(bytes, at, 0);
    Listpack.append(bytes, at, 0);
    Listpack.append(bytes, at, fields.count());
    for (int i = 0; i < fields.count(); i++) {
      append(bytes, at, fields, 2 * i);
    }
    Listpack.append(bytes, at, 0);
  }

  /** Adds an entry behind the last. */
  static void append(
      byte[] bytes,
      int at,
      long msDifference,
      long seqDifference,
      EntryFields fields,
      boolean sameFields) {
    Listpack.replace(bytes, at, COUNT, count(bytes, at) + 1L);
    Listpack.append(bytes, at, sameFields ? SAME_FIELDS : 0);
    Listpack.append(bytes, at, msDifference);
    Listpack.append(bytes, at, seqDifference);
    if (sameFields) {
      for (int i = 0; i < fields.count(); i++) {
        append(bytes, at, fields, 2 * i + 1);
      }
    } else {
      Listpack.append(bytes, at, fields.count());
      for (int i = 0; i < 2 * fields.count(); i++) {
        append(bytes, at, fields, i);
      }
    }
    Listpack.append(bytes, at, elements(fields.count(), sameFields));
  }

  /** What the last element of an entry says. */
  static long elements(long fieldCount, boolean sameFields) {
    return HEADER_ELEMENTS + (sameFields ? fieldCount : 1 + 2 * fieldCount);
  }

  private static void append(byte[] bytes, int at, EntryFields fields, int element) {
    Listpack.append(bytes, at, fields.bytes(), fields.offset(element), fields.length(element));
  }

  // ---- deleting --------------------------------------------------------------------------------

  /** A length that a node does not pass by marking and counting so many entries as deleted. */
  static int bytesToDelete(byte[] bytes, int at, int entries) {
    int position = deletedPosition(bytes, at);
    long deleted = Listpack.integer(bytes, at, position) + entries;
    return Math.max(
        Listpack.bytes(bytes, at), Listpack.bytesAfterReplace(bytes, at, position, deleted));
  }

  /** Marks a live entry as deleted, but counts it as live still. */
  static void markDeleted(byte[] bytes, int at, int entry) {
    Listpack.replace(bytes, at, entry, flags(bytes, at, entry) | DELETED);
  }

  /** Counts so many entries as deleted that were live. */
  static void countDeleted(byte[] bytes, int at, int entries) {
    Listpack.replace(bytes, at, COUNT, count(bytes, at) - (long) entries);
    int position = deletedPosition(bytes, at);
    Listpack.replace(bytes, at, position, Listpack.integer(bytes, at, position) + entries);
  }

  private static int deletedPosition(byte[] bytes, int at) {
    return Listpack.after(bytes, at, COUNT);
  }

  private static int masterFieldCountPosition(byte[] bytes, int at) {
    return Listpack.after(bytes, at, deletedPosition(bytes, at));
  }
}
