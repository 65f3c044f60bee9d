package io.holdfast.core.stream;

import io.holdfast.CommandException;
import io.holdfast.StreamId;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.EventClass;
import io.holdfast.encodings.stream.Consumer;
import io.holdfast.encodings.stream.ConsumerGroup;
import io.holdfast.encodings.stream.GroupLag;
import io.holdfast.encodings.stream.StreamLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations on consumer groups and their consumers, as long as nothing is delivered.
 *
 * <p>What happens to a group is told and counted, but breaks no watch of the stream's key, as in
 * Redis.
 *
 * <p>Every operation throws {@link WrongTypeException} if a key holds another type. Thread: the
 * owner; the time is that of the keyspace.
 */
final class GroupOps {
  private static final String KEY_NEEDED =
      "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to"
          + " use the MKSTREAM option to create an empty stream automatically.";

  private GroupOps() {}

  // ---- finding -------------------------------------------------------------------------------

  /** The group of a stream with this name, or null. */
  static @Nullable ConsumerGroup find(StreamLog log, ByteRange group) {
    return log.groups().find(group.array(), group.offset(), group.length());
  }

  /** The consumer of a group with this name, or null. */
  static @Nullable Consumer findConsumer(ConsumerGroup group, ByteRange consumer) {
    return group.findConsumer(consumer.array(), consumer.offset(), consumer.length());
  }

  /**
   * The group of a stream with this name.
   *
   * @throws CommandException "NOGROUP No such consumer group '...' for key name '...'"
   */
  static ConsumerGroup existing(StreamLog log, ByteRange key, ByteRange group) {
    ConsumerGroup found = find(log, group);
    if (found == null) {
      throw QuotingException.of(
          "NOGROUP No such consumer group '", group, "' for key name '", key, "'");
    }
    return found;
  }

  /** The stream whose groups XGROUP is about. */
  private static StreamLog existing(Database db, ByteRange key) {
    StreamLog log = StreamValue.findForWrite(db, key);
    if (log == null) {
      throw new CommandException(KEY_NEEDED);
    }
    return log;
  }

  // ---- groups --------------------------------------------------------------------------------

  /**
   * XGROUP CREATE: makes a group.
   *
   * @param last behind which ID delivery begins; null for the stream's last one
   * @param entriesRead how many of all entries ever added came up to there, or {@link
   *     GroupLag#UNKNOWN_READ}
   * @param makesStream whether to make an empty stream if the key does not exist
   * @throws CommandException "BUSYGROUP Consumer Group name already exists"; "ERR The XGROUP
   *     subcommand requires the key to exist. ..."
   */
  static void create(
      Database db,
      ByteRange key,
      ByteRange group,
      @Nullable StreamId last,
      long entriesRead,
      boolean makesStream) {
    StreamLog found = StreamValue.findForWrite(db, key);
    if (found == null && !makesStream) {
      throw new CommandException(KEY_NEEDED);
    }
    StreamLog log = found == null ? StreamValue.create(db, key) : found;
    if (find(log, group) != null) {
      throw new CommandException("BUSYGROUP Consumer Group name already exists");
    }
    StreamId from = last == null ? new StreamId(log.lastMs(), log.lastSeq()) : last;
    log.groups()
        .create(group.array(), group.offset(), group.length(), from.ms(), from.seq(), entriesRead);
    StreamEffects effects = StreamEffects.of(db);
    if (effects != null) {
      List<Object> command = new ArrayList<>(List.of("XGROUP", "CREATE", key, group, from));
      if (makesStream) {
        command.add("MKSTREAM");
      }
      addEntriesRead(command, entriesRead);
      effects.add(command);
      effects.log();
    }
    if (found == null) {
      db.changedToo(key.array(), key.offset(), key.length());
    }
    told(db, key, "xgroup-create");
  }

  private static void addEntriesRead(List<Object> command, long entriesRead) {
    if (entriesRead != GroupLag.UNKNOWN_READ) {
      Collections.addAll(command, "ENTRIESREAD", entriesRead);
    }
  }

  /**
   * Checks a number of entries read.
   *
   * @throws CommandException "ERR value for ENTRIESREAD must be positive or -1"
   */
  static void checkEntriesRead(long entriesRead) {
    if (entriesRead < 0 && entriesRead != GroupLag.UNKNOWN_READ) {
      throw new CommandException("ERR value for ENTRIESREAD must be positive or -1");
    }
  }

