package io.holdfast.encodings.stream;

/** The fields and values of an entry to be added: ranges of one array, read while it is added. */
public interface EntryFields {
  /** Number of fields, at least 1. */
  int count();

  /** The array in which everything lies. */
  byte[] bytes();

  /**
   * Where an element starts.
   *
   * @param element 0 the first field, 1 its value, 2 the second field, ...
   */
  int offset(int element);

  /** How long an element is. */
  int length(int element);
}
