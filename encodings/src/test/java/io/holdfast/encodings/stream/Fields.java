package io.holdfast.encodings.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.holdfast.encodings.listpack.Listpack;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fields and values given as texts, one byte a character. */
final class Fields implements EntryFields {
  static final Charset CHARSET = ISO_8859_1;

  private final byte[] bytes;
  private final int[] ends;

  private Fields(byte[] bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
  }

  static Fields of(String... elements) {
    return of(List.of(elements));
  }

  static Fields of(List<String> elements) {
    int[] ends = new int[elements.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += elements.get(i).length();
      ends[i] = end;
    }
    return new Fields(String.join("", elements).getBytes(ISO_8859_1), ends);
  }

  /** The fields and values of the entry an iterator stands on. */
  static List<String> read(StreamIterator entry) {
    List<String> elements = new ArrayList<>();
    while (entry.nextField()) {
      elements.add(text(entry, entry.field()));
      elements.add(text(entry, entry.value()));
    }
    return elements;
  }

  private static String text(StreamIterator entry, int position) {
    byte[] text = new byte[Listpack.textLength(entry.bytes(), entry.at(), position)];
    int length = Listpack.copyText(entry.bytes(), entry.at(), position, text, 0);
    return new String(Arrays.copyOf(text, length), ISO_8859_1);
  }

  @Override
  public int count() {
    return ends.length / 2;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int offset(int element) {
    return element == 0 ? 0 : ends[element - 1];
  }

  @Override
  public int length(int element) {
    return ends[element] - offset(element);
  }
}
