package io.holdfast.core.keyspace;

import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.number.IntegerText;

/** Shows the elements of listpacks wherever these lie. */
public final class Listpacks {
  private Listpacks() {}

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
