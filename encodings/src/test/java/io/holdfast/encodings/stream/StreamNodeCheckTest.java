package io.holdfast.encodings.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.FuzzInputs;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.listpack.Listpack;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes from outside, damaged in every place that means something. */
class StreamNodeCheckTest {
  /** Two entries with the master's field and one with its own, the second deleted. */
  private static final String SOUND = "2 1 1 f 0 | 2 0 0 a 4 | 3 1 0 b 4 | 0 1 1 1 g c 6";

  @ParameterizedTest
  @CsvSource({
    "counts are not those of the entries, 3 1 1 f 0 | 2 0 0 a 4",
    "counts are not those of the entries, 1 1 1 f 0 | 2 0 0 a 4",
    "counts are not those of the entries, 1 0 1 f 0 | 3 0 0 a 4",
    "counts are not those of the entries, 1 0 1 f 0",
    "a negative count, -1 0 1 f 0",
    "a negative count, 0 -1 1 f 0",
    "a negative count, 0 0 -1 0",
    "a negative count, 1 0 1 f 0 | 0 0 0 -1 4",
    "the master entry does not end with 0, 0 0 1 f 1",
    "the master entry does not end with 0, 1 0 1 f 2 | 0 0 a 4",
    "an entry is cut off, 0 0",
    "an entry is cut off, 0 0 1",
    "an entry is cut off, 0 0 1 f",
    "an entry is cut off, 0 0 9223372036854775807 f 0",
    "an entry is cut off, 1 0 1 f 0 | 2",
    "an entry is cut off, 1 0 1 f 0 | 2 0 0 a",
    "an entry is cut off, 1 0 1 f 0 | 0 0 0 2 a b c 8",
    "an entry is cut off, 1 0 1 f 0 | 0 0 0 9223372036854775807 a b 6",
    "a string instead of an integer, x 0 1 f 0",
    "a string instead of an integer, 1 0 1 f 0 | x 0 0 a 4",
    "a string instead of an integer, 1 0 1 f 0 | 2 x 0 a 4",
    "a string instead of an integer, 1 0 1 f 0 | 2 0 x a 4",
    "a string instead of an integer, 1 0 1 f 0 | 2 0 0 a x",
    "unknown flags, 1 0 1 f 0 | 4 0 0 1 f a 6",
    "wrong number of elements in an entry, 1 0 1 f 0 | 2 0 0 a 5",
    "wrong number of elements in an entry, 1 0 1 f 0 | 0 0 0 1 f a 4",
    "entry IDs do not ascend, 1 0 1 f 0 | 2 -1 0 a 4",
    "entry IDs do not ascend, 1 0 1 f 0 | 2 0 -1 a 4",
    "entry IDs do not ascend, 2 0 1 f 0 | 2 1 0 a 4 | 2 1 0 b 4",
    "entry IDs do not ascend, 2 0 1 f 0 | 2 1 1 a 4 | 2 1 0 b 4",
    "entry IDs do not ascend, 2 0 1 f 0 | 2 1 1 a 4 | 2 0 9 b 4"
  })
  void damage_isNamed_andNothingIsAdded(String what, String elements) {
    byte[] node = node(elements);
    Arena arena = new Arena();
    StreamLog log = new StreamLog(arena);
    assertThatThrownBy(() -> log.appendNode(7, 7, node, 0, node.length))
        .isInstanceOf(DamagedBytesException.class)
        .hasMessageStartingWith("damaged stream node: " + what);
    assertThat(log.length()).isZero();
    assertThat(arena.allocatedBytes()).isZero();
  }

  @Test
  void damagedListpack_isRefused() {
    byte[] node = node(SOUND);
    node[node.length - 2] ^= 1;
    assertThatThrownBy(() -> new StreamLog(new Arena()).appendNode(7, 7, node, 0, node.length))
        .isInstanceOf(DamagedBytesException.class)
        .hasMessageStartingWith("damaged listpack: back-length");
  }

  /** XSETID may set the last ID back over entries that were deleted. */
  @Test
  void deletedEntries_needNotAscend() {
    byte[] node = node("2 1 1 f 0 | 2 0 0 a 4 | 3 9 0 b 4 | 2 1 0 c 4");
    StreamLog log = new StreamLog(new Arena());
    log.appendNode(7, 7, node, 0, node.length);
    log.checkInvariants();
    assertThat(log.contains(8, 7)).isTrue();
    log.appendNode(8, 8, node, 0, node.length);
    log.checkInvariants();
    assertThat(log.trimById(8, 8, false, 0)).isEqualTo(2);
    log.checkInvariants();
  }

