package io.holdfast.core.effect;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.ByteRanges;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One effect while it is written: a command, word by word, in the form of a request.
 *
 * <pre>
 *  part  |      *3\r\n | $3\r\nSET\r\n | $1\r\nk\r\n | $1\r\nv\r\n |        |
 *              ^ from                                               ^ at
 *        the first part keeps room for the number of words, which is known last
 * </pre>
 *
 * <p>There is one of it for a log, and its array is used again and again: an effect costs no
 * objects. What is longer than a part goes on in the next one; no word is divided.
 *
 * <p>Thread: the owner. Nothing else may be logged between {@link EffectLog#write} and {@link
 * #emit}.
 */
public final class EffectWriter {
  /** A part ends before the word that would make it longer, unless it is the only one. */
  static final int PART_BYTES = 1 << 20;

  private static final int FIRST_BYTES = 512;

  /** Type, ten digits, CR, LF. */
  private static final int HEADER_BYTES = 13;

  private static final int CRLF_BYTES = 2;
  private static final int DECIMAL = 10;

  private final EffectLog log;
  private final List<Part> full = new ArrayList<>(0);
  private byte[] array = new byte[FIRST_BYTES];
  private int from;
  private int at;
  private int words;
  private boolean isOpen;

  /** Some of an effect's bytes. */
  private record Part(byte[] array, int from, int to) {}

  EffectWriter(EffectLog log) {
    this.log = log;
  }

  void begin() {
    assert !isOpen : "another effect is being written";
    isOpen = true;
    if (array.length > PART_BYTES) {
      array = new byte[FIRST_BYTES];
    }
    full.clear();
    words = 0;
    from = HEADER_BYTES;
    at = HEADER_BYTES;
  }

  /** Adds a word. */
  public EffectWriter add(byte[] word) {
    return add(word, 0, word.length);
  }

  /** Adds a word. */
  public EffectWriter add(ByteRange word) {
    return add(word.array(), word.offset(), word.length());
  }

  /** Adds a word. */
  public EffectWriter add(byte[] bytes, int offset, int length) {
    beginWord(length);
    System.arraycopy(bytes, offset, array, at, length);
    at += length;
    return endWord();
  }

  /** Adds a word in decimal digits. */
  public EffectWriter add(long number) {
    beginWord(IntegerText.length(number));
    at += IntegerText.write(number, array, at);
    return endWord();
  }

  /** Adds a number as the shortest text that reads back. */
  public EffectWriter add(double number) {
    room(HEADER_BYTES + CRLF_BYTES, DoubleText.MAX_LENGTH);
    int start = at + HEADER_BYTES;
    int length = DoubleText.write(number, array, start);
    header(length);
    System.arraycopy(array, start, array, at, length);
    at += length;
    return endWord();
  }

  /** Adds one of several words. */
  public EffectWriter add(ByteRanges list, int index) {
    return add(list.array(index), list.offset(index), list.length(index));
  }

  /** Adds a word each. */
  public EffectWriter addAll(ByteRanges list) {
    for (int i = 0; i < list.count(); i++) {
      add(list, i);
    }
    return this;
  }

  /** Adds a word each, but for those that are left out. */
  public EffectWriter addAll(ByteRanges list, LeftOut leftOut) {
    for (int i = 0; i < list.count(); i++) {
      if (!leftOut.contains(i)) {
        add(list, i);
      }
    }
    return this;
  }

  /** Adds a word each. */
  public EffectWriter addAll(List<byte[]> list) {
    for (int i = 0; i < list.size(); i++) {
      add(list.get(i));
    }
    return this;
  }

  /**
   * Logs the effect.
   *
   * @param database index of the database it happened in
   */
  public void emit(int database) {
    end();
    log.emit(database);
  }

  void end() {
    isOpen = false;
    if (full.isEmpty()) {
      from = count(array);
    } else {
      Part first = full.get(0);
      full.set(0, new Part(first.array, count(first.array), first.to));
    }
  }

  /** Writes the number of words in front of the first; returns where that starts. */
  private int count(byte[] first) {
    int length = IntegerText.length(words);
    int start = HEADER_BYTES - 1 - length - CRLF_BYTES;
    first[start] = '*';
    IntegerText.write(words, first, start + 1);
    first[HEADER_BYTES - 2] = '\r';
    first[HEADER_BYTES - 1] = '\n';
    return start;
  }

  private void beginWord(int length) {
    room(HEADER_BYTES + CRLF_BYTES, length);
    header(length);
  }

  private EffectWriter endWord() {
    endLine();
    words++;
    return this;
  }

  private void header(int length) {
    array[at++] = '$';
    if (length < DECIMAL) {
      array[at++] = (byte) ('0' + length);
    } else {
      at += IntegerText.write(length, array, at);
    }
    endLine();
  }

  private void endLine() {
    array[at++] = '\r';
    array[at++] = '\n';
  }

  private void room(int overhead, int length) {
    if (array.length - at - overhead < length) {
      extend(overhead, length);
    }
  }

  private void extend(int overhead, int length) {
    if (words > 0 && at + (long) overhead + length > PART_BYTES) {
      full.add(new Part(array, from, at));
      array = new byte[Math.max(FIRST_BYTES, overhead + length)];
      from = 0;
      at = 0;
    } else {
      int needed = at + overhead + length;
      array = Arrays.copyOf(array, Math.max(needed, Math.min(2 * array.length, PART_BYTES)));
    }
  }

  // ---- the log -------------------------------------------------------------------------------

  /** Gives what was written to a sink. */
  void to(EffectSink sink) {
    for (int i = 0; i < full.size(); i++) {
      Part part = full.get(i);
      sink.bytes(part.array, part.from, part.to - part.from);
    }
    sink.bytes(array, from, at - from);
  }

  /** The words, as arrays of their own. */
  List<byte[]> words() {
    List<byte[]> found = new ArrayList<>(words);
    for (Part part : full) {
      addWords(part.array, part.from, part.to, found);
    }
    addWords(array, from, at, found);
    return found;
  }

  private static void addWords(byte[] array, int from, int to, List<byte[]> words) {
    for (int i = array[from] == '*' ? HEADER_BYTES : from; i < to; ) {
      int end = i;
      while (array[end] != '\r') {
        end++;
      }
      int start = end + CRLF_BYTES;
      int length = (int) IntegerText.parse(array, i + 1, end - i - 1);
      words.add(Arrays.copyOfRange(array, start, start + length));
      i = start + length + CRLF_BYTES;
    }
  }
}
