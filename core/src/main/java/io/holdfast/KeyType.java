package io.holdfast;

/** What a key holds. */
public enum KeyType {
  /** The key does not exist. */
  NONE("none"),
  /** Text, bytes, a counter or a bitmap. */
  STRING("string"),
  /** Elements in the order they were pushed. */
  LIST("list"),
  /** Distinct members without order. */
  SET("set"),
  /** Distinct members ordered by score. */
  SORTED_SET("zset"),
  /** Fields with values. */
  HASH("hash"),
  /** An append-only log of entries. */
  STREAM("stream");

  private final String text;

  KeyType(String text) {
    this.text = text;
  }

  /** The name TYPE answers with. */
  public String text() {
    return text;
  }
}
