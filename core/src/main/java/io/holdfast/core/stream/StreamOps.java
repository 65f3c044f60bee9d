package io.holdfast.core.stream;

import io.holdfast.CommandException;
import io.holdfast.StreamAddOptions;
import io.holdfast.StreamId;
import io.holdfast.StreamReferences;
import io.holdfast.StreamTrim;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EncodingLimits;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.EntryFields;
import io.holdfast.encodings.stream.EntryIds;
import io.holdfast.encodings.stream.StreamIterator;
import io.holdfast.encodings.stream.StreamLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations on the log of a stream. A key that does not exist is a stream without entries; a
 * stream whose last entry goes stays.
 *
 * <p>Every operation throws {@link WrongTypeException} if a key holds another type. Thread: the
 * owner; the time is that of the keyspace.
 */
final class StreamOps {
  static final String NO_KEY = "ERR no such key";

  /** XDELEX, XACKDEL: the stream has no entry with this ID. */
  static final int NOT_FOUND = -1;

  /** XDELEX, XACKDEL: the entry is deleted. */
  static final int DELETED = 1;

  /** XDELEX, XACKDEL: the entry is there still, as some group needs it. */
  static final int REFERENCED = 2;

  private StreamOps() {}

  // ---- adding --------------------------------------------------------------------------------

  /**
   * XADD: adds an entry behind the last.
   *
   * @return its ID; null if the key does not exist and is not to be made
   * @throws CommandException "ERR The ID specified in XADD must be greater than 0-0", "ERR The ID
   *     specified in XADD is equal or smaller than the target stream top item", "ERR The stream has
   *     exhausted the last possible ID, unable to add more items", "ERR Elements are too large to
   *     be stored"
   */
  static @Nullable StreamId add(
      Database db, ByteRange key, EntryFields fields, StreamAddOptions options) {
    StreamId wanted = options.id();
    if (wanted != null && !options.isSeqAutomatic() && wanted.equals(StreamId.MIN)) {
      throw new CommandException("ERR The ID specified in XADD must be greater than 0-0");
    }
    StreamLog found = StreamValue.findForWrite(db, key);
    if (found == null && options.isNoMkStream()) {
      return null;
    }
    if (!StreamLog.holds(fields)) {
      throw new CommandException("ERR Elements are too large to be stored");
    }
    StreamLog log = found == null ? StreamValue.create(db, key) : found;
    StreamId id = newId(db, log, wanted, options.isSeqAutomatic());
    EncodingLimits limits = db.keyspace().limits();
    log.append(
        id.ms(),
        id.seq(),
        fields,
        (int) Math.min(limits.streamNodeBytes, Integer.MAX_VALUE),
        (int) Math.min(limits.streamNodeEntries, Integer.MAX_VALUE));
    db.changed(EventClass.STREAM, "xadd", key);
    StreamTrim trim = options.trim();
    if (trim == null) {
      logAdded(db, key, id, fields);
    } else {
      trimAfterAdding(db, key, log, id, fields, trim);
    }
    return id;
  }

  private static StreamId newId(
      Database db, StreamLog log, @Nullable StreamId wanted, boolean isSeqAutomatic) {
    if ((log.lastMs() & log.lastSeq()) == -1) {
      throw new CommandException(
          "ERR The stream has exhausted the last possible ID, unable to add more items");
    }
    if (wanted == null) {
      long nowMs = db.keyspace().nowMs();
      return Long.compareUnsigned(nowMs, log.lastMs()) > 0
          ? new StreamId(nowMs, 0)
          : new StreamId(log.lastMs(), log.lastSeq()).next();
    }
    if (isSeqAutomatic && wanted.ms() == log.lastMs() && log.lastSeq() != -1) {
      return new StreamId(wanted.ms(), log.lastSeq() + 1);
    }
    if (EntryIds.compare(wanted.ms(), wanted.seq(), log.lastMs(), log.lastSeq()) <= 0) {
      throw new CommandException(
          "ERR The ID specified in XADD is equal or smaller than the target stream top item");
    }
    return wanted;
  }

