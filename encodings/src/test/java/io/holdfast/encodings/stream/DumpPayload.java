package io.holdfast.encodings.stream;

import io.holdfast.encodings.hashing.Crc64;
import io.holdfast.encodings.listpack.Listpack;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What DUMP says of a stream, as texts to compare; and the payload that RESTORE takes.
 *
 * <pre>
 *  | type 19 | node count | node ... | length | last | first | max deleted | added | group count |
 *  | group ... | RDB version, 2 | CRC-64, 8 |
 *
 *  node   | 16 | ID, big-endian | length | listpack |
 *  group  | name | last ms | seq | entries read | count | pending ... | count | consumer ... |
 *  pending  | ID | delivered at ms, 8 | count |      consumer  | name | seen, 8 | count | ID ... |
 * </pre>
 */
record DumpPayload(Map<String, String> nodes, List<String> counters, List<String> groups) {
  private static final int TYPE = 19;
  private static final int RDB_VERSION = 10;

  /** Reads a payload of redis-server 7.0. */
  static DumpPayload parse(byte[] payload) {
    ByteBuffer in = ByteBuffer.wrap(payload);
    if (in.get() != TYPE) {
      throw new AssertionError("not a stream");
    }
    Map<String, String> nodes = new TreeMap<>();
    for (long left = number(in); left > 0; left--) {
      in.get(); // 16, the length of an ID
      nodes.put(id(in), HexFormat.of().formatHex(string(in)));
    }
    List<String> counters = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      counters.add(Long.toUnsignedString(number(in)));
    }
    List<String> groups = new ArrayList<>();
    for (long left = number(in); left > 0; left--) {
      groups.add(group(in));
    }
    return new DumpPayload(nodes, counters, groups);
  }

  private static String group(ByteBuffer in) {
    StringBuilder group = new StringBuilder(new String(string(in), Fields.CHARSET));
    group.append(" last ").append(new Id(number(in), number(in)));
    group.append(" read ").append(number(in)).append(" pending");
    for (long left = number(in); left > 0; left--) {
      group.append(' ').append(id(in));
      group.append('@').append(littleEndian(in)).append('x').append(number(in));
    }
    for (long consumers = number(in); consumers > 0; consumers--) {
      group.append("; ").append(new String(string(in), Fields.CHARSET));
      littleEndian(in); // when it was seen, which depends on the clock
      for (long left = number(in); left > 0; left--) {
        group.append(' ').append(id(in));
      }
    }
    return group.toString();
  }

  /** Says the same of one of ours. */
  static DumpPayload of(StreamLog log) {
    Map<String, String> nodes = new TreeMap<>();
    for (long node = log.firstChunk(); node != StreamLog.NO_CHUNK; node = log.nextChunk(node)) {
      byte[] page = log.nodePage(node);
      int at = log.nodeOffset(node);
      String hex = HexFormat.of().formatHex(page, at, at + Listpack.bytes(page, at));
      nodes.put(new Id(log.nodeMs(node), log.nodeSeq(node)).toString(), hex);
    }
    List<String> counters = new ArrayList<>();
    for (long counter : counters(log)) {
      counters.add(Long.toUnsignedString(counter));
    }
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < log.groups().count(); i++) {
      groups.add(group(log.groups().get(i)));
    }
    return new DumpPayload(nodes, counters, groups);
  }

  private static long[] counters(StreamLog log) {
    return new long[] {
      log.length(),
      log.lastMs(),
      log.lastSeq(),
      log.firstMs(),
      log.firstSeq(),
      log.maxDeletedMs(),
      log.maxDeletedSeq(),
      log.entriesAdded()
    };
  }

  private static String group(ConsumerGroup from) {
    StringBuilder group = new StringBuilder(new String(from.name(), Fields.CHARSET));
    group.append(" last ").append(new Id(from.lastMs(), from.lastSeq()));
    group.append(" read ").append(from.entriesRead()).append(" pending");
    PendingEntries all = from.pending();
    for (long at = all.first(); at != IdIndex.NONE; at = all.next(at)) {
      group.append(' ').append(new Id(all.ms(at), all.seq(at)));
      group.append('@').append(all.deliveredAtMs(at)).append('x').append(all.deliveryCount(at));
    }
    for (int i = 0; i < from.consumerCount(); i++) {
      Consumer consumer = from.consumerAt(i);
      group.append("; ").append(new String(consumer.name(), Fields.CHARSET));
      PendingIds ids = consumer.pending();
      for (long at = ids.first(); at != IdIndex.NONE; at = ids.next(at)) {
        group.append(' ').append(new Id(ids.ms(at), ids.seq(at)));
      }
    }
    return group.toString();
  }

  /** The payload of one of ours, without its groups. */
  static byte[] bytes(StreamLog log) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(TYPE);
    putNumber(out, log.nodeCount());
    for (long node = log.firstChunk(); node != StreamLog.NO_CHUNK; node = log.nextChunk(node)) {
      putNumber(out, 2 * Long.BYTES);
      out.writeBytes(
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(log.nodeMs(node))
              .putLong(log.nodeSeq(node))
              .array());
      byte[] page = log.nodePage(node);
      int bytes = Listpack.bytes(page, log.nodeOffset(node));
      putNumber(out, bytes);
      out.write(page, log.nodeOffset(node), bytes);
    }
    for (long counter : counters(log)) {
      putNumber(out, counter);
    }
    putNumber(out, 0);
    out.write(RDB_VERSION);
    out.write(0);
    byte[] body = out.toByteArray();
    long crc = Crc64.update(0, body, 0, body.length);
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(crc).array());
    return out.toByteArray();
  }

  private static void putNumber(ByteArrayOutputStream out, long number) {
    out.write(0x81);
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  private static String id(ByteBuffer in) {
    return new Id(in.getLong(), in.getLong()).toString();
  }

  private static long littleEndian(ByteBuffer in) {
    return Long.reverseBytes(in.getLong());
  }

  private static byte[] string(ByteBuffer in) {
    // Names and nodes are never texts of integers here, nor compressed.
    byte[] string = new byte[(int) number(in)];
    in.get(string);
    return string;
  }

  private static long number(ByteBuffer in) {
    int first = in.get() & 0xFF;
    return switch (first >>> 6) {
      case 0 -> first;
      case 1 -> (first & 0x3F) << 8 | in.get() & 0xFF;
      default -> first == 0x80 ? in.getInt() & 0xFFFF_FFFFL : in.getLong();
    };
  }
}
