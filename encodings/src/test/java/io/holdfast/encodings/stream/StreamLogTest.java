package io.holdfast.encodings.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.AllocatedBytes;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.listpack.Listpack;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edges of the stream that random operations seldom meet. */
class StreamLogTest {
  private final Arena arena = new Arena();
  private final StreamLog log = new StreamLog(arena);

  private void append(String id, String... elements) {
    Id at = Id.parse(id);
    log.append(at.ms(), at.seq(), Fields.of(elements), 4096, 100);
  }

  private void appendMany(int entries) {
    for (int i = 1; i <= entries; i++) {
      append(i + "-0", "f", "v" + i);
    }
  }

  private List<String> ids(Id from, Id to) {
    List<String> ids = new ArrayList<>();
    StreamIterator entries = log.iterator();
    entries.range(from.ms(), from.seq(), to.ms(), to.seq());
    while (entries.next()) {
      ids.add(new Id(entries.ms(), entries.seq()).toString());
    }
    return ids;
  }

  @Test
  void emptyStream() {
    assertThat(log.length()).isZero();
    assertThat(log.firstMs()).isZero();
    assertThat(log.contains(0, 0)).isFalse();
    assertThat(log.delete(1, 1)).isFalse();
    assertThat(log.trimByLength(0, false, 0)).isZero();
    assertThat(log.trimById(-1, -1, false, 0)).isZero();
    assertThat(log.bytes()).isZero();
    assertThat(log.firstChunk()).isEqualTo(StreamLog.NO_CHUNK);
    assertThat(log.release(1)).isZero();
    assertThat(ids(Id.ZERO, Id.MAX)).isEmpty();
    log.checkInvariants();
  }

  /** The example of docs/encodings/stream.md. */
  @Test
  void bytesOfANode() {
    append("1-0", "f", "a");
    append("2-0", "f", "b");
    byte[] page = log.nodePage(log.firstChunk());
    int at = log.nodeOffset(log.firstChunk());
    int end = at + Listpack.bytes(page, at) - 1;
    assertThat(HexFormat.ofDelimiter(" ").formatHex(page, at + Listpack.HEADER_BYTES, end))
        .isEqualTo(
            "02 01 00 01 01 01 81 66 02 00 01 "
                + "02 01 00 01 00 01 81 61 02 04 01 "
                + "02 01 01 01 00 01 81 62 02 04 01");
  }