  private static void logAdded(Database db, ByteRange key, StreamId id, EntryFields fields) {
    StreamEffects effects = StreamEffects.of(db);
    if (effects != null) {
      effects.add(addition(key, id, fields, List.of()));
      effects.log();
    }
  }

  private static List<Object> addition(
      ByteRange key, StreamId id, EntryFields fields, List<Object> trimming) {
    List<Object> command = new ArrayList<>(List.of("XADD", key));
    command.addAll(trimming);
    command.add(id);
    for (int i = 0; i < 2 * fields.count(); i++) {
      command.add(ByteRange.of(fields.bytes(), fields.offset(i), fields.length(i)));
    }
    return command;
  }

  private static void trimAfterAdding(
      Database db, ByteRange key, StreamLog log, StreamId id, EntryFields fields, StreamTrim trim) {
    StreamEffects also = StreamEffects.of(db);
    long trimmed = TrimOps.trim(log, trim, key, db.keyspace().limits(), also);
    if (trimmed > 0) {
      db.publish(EventClass.STREAM, "xtrim", key);
    }
    StreamEffects effects = StreamEffects.of(db);
    if (effects != null && also != null) {
      List<Object> trimming =
          TrimOps.leavesGaps(log, trim) ? List.of() : TrimOps.exactly(trim, log);
      effects.add(addition(key, id, fields, trimming));
      effects.addAll(also);
      effects.log();
    }
  }

  // ---- trimming and deleting -----------------------------------------------------------------

  /**
   * XTRIM: removes first entries.
   *
   * @return how many
   */
  static long trim(Database db, ByteRange key, StreamTrim trim) {
    StreamLog log = StreamValue.findForWrite(db, key);
    if (log == null) {
      return 0;
    }
    StreamEffects also = StreamEffects.of(db);
    long trimmed = TrimOps.trim(log, trim, key, db.keyspace().limits(), also);
    if (trimmed == 0) {
      return 0;
    }
    StreamEffects effects = StreamEffects.of(db);
    if (effects != null && also != null) {
      if (!TrimOps.leavesGaps(log, trim)) {
        List<Object> command = new ArrayList<>(List.of("XTRIM", key));
        command.addAll(TrimOps.exactly(trim, log));
        effects.add(command);
      }
      effects.addAll(also);
      effects.log();
    }
    db.changed(EventClass.STREAM, "xtrim", key);
    return trimmed;
  }

  /**
   * XDEL: deletes entries.
   *
   * @return how many there were
   */
  static long delete(Database db, ByteRange key, List<StreamId> ids) {
    StreamLog log = StreamValue.findForWrite(db, key);
    return log == null ? 0 : delete(db, key, log, ids);
  }

  /** As {@link #delete(Database, ByteRange, List)}, of a stream that was looked up. */
  static long delete(Database db, ByteRange key, StreamLog log, List<StreamId> ids) {
    long deleted = 0;
    for (int i = 0; i < ids.size(); i++) {
      deleted += log.delete(ids.get(i).ms(), ids.get(i).seq()) ? 1 : 0;
    }
    if (deleted > 0) {
      StreamEffects effects = StreamEffects.of(db);
      if (effects != null) {
        effects.add(deletion(key, ids));
        effects.log();
      }
      db.changed(EventClass.STREAM, "xdel", key);
    }
    return deleted;
  }

  private static List<Object> deletion(ByteRange key, List<StreamId> ids) {
    List<Object> command = new ArrayList<>(List.of("XDEL", key));
    command.addAll(ids);
    return command;
  }

