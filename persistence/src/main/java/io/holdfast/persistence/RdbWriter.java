package io.holdfast.persistence;

import io.holdfast.core.Engine;
import io.holdfast.core.Version;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.config.EvictionPolicy;
import io.holdfast.core.keyspace.AccessClock;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.rdb.DeadlineFormat;
import io.holdfast.core.rdb.RdbOutput;
import io.holdfast.core.rdb.ValueWriter;
import io.holdfast.encodings.compress.Lzf;
import java.nio.charset.StandardCharsets;

/**
 * Writes the databases of a store as an RDB file.
 *
 * <pre>
 *  file      | "REDIS" | version, 4 digits | AUX | name | value | ... | database | ... | EOF | CRC |
 *  database  | SELECTDB | index | RESIZEDB | keys | keys that expire | entry | ...
 *  entry     | EXPIRETIME_MS | ms, 8 | IDLE | seconds |   | type | key | value |
 *            |       if it expires   | FREQ | count   |
 *                                    if maxmemory-policy asks
 *  CRC       CRC-64 of all before it, 8; or 0
 * </pre>
 *
 * <p>The version is what {@code rdb-version} says, or the one that elements with deadlines need.
 * Entries are written one after the other from where they lie; what is written goes to the sink
 * some kilobytes at a time.
 *
 * <p>Thread: the owner, and nothing changes meanwhile.
 */
final class RdbWriter {
  private static final long MS_PER_SECOND = 1000;

  private final Engine engine;
  private final boolean isAofBase;
  private final Keyspace keyspace;
  private final CheckedSink sink;
  private final RdbOutput out;
  private final int version;
  private final boolean tellsIdle;
  private final boolean tellsFrequency;

  RdbWriter(Engine engine, boolean isAofBase, RdbOutput.Sink file) {
    this.engine = engine;
    this.isAofBase = isAofBase;
    Config config = engine.config();
    keyspace = engine.keyspace();
    sink = new CheckedSink(file, config.get(Directives.RDBCHECKSUM));
    out = new RdbOutput(config.get(Directives.RDBCOMPRESSION) ? new Lzf() : null, sink);
    version = version();
    EvictionPolicy policy = config.get(Directives.MAXMEMORY_POLICY);
    tellsIdle = policy.isLru();
    tellsFrequency = policy.isLfu();
  }

  private int version() {
    int wanted = Math.toIntExact(engine.config().get(Directives.RDB_VERSION));
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      if (keyspace.database(i).hasElementDeadlines()) {
        return Math.max(wanted, DeadlineFormat.VERSION);
      }
    }
    return wanted;
  }

  /** Writes everything. */
  void write() {
    byte[] magic = ("REDIS00" + version).getBytes(StandardCharsets.US_ASCII);
    out.raw(magic, 0, magic.length);
    aux("redis-ver", Version.REDIS);
    aux("redis-bits", "64");
    aux("ctime", Long.toString(keyspace.nowMs() / MS_PER_SECOND));
    aux("used-mem", Long.toString(keyspace.bytes()));
    aux("aof-base", isAofBase ? "1" : "0");
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      if (keyspace.database(i).size() > 0) {
        database(keyspace.database(i));
      }
    }
    out.u8(RdbOpcode.EOF);
    out.flush();
    out.i64(sink.crc());
    out.flush();
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

  private void database(Database db) {
    out.u8(RdbOpcode.SELECTDB);
    out.length(db.index());
    out.u8(RdbOpcode.RESIZEDB);
    out.length(db.size());
    out.length(db.expiringSize());
    db.forEach(handle -> entry(db, handle));
  }

  private void entry(Database db, int handle) {
    long expireAtMs = db.expireAtMs(handle);
    if (expireAtMs != Database.NO_EXPIRY) {
      out.u8(RdbOpcode.EXPIRETIME_MS);
      out.i64(expireAtMs);
    }
    if (tellsIdle) {
      out.u8(RdbOpcode.IDLE);
      out.length(clock().idleSeconds(db.access(handle)));
    } else if (tellsFrequency) {
      out.u8(RdbOpcode.FREQ);
      out.u8(clock().frequency(db.access(handle)));
    }
    int type = ValueWriter.type(db, handle, version);
    out.u8(type);
    out.string(db.page(handle), db.keyOffset(handle), db.keyLength(handle));
    ValueWriter.write(db, handle, type, out);
  }

  private AccessClock clock() {
    return keyspace.accessClock();
  }
}
