package io.holdfast.core.string;

import io.holdfast.CommandException;
import io.holdfast.ValueCondition;
import io.holdfast.WrongTypeException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.hashing.Xxh3;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the string a key holds: IFEQ, IFNE, IFDEQ, IFDNE.
 *
 * @param isEqual whether it is to be equal, and so to exist
 * @param value what it is compared with; null for {@code digest}
 * @param digest what its digest is compared with, if {@code value} is null
 */
record ValueTest(boolean isEqual, @Nullable ByteRange value, long digest) {
  private static final int DIGITS = ValueCondition.DIGEST_LENGTH;

  /**
   * The condition among options that were parsed, or null.
   *
   * @throws CommandException "ERR must be exactly 16 hexadecimal characters"
   */
  static @Nullable ValueTest of(CommandArgs args, long options) {
    if (!StringOptions.has(options, StringOptions.COMPARED)) {
      return null;
    }
    boolean isEqual = StringOptions.has(options, StringOptions.IFEQ | StringOptions.IFDEQ);
    boolean isDigest = StringOptions.has(options, StringOptions.IFDEQ | StringOptions.IFDNE);
    int at = StringOptions.comparedAt(args, options);
    return isDigest
        ? new ValueTest(isEqual, null, digest(args, at))
        : new ValueTest(isEqual, args.range(at), 0);
  }

  private static long digest(CommandArgs args, int index) {
    byte[] text = args.buffer();
    int from = args.offset(index);
    boolean isDigest = args.length(index) == DIGITS;
    long digest = 0;
    for (int i = 0; isDigest && i < DIGITS; i++) {
      isDigest = HexFormat.isHexDigit(text[from + i]);
      digest = digest << 4 | (isDigest ? HexFormat.fromHexDigit(text[from + i]) : 0);
    }
    if (!isDigest) {
      throw new CommandException("ERR must be exactly 16 hexadecimal characters");
    }
    return digest;
  }

  /** A condition of the typed API on a value as bytes. */
  static ValueTest of(ValueCondition<?> condition, byte[] value) {
    String digest = condition.digest();
    return digest == null
        ? new ValueTest(condition.isEqual(), ByteRange.of(value), 0)
        : new ValueTest(condition.isEqual(), null, HexFormat.fromHexDigitsToLong(digest));
  }

  /**
   * Whether a key may be set: a missing one differs from everything.
   *
   * @throws WrongTypeException if the key holds another type
   */
  static boolean mayReplace(Database db, ByteRange key, ValueTest test) {
    int handle = db.findForWrite(db.hash(key), key);
    if (handle == 0) {
      return !test.isEqual;
    }
    return test.holds(db, handle);
  }

  /**
   * Whether the condition holds for an entry.
   *
   * @throws WrongTypeException if it holds another type
   */
  boolean holds(Database db, int handle) {
    StringOps.checkString(db, handle);
    ByteRange text = StringOps.text(db, handle);
    boolean equals = value == null ? digest(text) == digest : text.equals(value);
    return equals == isEqual;
  }

  private static long digest(ByteRange text) {
    return Xxh3.hash(text.array(), text.offset(), text.length());
  }

  /** The digest of a string, as DIGEST shows it. */
  static String digestText(Database db, int handle) {
    return HexFormat.of().toHexDigits(digest(StringOps.text(db, handle)));
  }
}