  /**
   * XDELEX, XACKDEL: deletes entries, and minds who refers to them.
   *
   * @param group acknowledges each first; null for none
   * @return for each ID {@link #NOT_FOUND}, {@link #DELETED} or {@link #REFERENCED}
   */
  static int[] delete(
      Database db,
      ByteRange key,
      @Nullable ByteRange group,
      List<StreamId> ids,
      StreamReferences references) {
    int[] results = new int[ids.size()];
    StreamLog log = StreamValue.findForWrite(db, key);
    ConsumerGroup acknowledging = log == null || group == null ? null : GroupOps.find(log, group);
    if (log == null || group != null && acknowledging == null) {
      Arrays.fill(results, NOT_FOUND);
      return results;
    }
    StreamEffects effects = StreamEffects.of(db);
    List<StreamId> deleted = new ArrayList<>();
    boolean isChanged = false;
    for (int i = 0; i < results.length; i++) {
      StreamId id = ids.get(i);
      if (acknowledging != null && acknowledging.acknowledge(id.ms(), id.seq())) {
        isChanged = true;
        if (effects != null) {
          effects.add("XACK", key, acknowledging.name(), id);
        }
      }
      isChanged |=
          references == StreamReferences.DELETE
              && TrimOps.acknowledgeEverywhere(log, id, key, effects);
      results[i] = delete(log, id, references);
      if (results[i] == DELETED) {
        deleted.add(id);
      }
    }
    if (!deleted.isEmpty()) {
      if (effects != null) {
        effects.add(deletion(key, deleted));
      }
      db.changed(EventClass.STREAM, "xdel", key);
    } else if (isChanged) {
      db.changedUnwatched();
    }
    if (effects != null) {
      effects.log();
    }
    return results;
  }

  private static int delete(StreamLog log, StreamId id, StreamReferences references) {
    if (references == StreamReferences.ACKNOWLEDGED
        && !TrimOps.isAcknowledged(log.groups(), id.ms(), id.seq())) {
      return log.contains(id.ms(), id.seq()) ? REFERENCED : NOT_FOUND;
    }
    return log.delete(id.ms(), id.seq()) ? DELETED : NOT_FOUND;
  }

  // ---- the last ID ---------------------------------------------------------------------------

  /**
   * XSETID: sets the last ID.
   *
   * @param entriesAdded how many entries were ever added; -1 to leave that as it is
   * @param maxDeleted the largest ID ever deleted; 0-0 to leave that as it is
   * @throws CommandException "ERR no such key", "ERR The ID specified in XSETID is smaller than the
   *     target stream top item", "ERR The entries_added specified in XSETID is smaller than the
   *     target stream length"
   */
  static void setId(
      Database db, ByteRange key, StreamId last, long entriesAdded, StreamId maxDeleted) {
    StreamLog log = StreamValue.findForWrite(db, key);
    if (log == null) {
      throw new CommandException(NO_KEY);
    }
    StreamIterator entries = log.iterator();
    entries.reverseAll();
    if (entries.next()) {
      if (EntryIds.compare(last.ms(), last.seq(), entries.ms(), entries.seq()) < 0) {
        throw new CommandException(
            "ERR The ID specified in XSETID is smaller than the target stream top item");
      }
      if (entriesAdded != -1 && log.length() > entriesAdded) {
        throw new CommandException(
            "ERR The entries_added specified in XSETID is smaller than the target stream length");
      }
    }
    log.setLastId(last.ms(), last.seq());
    if (entriesAdded != -1) {
      log.setEntriesAdded(entriesAdded);
    }
    if (!maxDeleted.equals(StreamId.MIN)) {
      log.setMaxDeletedId(maxDeleted.ms(), maxDeleted.seq());
    }
    StreamEffects effects = StreamEffects.of(db);
    if (effects != null) {
      List<Object> command = new ArrayList<>(List.of("XSETID", key, last));
      if (entriesAdded != -1) {
        Collections.addAll(command, "ENTRIESADDED", entriesAdded);
      }
      if (!maxDeleted.equals(StreamId.MIN)) {
        Collections.addAll(command, "MAXDELETEDID", maxDeleted);
      }
      effects.add(command);
      effects.log();
    }
    db.changedUnwatched();
    db.publish(EventClass.STREAM, "xsetid", key);
  }
}