  @Test
  void nodes_mustAscend() {
    byte[] node = node(SOUND);
    StreamLog log = new StreamLog(new Arena());
    log.appendNode(7, 7, node, 0, node.length);
    for (Id behind : List.of(Id.parse("7-7"), Id.parse("6-9"), Id.parse("8-7"), Id.parse("8-8"))) {
      assertThatThrownBy(() -> log.appendNode(behind.ms(), behind.seq(), node, 0, node.length))
          .isInstanceOf(DamagedBytesException.class)
          .hasMessageContaining("not above those of the node before");
    }
    log.appendNode(8, 9, node, 0, node.length);
    assertThat(log.length()).isEqualTo(4);
    log.checkInvariants();
  }

  @Test
  void soundNode_isTakenAsItIs_andTheLastIdFollows() {
    byte[] node = node(SOUND);
    StreamLog log = new StreamLog(new Arena());
    log.appendNode(7, 7, node, 0, node.length);
    long chunk = log.firstChunk();
    int at = log.nodeOffset(chunk);
    assertThat(Arrays.copyOfRange(log.nodePage(chunk), at, at + node.length)).isEqualTo(node);
    assertThat(new Id(log.lastMs(), log.lastSeq())).isEqualTo(Id.parse("8-8"));
    assertThat(new Id(log.firstMs(), log.firstSeq())).isEqualTo(Id.parse("7-7"));
    assertThat(log.contains(8, 7)).as("deleted").isFalse();
    log.checkInvariants();
  }

  /** Redis may leave one when it trims by ID; it holds nothing. */
  @Test
  void nodeWithoutLiveEntries_isPassedOver() {
    byte[] node = node("0 1 1 f 0 | 3 0 0 a 4");
    StreamLog log = new StreamLog(new Arena());
    log.appendNode(7, 7, node, 0, node.length);
    assertThat(log.nodeCount()).isZero();
    assertThat(log.length()).isZero();
  }

  /** Numbers in longer forms than needed shrink when they change. */
  @Test
  void longNumbers_areWorkedOn() {
    byte[] node = node("2 0 1 f 0 | 2 0 0 a 4 | 2 1 0 b 4");
    // The flags of the first entry, in eight bytes instead of one.
    byte[] flags = {(byte) 0xF4, 2, 0, 0, 0, 0, 0, 0, 0, 9};
    int at = Listpack.seek(node, 0, 5);
    byte[] longer = new byte[node.length + 8];
    System.arraycopy(node, 0, longer, 0, at);
    System.arraycopy(flags, 0, longer, at, flags.length);
    System.arraycopy(node, at + 2, longer, at + flags.length, node.length - at - 2);
    longer[0] = (byte) longer.length;
    StreamLog log = new StreamLog(new Arena());
    log.appendNode(7, 7, longer, 0, longer.length);
    log.appendNode(9, 7, node, 0, node.length);
    assertThat(log.delete(7, 7)).isTrue();
    log.checkInvariants();
    assertThat(log.contains(8, 7)).isTrue();
  }

  @Test
  void anyBytes_areANodeOrRefused() {
    FuzzInputs.feed(
        StreamNodeFuzz::fuzzerTestOneInput,
        List.of(
            node(SOUND),
            node("1 0 2 f g 0 | 2 0 0 a b 5"),
            node("3 0 1 100 0 | 2 0 0 70000 4 | 2 5 -1 b 4 | 0 5 0 2 a b c d 8"),
            node("1 0 0 0 | 2 0 0 3")),
        7,
        20_000);
  }

  /** A listpack of these elements; a bar only helps the eye. */
  private static byte[] node(String elements) {
    byte[] bytes = new byte[2_000];
    Listpack.create(bytes, 0);
    for (String element : elements.split(" ", -1)) {
      if (!element.equals("|")) {
        byte[] text = element.getBytes(Fields.CHARSET);
        Listpack.append(bytes, 0, text, 0, text.length);
      }
    }
    return Arrays.copyOf(bytes, Listpack.bytes(bytes, 0));
  }
}
