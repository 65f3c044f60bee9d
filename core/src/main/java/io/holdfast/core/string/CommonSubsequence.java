package io.holdfast.core.string;

import io.holdfast.CommandException;
import io.holdfast.LcsMatches;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.encodings.number.IntegerText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * LCS: the longest sequence of bytes that two strings have in common, gaps allowed.
 *
 * <pre>
 *            second
 *         .  .  .  .  .        L(i, j) = length of the best sequence of the first i and the first j
 *  first  .  \  -  -  .                = L(i-1, j-1) + 1            if the last bytes are equal
 *         .  |  \  |  .                = max(L(i-1, j), L(i, j-1))  otherwise
 *         .  |  |  \  .
 * </pre>
 *
 * Two rows of L are kept, and of every cell one bit: whether the way back from it leads up, because
 * L(i-1, j) is more than L(i, j-1). Where both are equal the way leads left, so of several best
 * sequences the same one is found as in Redis.
 *
 * <p>Thread: the owner. Cost: O(first x second) time. Memory: 8 bytes for each byte of the shorter
 * string, and, unless the length is all that is asked for, one bit a cell. Redis takes four bytes a
 * cell, and refuses two strings for which that is more than the longest string may have; so do we.
 */
final class CommonSubsequence {
  private static final String NOT_STRINGS = "ERR The specified keys must contain string values";
  private static final String TOO_LARGE =
      "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len";

  /** What Redis takes for a cell. */
  private static final long REDIS_CELL_BYTES = 4;

  private static final byte[] NOTHING = {};

  private CommonSubsequence() {}

  /** Two strings where they lie, to be used before the next change. */
  record Input(
      byte[] first,
      int firstOffset,
      int firstLength,
      byte[] second,
      int secondOffset,
      int secondLength,
      long maxBytes) {

    boolean isSecondLonger() {
      return secondLength > firstLength;
    }

    boolean isMatch(int firstIndex, int secondIndex) {
      return first[firstOffset + firstIndex] == second[secondOffset + secondIndex];
    }
  }

  /** Told of equal bytes, from the last to the first. */
  private interface Visitor {
    void onMatch(int firstIndex, int secondIndex);
  }

  /**
   * Looks two keys up; one that does not exist is an empty string.
   *
   * @throws CommandException "ERR The specified keys must contain string values"
   */
  static Input input(
      Database db,
      byte[] key,
      int offset,
      int length,
      byte[] secondKey,
      int secondOffset,
      int secondLength) {
    int first = db.find(db.hash(key, offset, length), key, offset, length);
    int second =
        db.find(
            db.hash(secondKey, secondOffset, secondLength), secondKey, secondOffset, secondLength);
    if (!isStringOrAbsent(db, first) || !isStringOrAbsent(db, second)) {
      throw new CommandException(NOT_STRINGS);
    }
    byte[] firstText = text(db, first);
    byte[] secondText = text(db, second);
    return new Input(
        firstText,
        textOffset(db, first),
        first == 0 ? 0 : StringOps.length(db, first),
        secondText,
        textOffset(db, second),
        second == 0 ? 0 : StringOps.length(db, second),
        db.keyspace().maxStringBytes());
  }

  private static boolean isStringOrAbsent(Database db, int handle) {
    return handle == 0 || db.type(handle) == Entry.STRING;
  }

  private static byte[] text(Database db, int handle) {
    if (handle == 0) {
      return NOTHING;
    }
    if (db.encoding(handle) != Entry.INT) {
      return db.page(handle);
    }
    byte[] digits = new byte[IntegerText.MAX_LENGTH];
    IntegerText.write(StringOps.integer(db, handle), digits, 0);
    return digits;
  }

  private static int textOffset(Database db, int handle) {
    return handle == 0 || db.encoding(handle) == Entry.INT ? 0 : db.valueOffset(handle);
  }

  /**
   * LCS LEN.
   *
   * @throws CommandException "ERR Insufficient memory, ..." if the strings are too long
   */
  static int length(Input input) {
    checkSize(input);
    return fill(input, null);
  }

