package io.holdfast.core.acl;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.Session;
import io.holdfast.core.connection.ClientLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What was refused lately, the newest first. The same again within a minute is counted, not noted
 * once more; nothing that was given as a password is ever noted.
 *
 * <p>Thread: the owner.
 */
final class AclLog {
  /** So long the same refusal adds to an entry. */
  private static final long SAME_WITHIN_MS = 60_000;

  /** Entries looked at for the same refusal. */
  private static final int COMPARED = 10;

  /** A refusal, or several that are the same. */
  static final class Entry {
    private final long id;
    private final long createdAtMs;
    private final Denial.Reason reason;
    private final String context;
    private final String object;
    private final String user;
    private long count = 1;
    private long updatedAtMs;
    private String client;

    private Entry(
        long id,
        long createdAtMs,
        Denial.Reason reason,
        String context,
        String object,
        String user,
        String client) {
      this.id = id;
      this.createdAtMs = createdAtMs;
      this.updatedAtMs = createdAtMs;
      this.reason = reason;
      this.context = context;
      this.object = object;
      this.user = user;
      this.client = client;
    }

    private boolean isSame(Entry other) {
      return reason == other.reason
          && context.equals(other.context)
          && user.equals(other.user)
          && object.equals(other.object)
          && other.createdAtMs - updatedAtMs <= SAME_WITHIN_MS;
    }

    private void again(Entry newer) {
      count++;
      updatedAtMs = newer.createdAtMs;
      client = newer.client;
    }

    long id() {
      return id;
    }

    long count() {
      return count;
    }

    String reason() {
      return reason.text();
    }

    String context() {
      return context;
    }

    String object() {
      return object;
    }

    String user() {
      return user;
    }

    /** When it was first refused. */
    long createdAtMs() {
      return createdAtMs;
    }

    /** When it was last refused. */
    long updatedAtMs() {
      return updatedAtMs;
    }

    /** Who was refused last, as CLIENT LIST describes him. */
    String client() {
      return client;
    }
  }

  private final LongSupplier nowMs;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<Denial.Reason, Long> counts = new EnumMap<>(Denial.Reason.class);
  private long maxEntries;
  private long nextId;

  AclLog(LongSupplier nowMs) {
    this.nowMs = nowMs;
  }

  /** acllog-max-len; heeded when something new is noted. */
  void maxEntries(long value) {
    maxEntries = value;
  }

  /**
   * Notes a refusal.
   *
   * @param object the command, key or channel
   * @param args of the command, for the line that describes the client
   */
  void add(Denial.Reason reason, String object, String user, Session session, CommandArgs args) {
    counts.merge(reason, 1L, Long::sum);
    StringBuilder client = new StringBuilder();
    ClientLine.append(session, session, args, nowMs.getAsLong(), client);
    String line = client.substring(0, client.length() - 1);
    String context = session.inTransaction() ? "multi" : "toplevel";
    Entry entry =
        new Entry(nextId, nowMs.getAsLong(), reason, context, object, user, RuleText.of(line));
    if (!countAgain(entry)) {
      entries.add(0, entry);
      nextId++;
      while (entries.size() > maxEntries) {
        entries.remove(entries.size() - 1);
      }
    }
  }

  /** Adds to the entry of the same refusal, which becomes the newest, if there is one. */
  private boolean countAgain(Entry entry) {
    for (int i = 0; i < Math.min(COMPARED, entries.size()); i++) {
      Entry old = entries.get(i);
      if (old.isSame(entry)) {
        old.again(entry);
        entries.remove(i);
        entries.add(0, old);
        return true;
      }
    }
    return false;
  }

  /** The newest entries, newest first. */
  List<Entry> newest(long count) {
    return Collections.unmodifiableList(
        entries.subList(0, (int) Math.max(0, Math.min(count, entries.size()))));
  }

  void clear() {
    entries.clear();
  }

  /** How often it was refused for a reason. */
  long count(Denial.Reason reason) {
    return counts.getOrDefault(reason, 0L);
  }

  long nowMs() {
    return nowMs.getAsLong();
  }
}
