package io.holdfast.persistence;

import io.holdfast.DamagedFileException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.AccessClock;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.rdb.RdbInput;
import io.holdfast.core.rdb.RdbType;
import io.holdfast.core.rdb.StringBatch;
import io.holdfast.core.rdb.ValueReader;
import io.holdfast.encodings.DamagedBytesException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads an RDB file of any version up to {@value #MAX_VERSION}; {@link RdbSnapshot} draws it.
 *
 * <p>Nothing is believed: values are proved as RESTORE proves them, a key that is there twice is
 * refused, and so is what stands behind the end. Keys whose time has come are read and left out.
 * Functions and data of modules are passed over.
 *
 * <p>Thread: the owner of the databases; one moment of their clock.
 */
final class RdbReader {
  /** The newest version that is understood. */
  static final int MAX_VERSION = 12;

  /** The first version that ends in a checksum. */
  private static final int CHECKSUM_VERSION = 5;

  private static final String MAGIC = "REDIS";
  private static final int VERSION_DIGITS = 4;
  private static final int MAX_TYPE = 0xF3;
  private static final int NONE = -1;
  private static final String KEY_TWICE = "a key twice";

  /** Type, key and value of a small entry; who says there are more keys gets no more room. */
  private static final int USUAL_ENTRY_BYTES = 16;

  private static final long MS_PER_SECOND = 1000;

  private final Path file;
  private final RdbInput in;
  private final RdbTarget target;
  private final boolean isChecked;
  private final StringBatch strings = new StringBatch();
  private final boolean isWhole;
  private @Nullable Database db;

  // What stands before a key, for that key.
  private long expireAtMs = Database.NO_EXPIRY;
  private boolean expires;
  private long idleSeconds = NONE;
  private int frequency = NONE;

  /**
   * A reader of one file.
   *
   * @param file for messages
   * @param isChecked whether the checksum must be right
   * @param isWhole whether nothing may stand behind the end
   */
  RdbReader(Path file, RdbInput in, RdbTarget target, boolean isChecked, boolean isWhole) {
    this.file = file;
    this.in = in;
    this.target = target;
    this.isChecked = isChecked;
    this.isWhole = isWhole;
  }

  /**
   * Reads everything.
   *
   * @throws DamagedFileException if the file is damaged; what stood before is loaded
   */
  void read() {
    try {
      readAll();
    } catch (StringBatch.KeyTwiceException e) {
      throw new DamagedFileException(file, e.position(), KEY_TWICE);
    }
  }

  private void readAll() {
    try {
      int version = version();
      db = target.database(0);
      int code = in.u8();
      for (; code != RdbOpcode.EOF; code = in.u8()) {
        if (code > MAX_TYPE) {
          opcode(code);
        } else {
          entry(code);
        }
      }
      loadStrings();
      end(version);
    } catch (DamagedBytesException e) {
      long offset = in.damagePosition();
      loadStrings();
      throw new DamagedFileException(file, offset, e.reason());
    }
  }

  private int version() {
    String magic = text(in.raw(MAGIC.length()));
    if (!magic.equals(MAGIC)) {
      throw in.damaged("not an RDB file");
    }
    String digits = text(in.raw(VERSION_DIGITS));
    int version = digits.matches("[0-9]+") ? Integer.parseInt(digits) : 0;
    if (version < 1 || version > MAX_VERSION) {
      throw in.damaged("not an RDB version from 1 to " + MAX_VERSION + ": " + digits);
    }
    return version;
  }

  private void end(int version) {
    String checksum = "none";
    int footer = version >= CHECKSUM_VERSION ? Long.BYTES : 0;
    if (isWhole ? in.remaining() != footer : in.remaining() < footer) {
      in.raw(footer);
      throw in.damaged("more bytes behind the end");
    }
    if (version >= CHECKSUM_VERSION) {
      long found = in.crc();
      long said = in.i64();
      if (isChecked && said != 0 && said != found) {
        throw in.damaged("checksum is wrong");
      }
      checksum = said == 0 ? "none" : isChecked ? "right" : "not looked at";
    }
    target.end(checksum);
  }

  // ---- opcodes -------------------------------------------------------------------------------

  private void opcode(int code) {
    switch (code) {
      case RdbOpcode.EXPIRETIME_MS -> expireAt(in.i64());
      case RdbOpcode.EXPIRETIME -> expireAt(in.i32() * MS_PER_SECOND);
      case RdbOpcode.IDLE -> idleSeconds = in.length();
      case RdbOpcode.FREQ -> frequency = in.u8();
      case RdbOpcode.SELECTDB -> select(in.length());
      case RdbOpcode.RESIZEDB -> {
        reserve(in.length());
        in.length();
      }
      case RdbOpcode.SLOT_INFO -> {
        in.length();
        in.length();
        in.length();
      }
      case RdbOpcode.AUX -> target.aux(text(in.string()), text(in.string()));
      case RdbOpcode.FUNCTION2 -> {
        in.string();
        target.passedOver("a library of functions");
      }
      case RdbOpcode.MODULE_AUX -> {
        ModuleData.passOver(in);
        target.passedOver("data of a module");
      }
      default -> throw in.damaged("unknown opcode " + code);
    }
  }

  /** Makes room for as many keys as are said to come, if that many could be there. */
  private void reserve(long keys) {
    if (db != null) {
      target.expects(db, Math.min(keys, in.remaining() / USUAL_ENTRY_BYTES));
    }
  }

  /** A time before the epoch is one that is past. */
  private void expireAt(long atMs) {
    expires = true;
    expireAtMs = Math.max(0, atMs);
  }

  private void select(long index) {
    loadStrings();
    db = target.database(index);
    if (db == null) {
      throw in.damaged("there is no database " + index + ", see the directive databases");
    }
  }

  // ---- keys ----------------------------------------------------------------------------------

  private void entry(int type) {
    Database to = db;
    if (to == null) {
      throw in.damaged("there is no database 0");
    }
    ByteRange key = in.string();
    long hash = to.hash(key);
    if (type == RdbType.STRING && isPlain()) {
      long position = in.position();
      boolean hasRoom = strings.add(hash, key, in.string(), expireAtMs, position);
      expireAtMs = Database.NO_EXPIRY;
      expires = false;
      if (!hasRoom) {
        loadStrings();
      }
      return;
    }
    loadStrings();
    target.key(key, type);
    if (to.peek(hash, key.array(), key.offset(), key.length()) != 0) {
      throw in.damaged(KEY_TWICE);
    }
    int handle = ValueReader.read(to, hash, key, type, in);
    if (handle != 0 && expires && expireAtMs <= to.keyspace().dueMs()) {
      to.delete(handle, hash);
      handle = 0;
    } else if (handle != 0) {
      handle = withLife(to, handle, hash);
    }
    target.loaded(to, handle, hash, expires);
    in.forget();
    expires = false;
    expireAtMs = Database.NO_EXPIRY;
    idleSeconds = NONE;
    frequency = NONE;
  }

  /** Whether nothing is said about the key but when it expires, and nobody wants to know. */
  private boolean isPlain() {
    return idleSeconds == NONE && frequency == NONE && !target.isOneByOne();
  }

  private void loadStrings() {
    if (db != null) {
      strings.loadInto(db);
    }
    in.forget();
    target.advanced(in.position());
  }

  private int withLife(Database to, int handle, long hash) {
    int entry = expires ? to.expireAt(handle, hash, expireAtMs) : handle;
    if (idleSeconds != NONE || frequency != NONE) {
      AccessClock clock = to.keyspace().accessClock();
      if (clock.isLfu() && frequency != NONE) {
        to.access(entry, clock.withFrequency(frequency));
      } else if (!clock.isLfu() && idleSeconds != NONE) {
        to.access(entry, clock.withIdleSeconds(idleSeconds));
      }
    }
    return entry;
  }

  private static String text(ByteRange range) {
    return new String(range.array(), range.offset(), range.length(), StandardCharsets.ISO_8859_1);
  }
}