  /** IDs are unsigned; the last one of all lets nothing follow. */
  @Test
  void ids_areUnsigned_upToTheLast() {
    List<String> ids = new ArrayList<>();
    for (String id :
        List.of(
            "0-1",
            "0-9223372036854775808",
            "0-18446744073709551615",
            "1-0",
            "9223372036854775807-5",
            "9223372036854775808-0",
            "18446744073709551615-18446744073709551614",
            "18446744073709551615-18446744073709551615")) {
      append(id, "f", "v");
      ids.add(id);
    }
    assertThat(log.nodeCount()).isEqualTo(1);
    assertThat(ids(Id.ZERO, Id.MAX)).isEqualTo(ids);
    for (String id : ids) {
      assertThat(ids(Id.parse(id), Id.parse(id))).containsExactly(id);
    }
    assertThatThrownBy(() -> append("18446744073709551615-18446744073709551615", "f", "v"))
        .isInstanceOf(IllegalArgumentException.class);
    log.checkInvariants();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5-5", "5-4", "4-9", "0-0"})
  void append_notAboveTheLastId_isRefused(String id) {
    append("5-5", "f", "v");
    assertThatThrownBy(() -> append(id, "f", "v"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not above the last one");
    assertThat(log.length()).isEqualTo(1);
    log.checkInvariants();
  }

  /** The limits are Redis's: by bytes, by entries, deleted ones counted too, or none. */
  @ParameterizedTest
  @CsvSource({"0, 0, 1", "0, 10, 10", "100, 0, 23", "1, 0, 67", "0, 1, 67", "300, 10, 10"})
  void nodes_takeSoManyEntries(int maxBytes, int maxEntries, int nodes) {
    for (int i = 1; i <= 100; i++) {
      log.append(i, 0, Fields.of("f", "0123456789"), maxBytes, maxEntries);
      if (i % 3 == 0) {
        log.delete(i, 0);
      }
    }
    log.checkInvariants();
    assertThat(log.nodeCount()).isEqualTo(nodes);
    assertThat(log.length()).isEqualTo(67);
  }

  @Test
  void longEntries_areHeldWhole() {
    String large = "x".repeat(300_000);
    append("1-0", "f", large, "g".repeat(5_000), "1");
    append("2-0", "f", "short");
    StreamIterator entries = log.iterator();
    entries.all();
    assertThat(entries.next()).isTrue();
    assertThat(Fields.read(entries)).containsExactly("f", large, "g".repeat(5_000), "1");
    assertThat(log.nodeCount()).isEqualTo(2);
    log.checkInvariants();
  }

  /** The 0 that ends the master entry is no field. */
  @Test
  void fieldsThatOnlyBeginAsTheMasters_areKept() {
    append("1-0", "f", "a");
    append("2-0", "f", "b", "0", "c");
    append("3-0", "g", "d");
    StreamIterator entries = log.iterator();
    entries.range(2, 0, -1, -1);
    assertThat(entries.next()).isTrue();
    assertThat(Fields.read(entries)).containsExactly("f", "b", "0", "c");
    assertThat(entries.next()).isTrue();
    assertThat(Fields.read(entries)).containsExactly("g", "d");
    log.checkInvariants();
  }

  /** Lengths are looked at before anything is copied. */
  @Test
  void tooLongEntry_isRefused_andLeavesNothing() {
    EntryFields tooLong =
        new EntryFields() {
          @Override
          public int count() {
            return 3;
          }

          @Override
          public byte[] bytes() {
            return new byte[0];
          }

          @Override
          public int offset(int element) {
            return 0;
          }

          @Override
          public int length(int element) {
            return 1 << 28;
          }
        };
    assertThatThrownBy(() -> log.append(1, 0, tooLong, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("entry is too long");
    assertThat(arena.allocatedBytes()).isZero();
    assertThat(log.lastMs()).isZero();
    log.checkInvariants();
  }

  @Test
  void emptyNodes_areFreed_whicheverEntryGoesLast() {
    appendMany(300);
    assertThat(log.nodeCount()).isEqualTo(3);
    for (int i = 200; i > 100; i--) {
      assertThat(log.delete(i, 0)).isTrue();
    }
    assertThat(log.nodeCount()).isEqualTo(2);
    assertThat(ids(Id.parse("99-0"), Id.parse("202-0")))
        .containsExactly("99-0", "100-0", "201-0", "202-0");
    for (int i = 1; i <= 300; i++) {
      assertThat(log.delete(i, 0)).isEqualTo(i <= 100 || i > 200);
    }
    assertThat(log.nodeCount()).isZero();
    assertThat(arena.allocatedBytes()).isZero();
    assertThat(log.lastMs()).isEqualTo(300);
    assertThat(log.maxDeletedMs()).isEqualTo(300);
    assertThat(log.entriesAdded()).isEqualTo(300);
    log.checkInvariants();
  }

  /** Trimming between the last live entry of a node and the deleted ones behind it. */
  @Test
  void trimById_leavesNoNodeWithoutLiveEntries() {
    appendMany(10);
    log.delete(9, 0);
    log.delete(10, 0);
    assertThat(log.trimById(10, 0, false, 0)).isEqualTo(8);
    assertThat(log.nodeCount()).isZero();
    assertThat(arena.allocatedBytes()).isZero();
    log.checkInvariants();
  }

  /** A node may end with a deleted entry whose ID is above all of the next node. */
  @Test
  void trimById_goesOnBehindANodeThatEndsHigher() {
    Fields fields = Fields.of("f", "v");
    log.append(1, 0, fields, 0, 2);
    log.append(9, 0, fields, 0, 2);
    log.delete(9, 0);
    log.setLastId(1, 0);
    log.append(2, 0, fields, 0, 2);
    log.append(3, 0, fields, 0, 2);
    assertThat(log.nodeCount()).isEqualTo(2);
    assertThat(log.trimById(3, 0, false, 0)).isEqualTo(2);
    assertThat(ids(Id.ZERO, Id.MAX)).containsExactly("3-0");
    log.checkInvariants();
  }

  @ParameterizedTest
  @CsvSource({
    "250, true, 0, 0",
    "200, true, 0, 100",
    "199, true, 0, 100",
    "0, true, 0, 300",
    "0, true, 99, 0",
    "0, true, 100, 100",
    "0, true, 299, 200",
    "250, false, 0, 50",
    "0, false, 0, 300",
    "300, false, 0, 0"
  })
  void trimByLength(long maxLength, boolean wholeNodes, long limit, long deleted) {
    appendMany(300);
    assertThat(log.trimByLength(maxLength, wholeNodes, limit)).isEqualTo(deleted);
    assertThat(log.length()).isEqualTo(300 - deleted);
    assertThat(log.maxDeletedMs()).as("trimming makes no tombstone").isZero();
    log.checkInvariants();
  }

  @ParameterizedTest
  @CsvSource({
    "100-0, true, 0, 0",
    "100-1, true, 0, 100",
    "101-0, true, 0, 100",
    "150-0, true, 0, 100",
    "150-0, false, 0, 149",
    "150-1, false, 0, 150",
    "999-0, true, 0, 300",
    "999-0, true, 150, 100",
    "0-0, false, 0, 0",
    "1-0, false, 0, 0"
  })
  void trimById(String minId, boolean wholeNodes, long limit, long deleted) {
    appendMany(300);
    Id id = Id.parse(minId);
    assertThat(log.trimById(id.ms(), id.seq(), wholeNodes, limit)).isEqualTo(deleted);
    assertThat(log.length()).isEqualTo(300 - deleted);
    log.checkInvariants();
  }

  @Test
  void lastId_staysAboveEveryEntry() {
    appendMany(10);
    assertThatThrownBy(() -> log.setLastId(9, 5)).isInstanceOf(IllegalArgumentException.class);
    log.setLastId(10, 0);
    log.delete(10, 0);
    log.setLastId(9, 5);
    append("9-6", "f", "v");
    assertThat(ids(Id.parse("9-1"), Id.MAX)).containsExactly("9-6");
    assertThat(log.trimById(9, 6, false, 0)).isEqualTo(9);
    log.checkInvariants();
  }

  /** A full node keeps no room to spare, and the last one not much. */
  @Test
  void blocks_fitTheirNodes() {
    appendMany(1_000);
    long bytes = 0;
    for (long node = log.firstChunk(); node != StreamLog.NO_CHUNK; node = log.nextChunk(node)) {
      bytes += Listpack.bytes(log.nodePage(node), log.nodeOffset(node));
    }
    assertThat(arena.allocatedBytes()).isBetween(bytes, bytes + bytes / 16 + 10 * 8 + 300);
  }

  @Test
  void release_givesBackInSlices() {
    appendMany(1_000);
    byte[] name = {'g'};
    ConsumerGroup group = log.groups().create(name, 0, 1, 0, 0, 0);
    Consumer consumer = group.createConsumer(name, 0, 1, 0);
    for (int i = 1; i <= 1_000; i++) {
      group.setPending(i, 0, consumer, 0, 1);
    }
    int slices = 0;
    int most = 0;
    for (int released = log.release(5); released > 0; released = log.release(5)) {
      slices++;
      most = Math.max(most, released);
    }
    // Ten nodes in slices of five, 2 * 8 chunks of up to 128 records in slices of one.
    assertThat(slices).isEqualTo(2 + 16);
    assertThat(most).isLessThanOrEqualTo(128);
    assertThat(arena.allocatedBytes()).isZero();
  }

  @Test
  void copy_isIndependent_andInAnArenaOfItsOwn() {
    appendMany(250);
    log.delete(7, 0);
    byte[] name = {'g'};
    ConsumerGroup group = log.groups().create(name, 0, 1, 5, 0, 5);
    group.setPending(3, 0, group.createConsumer(name, 0, 1, 77), 9, 2);
    Arena other = new Arena();
    StreamLog copy = log.copyTo(other);
    assertThat(DumpPayload.of(copy)).isEqualTo(DumpPayload.of(log));
    assertThat(copy.groups().get(0).consumerAt(0).seenAtMs()).isEqualTo(77);
    copy.checkInvariants();
    DumpPayload before = DumpPayload.of(copy);
    log.delete(8, 0);
    group.acknowledge(3, 0);
    group.setLastId(6, 0, 6);
    assertThat(DumpPayload.of(copy)).isEqualTo(before);
    while (log.release(100) > 0) {}
    assertThat(arena.allocatedBytes()).isZero();
    copy.checkInvariants();
  }

  @Test
  void bytes_growAndShrinkWithWhatIsHeld() {
    appendMany(5_000);
    long ofNodes = log.bytes();
    assertThat(ofNodes).isPositive();
    byte[] name = {'g'};
    ConsumerGroup group = log.groups().create(name, 0, 1, 0, 0, 0);
    Consumer consumer = group.createConsumer(name, 0, 1, 0);
    for (int i = 1; i <= 5_000; i++) {
      group.setPending(i, 0, consumer, 0, 1);
    }
    assertThat(log.bytes() - ofNodes).isBetween(52 * 5_000L, 60 * 5_000L);
    log.checkInvariants();
    log.groups().remove(group);
    assertThat(log.bytes()).isEqualTo(ofNodes);
    log.trimByLength(0, false, 0);
    assertThat(log.bytes()).isZero();
  }

  @Test
  void readingAndGroups_allocateNothingPerEntry() {
    appendMany(10_000);
    byte[] name = {'g'};
    ConsumerGroup group = log.groups().create(name, 0, 1, 0, 0, 0);
    Consumer consumer = group.createConsumer(name, 0, 1, 0);
    for (int i = 1; i <= 10_000; i++) {
      group.setPending(i, 0, consumer, 0, 1);
    }
    StreamIterator entries = log.iterator();
    byte[] text = new byte[100];
    long[] sum = {0};
    long least =
        AllocatedBytes.leastOf(
            20,
            () -> {
              entries.all();
              while (entries.next()) {
                while (entries.nextField()) {
                  sum[0] +=
                      Listpack.copyText(entries.bytes(), entries.at(), entries.value(), text, 0);
                }
              }
              entries.reverseRange(-1, -1, 0, 0);
              while (entries.next()) {
                sum[0] += entries.ms();
              }
              PendingEntries pending = group.pending();
              for (long at = pending.first(); at != IdIndex.NONE; at = pending.next(at)) {
                sum[0] += pending.deliveryCount(at);
              }
              for (int i = 1; i <= 10_000; i++) {
                group.setPending(i, 0, consumer, 5, 2);
              }
            });
    assertThat(least).isLessThanOrEqualTo(AllocatedBytes.OF_COUNTING);
    assertThat(sum[0]).isPositive();
  }
}
