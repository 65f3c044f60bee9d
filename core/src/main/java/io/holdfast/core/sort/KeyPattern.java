package io.holdfast.core.sort;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.BytesVisitor;
import io.holdfast.core.hash.HashValue;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.string.StringOps;
import org.jspecify.annotations.Nullable;

/**
 * What BY and GET name: the value that belongs to an element.
 *
 * <pre>
 *  #                    the element itself
 *  weight_*             the string in this key, the first star being the element
 *  user:*:info-&gt;name    the field of the hash in the key before the arrow
 *  nosort               nothing: no star, no value
 * </pre>
 *
 * An arrow counts if it comes behind the star and a field behind it.
 *
 * <p>Immutable.
 */
final class KeyPattern {
  private static final int NONE = -1;

  private final byte[] text;
  private final int star;

  /** Where the key's part of the text ends: at the arrow, or with the text. */
  private final int keyEnd;

  private final @Nullable ByteRange field;

  private KeyPattern(byte[] text) {
    this.text = text;
    this.star = indexOf('*');
    int arrow = star == NONE ? NONE : arrow();
    this.keyEnd = arrow == NONE ? text.length : arrow;
    this.field = arrow == NONE ? null : ByteRange.of(text, arrow + 2, text.length - arrow - 2);
  }

  /** Reads a pattern; the array is kept. */
  static KeyPattern of(byte[] text) {
    return new KeyPattern(text);
  }

  private int indexOf(char wanted) {
    for (int i = 0; i < text.length; i++) {
      if (text[i] == wanted) {
        return i;
      }
    }
    return NONE;
  }

  /** The first arrow behind the star, if a field follows it. */
  private int arrow() {
    for (int i = star + 1; i + 1 < text.length; i++) {
      if (text[i] == '-' && text[i + 1] == '>') {
        return i + 2 < text.length ? i : NONE;
      }
    }
    return NONE;
  }

  /** The pattern as it was written. */
  byte[] text() {
    return text;
  }

  /** Whether different elements can have different values. */
  boolean hasStar() {
    return star != NONE;
  }

  private boolean isElement() {
    return text.length == 1 && text[0] == '#';
  }

  /**
   * Shows the value that belongs to an element.
   *
   * @return whether there is one
   */
  boolean show(Database db, byte[] element, BytesVisitor visitor) {
    if (isElement()) {
      visitor.visit(element, 0, element.length);
      return true;
    }
    if (!hasStar()) {
      return false;
    }
    ByteRange key = ByteRange.of(key(element));
    long hash = db.hash(key);
    int handle = db.find(hash, key);
    if (handle == 0 || db.type(handle) != (field == null ? Entry.STRING : Entry.HASH)) {
      return false;
    }
    if (field != null) {
      return HashValue.of(db, key, hash, handle).show(field, visitor);
    }
    ByteRange string = StringOps.text(db, handle);
    visitor.visit(string.array(), string.offset(), string.length());
    return true;
  }

  private byte[] key(byte[] element) {
    int behind = keyEnd - star - 1;
    byte[] key = new byte[star + element.length + behind];
    System.arraycopy(text, 0, key, 0, star);
    System.arraycopy(element, 0, key, star, element.length);
    System.arraycopy(text, star + 1, key, star + element.length, behind);
    return key;
  }
}
