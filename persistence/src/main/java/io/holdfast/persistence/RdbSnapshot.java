package io.holdfast.persistence;

import io.holdfast.core.Engine;
import io.holdfast.core.Version;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.config.EvictionPolicy;
import io.holdfast.core.keyspace.AccessClock;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.DatabaseImage;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.keyspace.ValueImage;
import io.holdfast.core.rdb.DeadlineFormat;
import io.holdfast.core.rdb.RdbBlock;
import io.holdfast.core.rdb.RdbOutput;
import io.holdfast.core.rdb.ValueParts;
import io.holdfast.core.rdb.ValueWriter;
import io.holdfast.encodings.chunk.LargeValue;
import io.holdfast.spi.SnapshotForm;
import io.holdfast.spi.SnapshotRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the databases of a store, as they are when this is made, as an RDB file or as commands;
 * they may change meanwhile.
 *
 * <pre>
 *  file      | "REDIS" | version, 4 digits | AUX | name | value | ... | part | ... | EOF | CRC |
 *  part      | SELECTDB | index | RESIZEDB | keys | keys that expire | entry | ...
 *                                 the first time
 *  entry     | EXPIRETIME_MS | ms, 8 | IDLE | seconds |   | type | key | value |
 *            |       if it expires   | FREQ | count   |
 *                                    if maxmemory-policy asks
 *  CRC       CRC-64 of all before it, 8; or 0
 * </pre>
 *
 * <p>In a slice, entries are copied into blocks, a chunk of the table after the other; what is
 * costly is done to the blocks by the thread of a {@link BlockFile}. A chunk that is about to
 * change is copied at once: to where the walk is, or if that is within a large value, aside. So one
 * database may have several parts in the file. Large values follow the chunk that had their
 * entries, in parts of their own.
 *
 * <p>The version is what {@code rdb-version} says, or the one that elements with deadlines need.
 *
 * <p>If the file is to hold commands, the same is copied, but for the header, and {@link
 * CommandContent} makes commands of it.
 *
 * <p>Thread: the owner.
 */
final class RdbSnapshot implements SnapshotRun, DatabaseImage.Reader<ValueParts> {
  private static final long MS_PER_SECOND = 1000;

  /** A slice ends when it has copied so many entries, or as many bytes as they mostly have. */
  private static final int SLICE = 48;

  /** How many entries are read at once, their memory reads side by side. */
  private static final int AT_ONCE = 16;

  private static final int ENTRY_BYTES_SHIFT = 7;
  private static final int ASIDE_BYTES = 1 << 12;

  private final Keyspace keyspace;
  private final BlockFile file;
  private final RdbOutput out;
  private final RdbOutput aside;
  private final int version;
  private final boolean marksStrings;
  private final boolean tellsIdle;
  private final boolean tellsFrequency;
  private final List<Part> parts = new ArrayList<>();
  private final long keys;

  /** Entries that were about to change while a large value was being written. */
  private final Deque<Aside> asides = new ArrayDeque<>();

  /** Large values whose entries were read. */
  private final Deque<Large> larges = new ArrayDeque<>();

  /** The large value that is being written. */
  private @Nullable Large current;

  /** The database whose entries follow in the file. */
  private @Nullable Part selected;

  private int walked;
  private long keysRead;
  private boolean isRead;
  private boolean isClosed;
  private @Nullable Throwable failure;

  /** One database. */
  private final class Part {
    final DatabaseImage<ValueParts> image;
    final IntConsumer toOut = handle -> entry(this, handle, out);
    final IntConsumer toAside = handle -> entry(this, handle, aside);

    /** Whether its size was written. */
    boolean isSized;

    Part(Database db) {
      image = db.image(RdbSnapshot.this);
    }
  }

  private record Aside(Part part, RdbBlock entries) {}

  private record Large(
      Part part, byte[] key, long expireAtMs, int access, ValueImage<ValueParts> value) {}

