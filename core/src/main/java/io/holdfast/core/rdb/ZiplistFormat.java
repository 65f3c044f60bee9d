package io.holdfast.core.rdb;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.hash.HashValue;
import io.holdfast.core.list.ListValue;
import io.holdfast.core.sortedset.SortedSetValue;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.number.DoubleText;
import io.holdfast.encodings.number.IntegerText;
import java.util.function.Consumer;

/**
 * Reads what Redis held small collections in before it had listpacks: ziplists, up to 6.2, and
 * zipmaps, up to 2.4.
 *
 * <pre>
 *  ziplist   | total bytes u32 | offset of the last entry u32 | count u16 | entry ... | 0xFF |
 *  entry     | length of the entry before: 1 byte, or 0xFE and 4 bytes | encoding and data |
 *  encoding  | 00llllll | bytes |             | 01llllll | l | bytes |
 *            | 10...... | l, 4 bytes, big-endian | bytes |
 *            | 0xC0 | i16 |  | 0xD0 | i32 |  | 0xE0 | i64 |  | 0xF0 | i24 |  | 0xFE | i8 |
 *            | 1111vvvv | the value plus 1, from 1 to 13
 *
 *  zipmap    | count u8 | field | value | ... | 0xFF |
 *  field     | length: 1 byte, or 0xFE and 4 bytes | bytes |
 *  value     | length, as of a field | free bytes u8 | bytes | free bytes |
 * </pre>
 *
 * <p>Numbers are little-endian but for the one that is not. Nothing in the bytes is believed.
 *
 * <p>Source: the descriptions of the format by independent parsers of RDB files.
 */
final class ZiplistFormat {
  private static final int LAST_ENTRY = Integer.BYTES;
  private static final int COUNT = LAST_ENTRY + Integer.BYTES;
  private static final int HEADER_BYTES = COUNT + Short.BYTES;
  private static final int END = 0xFF;
  private static final int WIDE_LENGTH = 0xFE;
  private static final int COUNT_UNKNOWN = 0xFFFF;

  private final RdbInput in;
  private final byte[] bytes;
  private final int start;

  /** Where the end mark stands. */
  private final int end;

  private int at;

  private ZiplistFormat(RdbInput in) {
    this.in = in;
    ByteRange range = in.string();
    bytes = range.array();
    start = range.offset();
    end = start + range.length() - 1;
    at = start;
    if (range.length() == 0 || u8(end) != END) {
      throw in.damaged("no end mark");
    }
  }

  // ---- values --------------------------------------------------------------------------------

  /** LIST_ZIPLIST. */
  static void list(ListValue list, RdbInput in) {
    new ZiplistFormat(in).forEach(list::loadElement);
  }

  /** LIST_QUICKLIST. */
  static void quicklist(ListValue list, RdbInput in) {
    int nodes = ValueReader.count(in);
    for (int i = 0; i < nodes; i++) {
      list(list, in);
    }
  }

  /** HASH_ZIPLIST. */
  static void hash(HashValue hash, RdbInput in) {
    ZiplistFormat ziplist = new ZiplistFormat(in);
    ziplist.forEachPair((field, value) -> put(hash, field, value, in));
  }

  /** SORTED_SET_ZIPLIST. */
  static void sortedSet(SortedSetValue set, RdbInput in) {
    ZiplistFormat ziplist = new ZiplistFormat(in);
    ziplist.forEachPair(
        (member, score) ->
            ValueReader.add(
                set, member, DoubleText.parse(score.array(), score.offset(), score.length()), in));
  }

  /** HASH_ZIPMAP. */
  static void zipmap(HashValue hash, RdbInput in) {
    ZiplistFormat map = new ZiplistFormat(in);
    map.take(1);
    if (map.at == map.end) {
      throw in.damaged("no elements");
    }
    while (map.at < map.end) {
      ByteRange field = map.bytes(map.zipmapLength());
      long length = map.zipmapLength();
      int free = map.u8(map.take(1));
      ByteRange value = map.bytes(length);
      map.take(free);
      put(hash, field, value, in);
    }
  }

  private static void put(HashValue hash, ByteRange field, ByteRange value, RdbInput in) {
    if (!hash.put(field, value)) {
      throw in.damaged("a field twice");
    }
  }

  // ---- ziplists ------------------------------------------------------------------------------

  @FunctionalInterface
  private interface PairVisitor {
    void visit(ByteRange first, ByteRange second);
  }

  private void forEachPair(PairVisitor visitor) {
    ByteRange[] first = new ByteRange[1];
    forEach(
        entry -> {
          ByteRange other = first[0];
          if (other == null) {
            first[0] = entry;
          } else {
            visitor.visit(other, entry);
            first[0] = null;
          }
        });
    if (first[0] != null) {
      throw in.damaged("not pairs");
    }
  }

  private void forEach(Consumer<ByteRange> visitor) {
    take(HEADER_BYTES);
    if (LittleEndian.i32(bytes, start) != end + 1 - start) {
      throw in.damaged("total bytes is not the length");
    }
    int count = 0;
    int before = 0;
    int last = at;
    while (at < end) {
      last = at;
      if (wideLength() != before) {
        throw in.damaged("not the length of the entry before");
      }
      visitor.accept(entry());
      before = at - last;
      count++;
    }
    int counted = LittleEndian.u16(bytes, start + COUNT);
    if (count == 0 || counted != COUNT_UNKNOWN && counted != count) {
      throw in.damaged("count is not the number of entries");
    }
    if (LittleEndian.i32(bytes, start + LAST_ENTRY) != last - start) {
      throw in.damaged("the last entry is elsewhere");
    }
  }

  private ByteRange entry() {
    int first = u8(take(1));
    return switch (first >> 6) {
      case 0 -> bytes(first);
      case 1 -> bytes((long) (first & 0x3F) << Byte.SIZE | u8(take(1)));
      case 2 -> bytes(Integer.reverseBytes(LittleEndian.i32(bytes, take(4))) & 0xFFFFFFFFL);
      default ->
          switch (first) {
            case 0xC0 -> text((short) LittleEndian.u16(bytes, take(2)));
            case 0xD0 -> text(LittleEndian.i32(bytes, take(4)));
            case 0xE0 -> text(LittleEndian.i64(bytes, take(8)));
            case 0xF0 -> {
              int low = take(3);
              yield text(bytes[low + 2] << 16 | LittleEndian.u16(bytes, low));
            }
            case 0xFE -> text(bytes[take(1)]);
            default -> {
              if (first <= 0xF0 || first > 0xFD) {
                throw in.damaged("unknown encoding");
              }
              yield text((first & 0xF) - 1);
            }
          };
    };
  }

  private static ByteRange text(long value) {
    byte[] text = new byte[IntegerText.length(value)];
    IntegerText.write(value, text, 0);
    return ByteRange.of(text);
  }

  private ByteRange bytes(long length) {
    return ByteRange.of(bytes, take(length), (int) length);
  }

  /** A length of one byte, or of four behind a mark. */
  private long wideLength() {
    int first = u8(take(1));
    return first == WIDE_LENGTH ? LittleEndian.i32(bytes, take(4)) & 0xFFFFFFFFL : first;
  }

  private long zipmapLength() {
    if (at < end && u8(at) == END) {
      throw in.damaged("ends too early");
    }
    return wideLength();
  }

  /** Where the next bytes stand, which are passed over. */
  private int take(long count) {
    if (count > end - at) {
      throw in.damaged("ends too early");
    }
    at += (int) count;
    return at - (int) count;
  }

  private int u8(int offset) {
    return bytes[offset] & 0xFF;
  }
}
