package io.holdfast.bench.members;

import io.holdfast.bench.Elements;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.members.LargeHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What can hold fields and values; asked by other objects than those it was filled with. */
interface Fields {
  /** The length of a field's value; -1 if it is absent. */
  int get(int asked);

  void put(int asked, byte[] value);

  /** A new one, filled with the elements by number and asked for them by index in this order. */
  static Fields named(String peer, byte[][] elements) {
    return switch (peer) {
      case "holdfast" -> new OfLargeHash(elements);
      case "strings" -> new OfStrings(elements);
      case "byteKeys" -> new OfByteKeys(elements);
      default -> throw new IllegalArgumentException("peer=" + peer);
    };
  }

  /** The large hash. */
  final class OfLargeHash implements Fields {
    private final Arena arena = new Arena();
    private final LargeHash hash = new LargeHash(arena, new SipHash(1, 2));
    private final byte[][] asked;

    OfLargeHash(byte[][] elements) {
      asked = elements;
      for (int i = 0; i < elements.length; i++) {
        byte[] element = Elements.bytes(i);
        hash.put(element, 0, element.length, element, 0, element.length);
      }
    }

    @Override
    public int get(int index) {
      byte[] field = asked[index];
      int handle = hash.find(field, 0, field.length);
      return handle == 0
          ? -1
          : hash.valueLength(handle) + hash.page(handle)[hash.valueOffset(handle)];
    }

    @Override
    public void put(int index, byte[] value) {
      byte[] field = asked[index];
      hash.put(field, 0, field.length, value, 0, value.length);
    }
  }

  /** A HashMap of strings, which cache their hash. */
  final class OfStrings implements Fields {
    private final Map<String, String> map = new HashMap<>();
    private final String[] asked;

    OfStrings(byte[][] elements) {
      asked = new String[elements.length];
      for (int i = 0; i < elements.length; i++) {
        map.put(Elements.text(i), Elements.text(i));
      }
      for (int i = 0; i < elements.length; i++) {
        asked[i] = text(elements[i]);
      }
    }

    @Override
    public int get(int index) {
      String value = map.get(asked[index]);
      return value == null ? -1 : value.length() + value.charAt(0);
    }

    @Override
    public void put(int index, byte[] value) {
      map.put(asked[index], text(value));
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** A HashMap of byte arrays. */
  final class OfByteKeys implements Fields {
    private final Map<ByteKey, byte[]> map = new HashMap<>();
    private final byte[][] asked;

    OfByteKeys(byte[][] elements) {
      asked = elements;
      for (int i = 0; i < elements.length; i++) {
        map.put(new ByteKey(Elements.bytes(i)), Elements.bytes(i));
      }
    }

    @Override
    public int get(int index) {
      byte[] value = map.get(new ByteKey(asked[index]));
      return value == null ? -1 : value.length + value[0];
    }

    @Override
    public void put(int index, byte[] value) {
      map.put(new ByteKey(asked[index]), value.clone());
    }
  }

  /** Bytes that are equal if their content is. */
  final class ByteKey {
    private final byte[] bytes;
    private final int hash;

    ByteKey(byte[] bytes) {
      this.bytes = bytes;
      hash = Arrays.hashCode(bytes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByteKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