  /**
   * XGROUP SETID: lets delivery go on behind another ID.
   *
   * @param last null for the stream's last one
   * @throws CommandException if key or group do not exist
   */
  static void setId(
      Database db, ByteRange key, ByteRange group, @Nullable StreamId last, long entriesRead) {
    StreamLog log = existing(db, key);
    ConsumerGroup found = existing(log, key, group);
    StreamId from = last == null ? new StreamId(log.lastMs(), log.lastSeq()) : last;
    found.setLastId(from.ms(), from.seq(), entriesRead);
    StreamEffects effects = StreamEffects.of(db);
    if (effects != null) {
      List<Object> command = new ArrayList<>(List.of("XGROUP", "SETID", key, group, from));
      addEntriesRead(command, entriesRead);
      effects.add(command);
      effects.log();
    }
    told(db, key, "xgroup-setid");
  }

  /** Looks up what XGROUP SETID is about, so that what does not exist is said before all else. */
  static void checkExists(Database db, ByteRange key, ByteRange group) {
    existing(existing(db, key), key, group);
  }

  /** Looks up the stream XGROUP CREATE is about, so that a wrong type is said before all else. */
  static void checkStream(Database db, ByteRange key, boolean makesStream) {
    if (StreamValue.findForWrite(db, key) == null && !makesStream) {
      throw new CommandException(KEY_NEEDED);
    }
  }

  /**
   * XGROUP DESTROY: removes a group, and what is pending in it.
   *
   * @return whether there was one
   * @throws CommandException if the key does not exist
   */
  static boolean destroy(Database db, ByteRange key, ByteRange group) {
    StreamLog log = existing(db, key);
    ConsumerGroup found = find(log, group);
    if (found == null) {
      return false;
    }
    log.groups().remove(found);
    log(db, "XGROUP", "DESTROY", key, group);
    told(db, key, "xgroup-destroy");
    db.changedForWaiters(key.array(), key.offset(), key.length());
    return true;
  }

  // ---- consumers -----------------------------------------------------------------------------

  /**
   * XGROUP CREATECONSUMER: makes a consumer.
   *
   * @return whether there was none
   * @throws CommandException if key or group do not exist
   */
  static boolean createConsumer(Database db, ByteRange key, ByteRange group, ByteRange consumer) {
    ConsumerGroup found = existing(existing(db, key), key, group);
    if (findConsumer(found, consumer) != null) {
      return false;
    }
    newConsumer(db, key, found, consumer);
    log(db, "XGROUP", "CREATECONSUMER", key, group, consumer);
    return true;
  }

  /** Makes a consumer that is not there, and says so; logging it is the caller's. */
  static Consumer newConsumer(Database db, ByteRange key, ConsumerGroup group, ByteRange consumer) {
    long nowMs = db.keyspace().nowMs();
    Consumer made =
        group.createConsumer(consumer.array(), consumer.offset(), consumer.length(), nowMs);
    told(db, key, "xgroup-createconsumer");
    return made;
  }

  /**
   * XGROUP DELCONSUMER: removes a consumer, and what is pending for it.
   *
   * @return how many entries were
   * @throws CommandException if key or group do not exist
   */
  static long deleteConsumer(Database db, ByteRange key, ByteRange group, ByteRange consumer) {
    ConsumerGroup found = existing(existing(db, key), key, group);
    Consumer leaving = findConsumer(found, consumer);
    if (leaving == null) {
      return 0;
    }
    long pending = found.removeConsumer(leaving);
    log(db, "XGROUP", "DELCONSUMER", key, group, consumer);
    told(db, key, "xgroup-delconsumer");
    return pending;
  }

  // ---- acknowledging -------------------------------------------------------------------------

  /**
   * XACK: entries are pending in a group no more.
   *
   * @return how many were
   */
  static long acknowledge(Database db, ByteRange key, ByteRange group, List<StreamId> ids) {
    StreamLog log = StreamValue.findForGroup(db, key);
    ConsumerGroup found = log == null ? null : find(log, group);
    return found == null ? 0 : acknowledge(db, key, found, ids);
  }

  /** As {@link #acknowledge(Database, ByteRange, ByteRange, List)}, of a group looked up. */
  static long acknowledge(Database db, ByteRange key, ConsumerGroup group, List<StreamId> ids) {
    long acknowledged = 0;
    for (int i = 0; i < ids.size(); i++) {
      acknowledged += group.acknowledge(ids.get(i).ms(), ids.get(i).seq()) ? 1 : 0;
    }
    if (acknowledged > 0) {
      db.changedUnwatched();
      StreamEffects effects = StreamEffects.of(db);
      if (effects != null) {
        List<Object> command = new ArrayList<>(List.of("XACK", key, group.name()));
        command.addAll(ids);
        effects.add(command);
        effects.log();
      }
    }
    return acknowledged;
  }

  // ---- who is told ---------------------------------------------------------------------------

  private static void log(Database db, Object... words) {
    StreamEffects effects = StreamEffects.of(db);
    if (effects != null) {
      effects.add(words);
      effects.log();
    }
  }

  private static void told(Database db, ByteRange key, String event) {
    db.changedUnwatched();
    db.publish(EventClass.STREAM, event, key);
  }
}
