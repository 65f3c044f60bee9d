package io.holdfast.encodings.listpack;

import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.arena.LittleEndian;
import java.util.Arrays;

/**
 * A fuzz target: any bytes are a listpack that all methods can work on, or are refused.
 *
 * <p>{@code .ci/fuzz encodings io.holdfast.encodings.listpack.ListpackFuzz 300} lets Jazzer look.
 */
public final class ListpackFuzz {
  private static final int AT = 3;

  private ListpackFuzz() {}

  /** One input: as it is, and as the entries of a listpack whose header and end are right. */
  public static void fuzzerTestOneInput(byte[] input) {
    use(input, input.length);
    byte[] framed = new byte[Listpack.EMPTY_BYTES + input.length];
    LittleEndian.put32(framed, 0, framed.length);
    LittleEndian.put16(framed, Listpack.COUNT, Listpack.COUNT_UNKNOWN);
    System.arraycopy(input, 0, framed, Listpack.HEADER_BYTES, input.length);
    framed[framed.length - 1] = (byte) ListpackEntry.END;
    use(framed, framed.length);
  }

  private static void use(byte[] input, int length) {
    // Room in front, and for an edit behind.
    byte[] bytes = new byte[AT + length + 20];
    System.arraycopy(input, 0, bytes, AT, length);
    int count;
    try {
      count = ListpackCheck.entries(bytes, AT, length);
    } catch (DamagedBytesException e) {
      return;
    }
    require(Listpack.count(bytes, AT) == count, "count");
    int[] positions = positions(bytes, count);
    int step = 1 + count / 50;
    for (int i = 0; i < count; i += step) {
      read(bytes, positions, i);
    }
    for (int i = 0; i < count; i += step) {
      edit(bytes.clone(), positions, i, length);
    }
  }

  private static int[] positions(byte[] bytes, int count) {
    int[] positions = new int[count];
    int position = Listpack.first(bytes, AT);
    for (int i = 0; i < count; i++) {
      positions[i] = position;
      position = Listpack.next(bytes, AT, position);
    }
    require(position == Listpack.NONE, "as many entries as counted");
    position = Listpack.last(bytes, AT);
    for (int i = count - 1; i >= 0; i--) {
      require(position == positions[i], "the same entries from the end");
      position = Listpack.prev(bytes, AT, position);
    }
    require(position == Listpack.NONE, "as many entries from the end");
    return positions;
  }

  private static void read(byte[] bytes, int[] positions, int index) {
    int position = positions[index];
    require(Listpack.seek(bytes, AT, index) == position, "seek from the head");
    require(Listpack.seek(bytes, AT, index - positions.length) == position, "seek from the tail");
    byte[] text = new byte[Listpack.textLength(bytes, AT, position)];
    require(Listpack.copyText(bytes, AT, position, text, 0) == text.length, "length of the text");
    require(Listpack.equals(bytes, AT, position, text, 0, text.length), "equals its text");
    require(Listpack.compare(bytes, AT, position, text, 0, text.length) == 0, "compares equal");
    int found = Listpack.find(bytes, AT, positions[0], 0, text, 0, text.length);
    require(found != Listpack.NONE && found <= position, "is found");
    require(Listpack.equals(bytes, AT, found, text, 0, text.length), "what is found is equal");
    found = Listpack.find(bytes, AT, position, 2, text, 0, text.length);
    require(found == position, "is found where it stands");
  }

  private static void edit(byte[] bytes, int[] positions, int index, int length) {
    int position = positions[index];
    int count = positions.length;
    byte[] before = Arrays.copyOfRange(bytes, AT, AT + length);
    Listpack.insert(bytes, AT, position, 1_000_000);
    checkCount(bytes, count + 1);
    require(Listpack.integer(bytes, AT, position) == 1_000_000, "what was inserted");
    Listpack.remove(bytes, AT, position);
    boolean counted = LittleEndian.u16(before, Listpack.COUNT) < Listpack.COUNT_UNKNOWN - 1;
    boolean same = Arrays.equals(before, 0, length, bytes, AT, AT + length);
    require(!counted || same, "removing undoes inserting");
    Listpack.replace(bytes, AT, position, -1);
    checkCount(bytes, count);
    require(Listpack.remove(bytes, AT, position, count) == count - index, "removed the rest");
    checkCount(bytes, index);
  }

  private static void checkCount(byte[] bytes, int count) {
    require(ListpackCheck.entries(bytes, AT, Listpack.bytes(bytes, AT)) == count, "count");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
