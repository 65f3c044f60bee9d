package io.holdfast.encodings.listpack;

import io.holdfast.encodings.number.IntegerText;
import java.util.Arrays;

/** Looking for an element in a listpack. */
final class ListpackSearch {
  private ListpackSearch() {}

  static int find(
      byte[] bytes, int at, int position, int skip, byte[] element, int offset, int length) {
    long value = IntegerText.parse(element, offset, length);
    boolean isInteger = !IntegerText.isRefused(value, element, offset, length);
    int toSkip = 0;
    int entry = at + position;
    while (bytes[entry] != (byte) ListpackEntry.END) {
      int encoded = ListpackEntry.encodedBytes(bytes, entry);
      if (toSkip > 0) {
        toSkip--;
      } else {
        if (ListpackEntry.isInteger(bytes, entry)) {
          if (isInteger && ListpackEntry.integer(bytes, entry) == value) {
            return entry - at;
          }
        } else {
          int header = ListpackEntry.stringHeader(bytes, entry);
          if (encoded - header == length
              && Arrays.equals(
                  bytes, entry + header, entry + encoded, element, offset, offset + length)) {
            return entry - at;
          }
        }
        toSkip = skip;
      }
      entry += encoded + ListpackEntry.backLengthBytes(encoded);
    }
    return Listpack.NONE;
  }
}