  /**
   * Begins a file.
   *
   * @param progress as {@link io.holdfast.spi.SnapshotFiles#begin} says
   */
  RdbSnapshot(Engine engine, Path path, SnapshotForm form, Runnable progress) {
    Config config = engine.config();
    keyspace = engine.keyspace();
    boolean isRdb = form != SnapshotForm.COMMAND_BASE;
    marksStrings = isRdb && config.get(Directives.RDBCOMPRESSION);
    EvictionPolicy policy = config.get(Directives.MAXMEMORY_POLICY);
    tellsIdle = isRdb && policy.isLru();
    tellsFrequency = isRdb && policy.isLfu();
    version = isRdb ? version(config) : DeadlineFormat.VERSION;
    file = new BlockFile(path, isRdb ? rdb(config) : commands(config), progress);
    out = new RdbOutput(marksStrings, file.empty(0), file);
    aside = new RdbOutput(marksStrings, new RdbBlock(ASIDE_BYTES), null);
    if (isRdb) {
      header(form);
    }
    long size = 0;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      if (keyspace.database(i).size() > 0) {
        parts.add(new Part(keyspace.database(i)));
        size += keyspace.database(i).size();
      }
    }
    keys = size;
  }

  private static BlockFile.Content rdb(Config config) {
    return new RdbContent(
        config.get(Directives.RDBCOMPRESSION), config.get(Directives.RDBCHECKSUM));
  }

  private BlockFile.Content commands(Config config) {
    return config.get(Directives.AOF_TIMESTAMP_ENABLED)
        ? CommandContent.of(keyspace.nowMs() / MS_PER_SECOND)
        : CommandContent.UNSTAMPED;
  }

  private int version(Config config) {
    int wanted = Math.toIntExact(config.get(Directives.RDB_VERSION));
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      if (keyspace.database(i).hasElementDeadlines()) {
        return Math.max(wanted, DeadlineFormat.VERSION);
      }
    }
    return wanted;
  }

  // ---- the run -------------------------------------------------------------------------------

  @Override
  public int doWork() {
    return doWork(SLICE);
  }

  /** As {@link #doWork()}, ending when so many entries were copied. */
  int doWork(int budget) {
    if (isRead || file.isDone()) {
      close();
      return 0;
    }
    return file.isBehind() ? 0 : slice(budget);
  }

  @Override
  public void finish() {
    while (!isRead && !file.isDone()) {
      file.awaitProgress();
      slice(SLICE);
    }
    file.join();
    close();
  }

  @Override
  public void abort() {
    fail(new IOException("the snapshot was given up"));
    file.join();
  }

  @Override
  public boolean isDone() {
    return isClosed && file.isDone();
  }

  @Override
  public @Nullable Throwable failure() {
    return failure != null ? failure : file.failure();
  }

  @Override
  public long keysRead() {
    return keysRead;
  }

  @Override
  public long keys() {
    return keys;
  }

  /** Reads about so many entries; returns how many. */
  private int slice(int budget) {
    long from = cost();
    try {
      long spent = 0;
      while (spent < budget && !isRead) {
        step();
        spent = cost() - from;
      }
      return 1 + (int) Math.min(spent, Integer.MAX_VALUE - 1);
    } catch (RuntimeException | Error e) {
      fail(e);
      return 1;
    }
  }

  private long cost() {
    return Math.max(keysRead, out.written() >>> ENTRY_BYTES_SHIFT);
  }

  @Override
  public void failed(Throwable cause) {
    fail(cause);
  }

  private void fail(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    file.abort();
    close();
  }

  /** Nothing more is read: whatever happens to the data now is no matter. */
  private void close() {
    if (!isClosed) {
      isClosed = true;
      isRead = true;
      parts.forEach(part -> part.image.close());
      current = null;
      larges.clear();
      asides.clear();
    }
  }

  // ---- what comes next -----------------------------------------------------------------------

  /** Writes a part of the file; about a chunk. */
  private void step() {
    Large large = current;
    if (large != null) {
      if (!large.value.parts().next(out)) {
        large.value.close();
        current = null;
      }
    } else if (!asides.isEmpty()) {
      Aside changed = asides.remove();
      select(changed.part);
      out.block(changed.entries);
    } else if (!larges.isEmpty()) {
      begin(larges.remove());
    } else if (walked < parts.size()) {
      walk(parts.get(walked));
    } else {
      end();
    }
  }

  private void walk(Part part) {
    if (part.image.isRead()) {
      walked++;
    } else {
      select(part);
      part.image.readNext(AT_ONCE, part.toOut);
    }
  }

  private void begin(Large large) {
    select(large.part);
    ValueParts value = large.value.parts();
    expiry(large.expireAtMs, out);
    access(large.access, out);
    out.u8(value.type());
    out.string(large.key, 0, large.key.length);
    value.begin(out);
    current = large;
  }

  private void end() {
    out.u8(RdbOpcode.EOF);
    out.flushBlock(0);
    isRead = true;
    close();
    file.end();
  }

  @Override
  public void readAhead(DatabaseImage<ValueParts> image, long chunk) {
    try {
      Part part = partOf(image);
      if (current == null) {
        select(part);
        image.forEachIn(chunk, part.toOut);
      } else {
        image.forEachIn(chunk, part.toAside);
        asides.add(new Aside(part, aside.takeCopy()));
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private Part partOf(DatabaseImage<ValueParts> image) {
    for (Part part : parts) {
      if (part.image == image) {
        return part;
      }
    }
    throw new IllegalStateException("not of this snapshot: database=" + image.view().index());
  }

  @Override
  public ValueParts keep(LargeValue value) {
    return ValueParts.of(value, ValueWriter.type(value, version), marksStrings);
  }

  // ---- what is written -----------------------------------------------------------------------

  private void header(SnapshotForm form) {
    byte[] magic = ("REDIS00" + version).getBytes(StandardCharsets.US_ASCII);
    out.raw(magic, 0, magic.length);
    aux("redis-ver", Version.REDIS);
    aux("redis-bits", "64");
    aux("ctime", Long.toString(keyspace.nowMs() / MS_PER_SECOND));
    aux("used-mem", Long.toString(keyspace.bytes()));
    aux("aof-base", form.isBase() ? "1" : "0");
  }

  private void aux(String name, String value) {
    out.u8(RdbOpcode.AUX);
    string(name);
    string(value);
  }

  private void string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.string(bytes, 0, bytes.length);
  }

  private void select(Part part) {
    if (part == selected) {
      return;
    }
    selected = part;
    out.u8(RdbOpcode.SELECTDB);
    out.length(part.image.view().index());
    if (!part.isSized) {
      part.isSized = true;
      out.u8(RdbOpcode.RESIZEDB);
      out.length(part.image.size());
      out.length(part.image.expiringSize());
    }
  }

  /** Writes an entry, or notes it if its value is large. */
  private void entry(Part part, int handle, RdbOutput to) {
    Database db = part.image.view();
    keysRead++;
    if (db.isLarge(handle)) {
      ValueImage<ValueParts> value = part.image.value(handle);
      larges.add(new Large(part, db.key(handle), db.expireAtMs(handle), db.access(handle), value));
      return;
    }
    expiry(db.expireAtMs(handle), to);
    access(db.access(handle), to);
    int type = ValueWriter.type(db, handle, version);
    to.u8(type);
    to.string(db.page(handle), db.keyOffset(handle), db.keyLength(handle));
    ValueWriter.write(db, handle, type, to);
  }

  private static void expiry(long expireAtMs, RdbOutput to) {
    if (expireAtMs != Database.NO_EXPIRY) {
      to.u8(RdbOpcode.EXPIRETIME_MS);
      to.i64(expireAtMs);
    }
  }

  private void access(int access, RdbOutput to) {
    if (tellsIdle) {
      to.u8(RdbOpcode.IDLE);
      to.length(clock().idleSeconds(access));
    } else if (tellsFrequency) {
      to.u8(RdbOpcode.FREQ);
      to.u8(clock().frequency(access));
    }
  }

  private AccessClock clock() {
    return keyspace.accessClock();
  }
}
