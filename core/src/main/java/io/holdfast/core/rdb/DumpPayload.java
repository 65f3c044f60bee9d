package io.holdfast.core.rdb;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.compress.Lzf;
import io.holdfast.encodings.hashing.Crc64;
import org.jspecify.annotations.Nullable;

/**
 * What DUMP gives and RESTORE takes.
 *
 * <pre>
 *  | type | value ... | RDB version, 2 | CRC-64 of all before it, 8 |
 * </pre>
 *
 * Thread: the owner.
 */
public final class DumpPayload {
  /** The newest RDB version that is understood. */
  public static final int MAX_VERSION = 12;

  private static final int VERSION_BYTES = 2;
  private static final int FOOTER_BYTES = VERSION_BYTES + Long.BYTES;

  private DumpPayload() {}

  /**
   * Serialises the value of an entry.
   *
   * @param wanted the RDB version it says, or a later one that the value needs
   */
  public static byte[] of(Database db, int handle, int wanted) {
    return of(db, handle, wanted, new RdbOutput(new Lzf()));
  }

  /**
   * Serialises the value of an entry, strings as they are, unless that takes too many bytes.
   *
   * @param wanted as in {@link #of(Database, int, int)}
   * @return null if it would be longer than {@code maxBytes}; finding out costs about as much
   */
  public static byte @Nullable [] of(Database db, int handle, int wanted, int maxBytes) {
    try {
      return of(db, handle, wanted, new RdbOutput(null, maxBytes));
    } catch (RdbOutput.TooLongException e) {
      return null;
    }
  }

  private static byte[] of(Database db, int handle, int wanted, RdbOutput out) {
    int version =
        db.isLarge(handle) && DeadlineFormat.isNeeded(db.large(handle))
            ? Math.max(wanted, DeadlineFormat.VERSION)
            : wanted;
    int type = ValueWriter.type(db, handle, version);
    out.u8(type);
    ValueWriter.write(db, handle, type, out);
    out.u16(version);
    out.i64(Crc64.of(out.array(), 0, out.length()));
    return out.toByteArray();
  }

  /**
   * Refuses what is no payload, by its checksum and version.
   *
   * @param isSummed whether the checksum must be right
   * @throws CommandException "ERR DUMP payload version or checksum are wrong"
   */
  public static void check(ByteRange payload, boolean isSummed) {
    int length = payload.length();
    boolean isGood = length > FOOTER_BYTES;
    if (isGood) {
      byte[] bytes = payload.array();
      int footer = payload.offset() + length - FOOTER_BYTES;
      int version = LittleEndian.u16(bytes, footer);
      long crc = LittleEndian.i64(bytes, footer + VERSION_BYTES);
      isGood =
          version <= MAX_VERSION
              && (!isSummed || crc == Crc64.of(bytes, payload.offset(), length - Long.BYTES));
    }
    if (!isGood) {
      throw new CommandException("ERR DUMP payload version or checksum are wrong");
    }
  }

  /** The bytes of a string, from the payload of one. */
  public static byte[] string(byte[] payload) {
    RdbInput in = new RdbInput(payload, 0, payload.length - FOOTER_BYTES);
    in.u8();
    return in.string().copy();
  }

  /**
   * Reads a value into an entry for a key that is absent, and leaves no key if it is damaged, or
   * has elements that are due and no others.
   *
   * @param payload was checked
   * @throws CommandException "ERR Bad data format"
   */
  public static void load(Database db, ByteRange key, ByteRange payload) {
    int length = payload.length() - FOOTER_BYTES;
    RdbInput in = new RdbInput(payload.array(), payload.offset(), length);
    try {
      ValueReader.read(db, db.hash(key), key, in.u8(), in);
      if (!in.isAtEnd()) {
        throw in.damaged("more bytes than the value");
      }
    } catch (DamagedBytesException damaged) {
      long hash = db.hash(key);
      int handle = db.findForWrite(hash, key);
      if (handle != 0) {
        db.delete(handle, hash);
      }
      throw new CommandException("ERR Bad data format");
    }
  }
}