  /**
   * LCS.
   *
   * @throws CommandException "ERR Insufficient memory, ..." if the strings are too long
   */
  static byte[] bytes(Input input) {
    long[] ups = upsOf(input);
    byte[] common = new byte[fill(input, ups)];
    int[] left = {common.length};
    walkBack(input, ups, (i, j) -> common[--left[0]] = input.first[input.firstOffset + i]);
    return common;
  }

  /**
   * LCS IDX.
   *
   * @param minLength shorter runs are left out
   * @throws CommandException "ERR Insufficient memory, ..." if the strings are too long
   */
  static LcsMatches matches(Input input, long minLength) {
    long[] ups = upsOf(input);
    int length = fill(input, ups);
    Runs runs = new Runs(minLength);
    walkBack(input, ups, runs);
    return new LcsMatches(length, runs.end());
  }

  private static void checkSize(Input input) {
    long cells = (input.firstLength + 1L) * (input.secondLength + 1L);
    if (cells > input.maxBytes / REDIS_CELL_BYTES) {
      throw new CommandException(TOO_LARGE);
    }
  }

  /** Room for a bit a cell. */
  private static long[] upsOf(Input input) {
    checkSize(input);
    return new long[(int) (((long) input.firstLength * input.secondLength + 63) >>> 6)];
  }

  /**
   * Fills the table, a row for each byte of the longer string; returns L of both whole strings.
   *
   * @param ups receives the bits, unless it is null
   */
  private static int fill(Input input, long @Nullable [] ups) {
    boolean isSecondLonger = input.isSecondLonger();
    byte[] longer = isSecondLonger ? input.second : input.first;
    byte[] shorter = isSecondLonger ? input.first : input.second;
    int longerOffset = isSecondLonger ? input.secondOffset : input.firstOffset;
    int shorterOffset = isSecondLonger ? input.firstOffset : input.secondOffset;
    int height = Math.max(input.firstLength, input.secondLength);
    int width = Math.min(input.firstLength, input.secondLength);
    int[] above = new int[width + 1];
    int[] row = new int[width + 1];
    for (int i = 0; i < height && width > 0; i++) {
      byte b = longer[longerOffset + i];
      for (int j = 0; j < width; j++) {
        row[j + 1] =
            b == shorter[shorterOffset + j] ? above[j] + 1 : Math.max(above[j + 1], row[j]);
      }
      if (ups != null) {
        long bit = (long) i * width;
        for (int j = 0; j < width; j++, bit++) {
          int difference = above[j + 1] - row[j];
          if (isSecondLonger ? difference < 0 : difference > 0) {
            ups[(int) (bit >>> 6)] |= 1L << bit;
          }
        }
      }
      int[] swapped = above;
      above = row;
      row = swapped;
    }
    return above[width];
  }

  private static void walkBack(Input input, long[] ups, Visitor visitor) {
    int i = input.firstLength - 1;
    int j = input.secondLength - 1;
    while (i >= 0 && j >= 0) {
      long bit =
          input.isSecondLonger()
              ? (long) j * input.firstLength + i
              : (long) i * input.secondLength + j;
      if (input.isMatch(i, j)) {
        visitor.onMatch(i--, j--);
      } else if ((ups[(int) (bit >>> 6)] & 1L << bit) != 0) {
        i--;
      } else {
        j--;
      }
    }
  }

  /** Puts matches that follow each other in both strings together. */
  private static final class Runs implements Visitor {
    private final long minLength;
    private final List<LcsMatches.Match> found = new ArrayList<>();
    private int firstStart;
    private int secondStart;
    private int length;

    Runs(long minLength) {
      this.minLength = minLength;
    }

    @Override
    public void onMatch(int firstIndex, int secondIndex) {
      boolean continues = firstIndex == firstStart - 1 && secondIndex == secondStart - 1;
      if (!continues) {
        endRun();
        length = 0;
      }
      firstStart = firstIndex;
      secondStart = secondIndex;
      length++;
    }

    private void endRun() {
      if (length > 0 && length >= minLength) {
        found.add(
            new LcsMatches.Match(
                firstStart, firstStart + length - 1L, secondStart, secondStart + length - 1L));
      }
    }

    List<LcsMatches.Match> end() {
      endRun();
      return found;
    }
  }
}
