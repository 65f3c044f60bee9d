package io.holdfast.core.keyspace;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.listpack.ListpackProof;
import io.holdfast.encodings.number.IntegerText;

/** Listpacks wherever they lie: what a collection asks of those that come from outside. */
public final class Listpacks {
  private Listpacks() {}

  /**
   * Whether a listpack is not empty and just as this store would have made it, no element twice;
   * see {@link ListpackProof#groups}.
   *
   * @param size how many elements a group has, the first of which must be in no other group
   * @throws DamagedBytesException if its header is wrong
   */
  public static boolean isProved(
      Database db, ByteRange listpack, int size, long maxGroups, long maxLength) {
    ListpackProof proof = db.keyspace().listpackProof();
    byte[] bytes = listpack.array();
    int at = listpack.offset();
    return proof.groups(bytes, at, listpack.length(), size, maxGroups, maxLength) > 0;
  }

  /** Shows an element; an integer as its text, in memory of its own. */
  public static void visit(byte[] bytes, int at, int position, BytesVisitor visitor) {
    if (Listpack.isInteger(bytes, at, position)) {
      byte[] text = new byte[IntegerText.MAX_LENGTH];
      visitor.visit(text, 0, IntegerText.write(Listpack.integer(bytes, at, position), text, 0));
    } else {
      int length = Listpack.stringLength(bytes, at, position);
      visitor.visit(bytes, Listpack.stringOffset(bytes, at, position), length);
    }
  }
}
