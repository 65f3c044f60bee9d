package io.holdfast.core.sort;

import io.holdfast.CommandException;
import io.holdfast.core.codec.BytesCopy;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.number.DoubleText;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * An element and what it is ordered by: a number or bytes.
 *
 * @param element the element
 * @param number what it is ordered by, unless that is bytes; never NaN
 * @param bytes what it is ordered by, unless that is a number; null for less than all others
 */
record Weighted(byte[] element, double number, byte @Nullable [] bytes) {
  /** By number; elements with the same number by their bytes. */
  private static final Comparator<Weighted> BY_NUMBER =
      (first, second) -> {
        if (first.number != second.number) {
          return first.number < second.number ? -1 : 1;
        }
        return Arrays.compareUnsigned(first.element, second.element);
      };

  /** By bytes; elements with the same bytes stay as they come. */
  private static final Comparator<Weighted> BY_BYTES =
      Comparator.comparing(
          weighted -> weighted.bytes, Comparator.nullsFirst(Arrays::compareUnsigned));

  /**
   * Finds out what an element is ordered by.
   *
   * @throws CommandException if that is to be a number and is none
   */
  static Weighted of(Database db, byte[] element, SortRequest request) {
    KeyPattern by = request.by();
    byte[] weight = element;
    if (by != null) {
      BytesCopy copy = new BytesCopy();
      weight = by.show(db, element, copy) ? copy.bytes() : null;
    }
    return request.isAlpha()
        ? new Weighted(element, 0, weight)
        : new Weighted(element, weight == null ? 0 : number(weight), null);
  }

  /** The order that was asked for. */
  static Comparator<Weighted> order(SortRequest request) {
    Comparator<Weighted> ascending = request.isAlpha() ? BY_BYTES : BY_NUMBER;
    return request.isDescending() ? ascending.reversed() : ascending;
  }

  /**
   * A number as C's strtod reads it: spaces in front, and nothing behind but what a zero byte cuts
   * off; no bytes are 0.
   */
  private static double number(byte[] text) {
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    if (end == 0) {
      return 0;
    }
    int from = 0;
    while (from < end && (text[from] == ' ' || text[from] >= '\t' && text[from] <= '\r')) {
      from++;
    }
    double number = DoubleText.parse(text, from, end - from);
    if (Double.isNaN(number)) {
      throw new CommandException("ERR One or more scores can't be converted into double");
    }
    return number;
  }
}
