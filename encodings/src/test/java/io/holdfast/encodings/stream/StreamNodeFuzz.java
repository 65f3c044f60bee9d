package io.holdfast.encodings.stream;

import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.listpack.Listpack;

/**
 * A fuzz target: any bytes are a node that a stream can work on, or are refused.
 *
 * <p>{@code .ci/fuzz encodings io.holdfast.encodings.stream.StreamNodeFuzz 300} lets Jazzer look.
 */
public final class StreamNodeFuzz {
  private static final long MS = 1_000;
  private static final long SEQ = 5;

  private static final Fields USUAL = Fields.of("f", "v");

  private StreamNodeFuzz() {}

  /** One input: as it is, and as the entries of a listpack whose header and end are right. */
  public static void fuzzerTestOneInput(byte[] input) {
    use(input);
    byte[] framed = new byte[Listpack.EMPTY_BYTES + input.length];
    Listpack.create(framed, 0);
    LittleEndian.put32(framed, 0, framed.length);
    LittleEndian.put16(framed, 4, 0xFFFF); // the number of elements is not known
    System.arraycopy(input, 0, framed, Listpack.HEADER_BYTES, input.length);
    framed[framed.length - 1] = (byte) 0xFF;
    use(framed);
  }

  private static void use(byte[] input) {
    Arena arena = new Arena();
    StreamLog log = new StreamLog(arena);
    try {
      log.appendNode(MS, SEQ, input, 0, input.length);
    } catch (DamagedBytesException e) {
      require(e.offset() >= 0 && e.offset() <= input.length, "offset within the bytes");
      require(log.length() == 0 && arena.allocatedBytes() == 0, "nothing is left of it");
      return;
    }
    log.checkInvariants();
    long[] ids = read(log);
    edit(log.copyTo(arena), ids);
    trim(log.copyTo(arena));
    while (log.release(1) > 0) {}
    ArenaAudit audit = arena.audit();
    audit.finish();
  }

  /** Reads every element both ways; returns the IDs. */
  private static long[] read(StreamLog log) {
    long[] ids = new long[2 * (int) log.length()];
    StreamIterator entries = log.iterator();
    entries.all();
    for (int i = 0; i < ids.length; i += 2) {
      require(entries.next(), "as many entries as counted");
      ids[i] = entries.ms();
      ids[i + 1] = entries.seq();
      readFields(entries);
    }
    require(!entries.next(), "no more entries than counted");
    entries.reverseRange(-1, -1, 0, 0);
    for (int i = ids.length - 2; i >= 0; i -= 2) {
      require(entries.next(), "as many entries from the end");
      require(entries.ms() == ids[i] && entries.seq() == ids[i + 1], "the same IDs from the end");
      readFields(entries);
    }
    require(!entries.next(), "no more entries from the end");
    return ids;
  }

  private static void readFields(StreamIterator entry) {
    int fields = 0;
    while (entry.nextField()) {
      for (int position : new int[] {entry.field(), entry.value()}) {
        byte[] text = new byte[Listpack.textLength(entry.bytes(), entry.at(), position)];
        Listpack.copyText(entry.bytes(), entry.at(), position, text, 0);
      }
      fields++;
    }
    require(fields == entry.fieldCount(), "as many fields as counted");
  }

  private static void edit(StreamLog log, long[] ids) {
    if (log.lastMs() != -1) {
      log.append(log.lastMs() + 1, 0, USUAL, 0, 0);
    }
    log.checkInvariants();
    for (int i = 0; i < ids.length; i += 2) {
      require(log.contains(ids[i], ids[i + 1]), "is found");
      require(log.delete(ids[i], ids[i + 1]), "was deleted");
      log.checkInvariants();
    }
    while (log.release(1) > 0) {}
  }

  private static void trim(StreamLog log) {
    log.trimByLength(log.length() / 2, false, 0);
    log.checkInvariants();
    log.trimById(log.lastMs(), log.lastSeq(), false, 0);
    log.checkInvariants();
    require(log.length() <= 1, "only the last entry is left");
    while (log.release(1) > 0) {}
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
