package io.holdfast.core.list;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.quicklist.Quicklist;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What lists do, once for each encoding they can have: the same for all; and which encoding they
 * have afterwards, by the rules of Redis 7.2.
 */
class ListEncodingTest {
  private final CommandTester tester = CommandTester.open();

  /** Eight elements: long ones that compress well, and integers. */
  private static final List<String> ELEMENTS =
      List.of(
          "a".repeat(80),
          "b".repeat(80),
          "12345",
          "c".repeat(80),
          "a".repeat(80),
          "-7",
          "b".repeat(80),
          "a".repeat(80));

  private static final String A = "a".repeat(80);

  /** An encoding, and the settings under which eight elements have it. */
  private enum Start {
    LISTPACK("listpack", -2, 0),
    QUICKLIST("quicklist", 2, 0),
    COMPRESSED("quicklist", 2, 1),
    A_NODE_EACH("quicklist", 1, 2);

    final String encoding;
    final int size;
    final int depth;

    Start(String encoding, int size, int depth) {
      this.encoding = encoding;
      this.size = size;
      this.depth = depth;
    }
  }

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private List<String> begin(Start start) {
    tester.run("CONFIG SET list-max-listpack-size " + start.size);
    tester.run("CONFIG SET list-compress-depth " + start.depth);
    assertReply("RPUSH k " + String.join(" ", ELEMENTS), ":8");
    assertEncoding("k", start.encoding);
    if (start.depth > 0) {
      assertThat(compressedNodes())
          .isEqualTo(8 / start.size - 2 * start.depth - integerNodes(start));
    }
    return new ArrayList<>(ELEMENTS);
  }

  /** Inner nodes that are too short to be compressed. */
  private static int integerNodes(Start start) {
    return start == Start.A_NODE_EACH ? 2 : 0;
  }

  private int compressedNodes() {
    Database db = tester.engine().keyspace().database(0);
    ByteRange key = ByteRange.of("k".getBytes(UTF_8));
    Quicklist list = (Quicklist) db.large(db.find(db.hash(key), key));
    int compressed = 0;
    for (long node = list.firstChunk(); node >= 0; node = list.nextChunk(node)) {
      compressed += list.isCompressed(node) ? 1 : 0;
    }
    return compressed;
  }

  private void assertEncoding(String key, String encoding) {
    assertReply("OBJECT ENCODING " + key, '"' + encoding + '"');
  }

  private void assertReply(String command, String reply) {
    assertThat(tester.run(command)).as(command).isEqualTo(reply);
  }

  private static String array(List<String> elements) {
    return elements.stream()
        .map(element -> '"' + element + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private void assertElements(List<String> elements) {
    assertReply("LRANGE k 0 -1", array(elements));
    assertReply("LLEN k", ":" + elements.size());
    assertThat(tester.store().lists().range("k", 0, -1)).isEqualTo(elements);
    tester.checkInvariants();
  }

  // ---- the same on every encoding ------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void reading_leavesTheEncoding(Start start) {
    List<String> model = begin(start);
    assertElements(model);
    for (int index = -8; index < 8; index++) {
      String element = model.get(Math.floorMod(index, 8));
      assertReply("LINDEX k " + index, '"' + element + '"');
      assertThat(tester.store().lists().index("k", index)).isEqualTo(element);
    }
    assertReply("LINDEX k 8", "nil");
    assertReply("LINDEX k -9", "nil");
    assertReply("LINDEX k 4294967296", "nil");
    assertEncoding("k", start.encoding);
  }

  @ParameterizedTest
  @EnumSource
  void ranges_areThoseOfTheElements(Start start) {
    List<String> model = begin(start);
    for (int from = -9; from <= 9; from++) {
      for (int to = -9; to <= 9; to++) {
        int first = Math.max(0, from < 0 ? from + 8 : from);
        int last = Math.min(7, to < 0 ? to + 8 : to);
        List<String> part = first > last ? List.of() : model.subList(first, last + 1);
        assertThat(tester.store().lists().range("k", from, to)).as(from + " " + to).isEqualTo(part);
      }
    }
    assertReply("LRANGE k 2 -3", array(model.subList(2, 6)));
  }

  @ParameterizedTest
  @EnumSource
  void lpos(Start start) {
    begin(start);
    assertReply("LPOS k " + A, ":0");
    assertReply("LPOS k 12345", ":2");
    assertReply("LPOS k missing", "nil");
    assertReply("LPOS k " + A + " RANK 2", ":4");
    assertReply("LPOS k " + A + " RANK -1", ":7");
    assertReply("LPOS k " + A + " COUNT 0", "[:0, :4, :7]");
    assertReply("LPOS k " + A + " RANK -1 COUNT 2", "[:7, :4]");
    assertReply("LPOS k " + A + " RANK 2 COUNT 0 MAXLEN 5", "[:4]");
    assertReply("LPOS k " + A + " RANK -2 COUNT 0 MAXLEN 3", "[]");
    assertEncoding("k", start.encoding);
  }

  @ParameterizedTest
  @EnumSource
  void push_atBothEnds(Start start) {
    List<String> model = begin(start);
    assertReply("LPUSH k x 1", ":10");
    assertReply("RPUSH k y 2", ":12");
    assertReply("LPUSHX k z", ":13");
    assertReply("RPUSHX k z", ":14");
    model.addAll(0, List.of("z", "1", "x"));
    model.addAll(List.of("y", "2", "z"));
    assertElements(model);
    assertEncoding("k", start.encoding);
  }

  @ParameterizedTest
  @EnumSource
  void pop_atBothEnds_untilNothingIsLeft(Start start) {
    List<String> model = begin(start);
    assertReply("LPOP k", '"' + model.remove(0) + '"');
    assertReply("RPOP k", '"' + model.remove(6) + '"');
    assertElements(model);
    assertReply("LPOP k 2", array(List.of(model.remove(0), model.remove(0))));
    assertReply("RPOP k 2", array(List.of(model.remove(3), model.remove(2))));
    assertElements(model);
    assertReply("LPOP k 0", "[]");
    assertReply("LMPOP 2 none k RIGHT", "[\"k\", " + array(List.of(model.remove(1))) + "]");
    assertReply("RPOP k 5", array(model));
    assertReply("EXISTS k", ":0");
  }

  @ParameterizedTest
  @EnumSource
  void linsert_anywhere(Start start) {
    List<String> model = begin(start);
    assertReply("LINSERT k BEFORE 12345 x", ":9");
    model.add(2, "x");
    assertReply("LINSERT k AFTER 12345 y", ":10");
    model.add(4, "y");
    assertReply("LINSERT k BEFORE " + A + " 1", ":11");
    model.add(0, "1");
    assertReply("LINSERT k AFTER -7 2", ":12");
    model.add(model.indexOf("-7") + 1, "2");
    assertReply("LINSERT k AFTER missing x", ":-1");
    assertElements(model);
    assertEncoding("k", start.encoding);
  }

  @ParameterizedTest
  @EnumSource
  void lset_anywhere(Start start) {
    List<String> model = begin(start);
    for (int index = 0; index < 8; index++) {
      String element = index % 2 == 0 ? "" + index * 1000 : "x".repeat(index * 30);
      assertReply("LSET k " + (index % 3 == 0 ? index - 8 : index) + " " + element, "+OK");
      model.set(index, element);
      assertElements(model);
    }
    assertReply("LSET k 8 x", "-ERR index out of range");
    assertEncoding("k", start.encoding);
  }

  @ParameterizedTest
  @EnumSource
  void lrem_fromEitherEnd(Start start) {
    List<String> model = begin(start);
    assertReply("LREM k 1 " + A, ":1");
    model.remove(A);
    assertElements(model);
    assertReply("LREM k -1 " + A, ":1");
    model.remove(model.lastIndexOf(A));
    assertElements(model);
    assertReply("LREM k 0 " + "b".repeat(80), ":2");
    model.removeAll(List.of("b".repeat(80)));
    assertReply("LREM k -5 -7", ":1");
    model.remove("-7");
    assertReply("LREM k 0 missing", ":0");
    assertElements(model);
    assertThat(model).hasSize(3);
  }

  @ParameterizedTest
  @EnumSource
  void lrem_ofAll_deletesTheKey(Start start) {
    begin(start);
    for (String element : List.of(A, "b".repeat(80), "12345", "c".repeat(80), "-7")) {
      tester.run("LREM k 0 " + element);
    }
    assertReply("EXISTS k", ":0");
  }

  @ParameterizedTest
  @EnumSource
  void ltrim_toAnyRange(Start start) {
    for (int from = 0; from < 8; from++) {
      for (int to = from; to < 8; to++) {
        List<String> model = begin(start);
        assertReply("LTRIM k " + (from - 8) + " " + to, "+OK");
        assertElements(model.subList(from, to + 1));
        tester.run("DEL k");
      }
    }
    begin(start);
    assertReply("LTRIM k 3 2", "+OK");
    assertReply("EXISTS k", ":0");
  }

  @ParameterizedTest
  @EnumSource
  void lmove_withinOneList_andToAnother(Start start) {
    List<String> model = begin(start);
    String last = model.remove(7);
    assertReply("LMOVE k k RIGHT LEFT", '"' + last + '"');
    model.add(0, last);
    assertElements(model);
    assertReply("LMOVE k k LEFT LEFT", '"' + last + '"');
    assertElements(model);
    assertReply("RPOPLPUSH k k", '"' + model.get(7) + '"');
    model.add(0, model.remove(7));
    assertElements(model);
    assertEncoding("k", start.encoding);
    for (int left = 7; left >= 0; left--) {
      assertReply("LMOVE k to LEFT RIGHT", '"' + model.get(7 - left) + '"');
    }
    assertReply("EXISTS k", ":0");
    assertReply("LRANGE to 0 -1", array(model));
    assertEncoding("to", start.encoding);
  }

  @ParameterizedTest
  @EnumSource
  void copied_renamedAndExpiring_itIsTheSame(Start start) {
    List<String> model = begin(start);
    assertReply("COPY k c", ":1");
    assertReply("EXPIRE k 100", ":1");
    assertReply("RPUSH k x", ":9");
    assertReply("TTL k", ":100");
    assertReply("LRANGE c 0 -1", array(model));
    assertEncoding("c", start.encoding);
    assertReply("RENAME c k", "+OK");
    assertElements(model);
    assertEncoding("k", start.encoding);
    assertReply("TYPE k", "+list");
  }

  // ---- to a quicklist and back ---------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 128})
  void countedNodes_growAboveTheLimit_andShrinkAtHalf(int size) {
    tester.run("CONFIG SET list-max-listpack-size " + size);
    for (int i = 0; i < size; i++) {
      tester.run("RPUSH k " + i);
      assertEncoding("k", "listpack");
    }
    tester.run("LPUSH k x");
    assertEncoding("k", "quicklist");
    // One node is left, but it is more than half full until half of its elements went.
    for (int left = size; left > Math.max(size / 2, 1); left--) {
      tester.run("LPOP k");
      assertEncoding("k", left == 1 ? "listpack" : "quicklist");
    }
    tester.run("RPOP k");
    if (size > 1) {
      assertEncoding("k", "listpack");
    }
  }

  @Test
  void bytesOfANode_areItsLimit_whateverTheCount() {
    tester.run("CONFIG SET list-max-listpack-size -1");
    // 7 bytes of a listpack's own, then 2 and 3 bytes beside each of these elements.
    tester.run("RPUSH k " + "x".repeat(2_000) + " " + "y".repeat(2_000));
    assertEncoding("k", "listpack");
    tester.run("RPUSH k " + "z".repeat(100));
    assertEncoding("k", "quicklist");
    tester.run("LTRIM k 1 1");
    assertEncoding("k", "listpack");
  }

  @Test
  void oneLongElement_isAQuicklist_andAListpackWhenItIsReplaced() {
    tester.run("RPUSH k " + "x".repeat(9_000));
    assertEncoding("k", "quicklist");
    tester.run("LSET k 0 short");
    assertEncoding("k", "listpack");
    tester.run("LSET k 0 " + "x".repeat(9_000));
    assertEncoding("k", "quicklist");
    tester.run("RPUSH k a b");
    tester.run("LREM k 1 " + "x".repeat(9_000));
    assertEncoding("k", "listpack");
    assertReply("LRANGE k 0 -1", "[\"a\", \"b\"]");
  }

  /** As Redis does: it converts before it looks, so as to look once. */
  @Test
  void insertingThatIsRefused_convertsAllTheSame() {
    String element = "x".repeat(9_000);
    tester.run("RPUSH k a b");
    assertReply("LINSERT k BEFORE missing " + element, ":-1");
    assertEncoding("k", "quicklist");
    tester.run("RPUSH l a b");
    assertReply("LSET l 2 " + element, "-ERR index out of range");
    assertEncoding("l", "quicklist");
    assertReply("LRANGE k 0 -1", "[\"a\", \"b\"]");
    assertReply("LRANGE l 0 -1", "[\"a\", \"b\"]");
  }

  @Test
  void lmoveWithinOneList_convertsByTheLimitsOfNow() {
    String element = "x".repeat(5_000);
    tester.run("RPUSH k " + element);
    tester.run("RPUSH l a " + element);
    assertEncoding("k", "listpack");
    tester.run("CONFIG SET list-max-listpack-size -1");
    assertReply("LMOVE k k LEFT RIGHT", '"' + element + '"');
    assertEncoding("k", "quicklist");
    assertReply("LMOVE l l RIGHT LEFT", '"' + element + '"');
    assertEncoding("l", "quicklist");
    tester.run("CONFIG SET list-max-listpack-size -3");
    assertReply("LMOVE k k LEFT RIGHT", '"' + element + '"');
    tester.run("LMOVE l l LEFT RIGHT");
    assertReply("LRANGE k 0 -1", array(List.of(element)));
    assertReply("LRANGE l 0 -1", array(List.of("a", element)));
  }

  @Test
  void expiry_survivesEveryConversion() {
    tester.run("RPUSH k a");
    tester.run("EXPIRE k 100");
    tester.run("LPUSH k " + "x".repeat(9_000));
    assertEncoding("k", "quicklist");
    assertReply("TTL k", ":100");
    tester.run("LPOP k");
    assertEncoding("k", "listpack");
    assertReply("TTL k", ":100");
    assertReply("LRANGE k 0 -1", "[\"a\"]");
  }

  // ---- long lists ----------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(ints = {-2, 1})
  void trimmingALongList_leavesTheBlocksToTheReclaimCycle(int size) {
    tester.run("CONFIG SET list-max-listpack-size " + size);
    List<String> all = IntStream.range(0, 20_000).mapToObj(i -> "element " + i).toList();
    tester.store().lists().pushRight("k", all);
    tester.run("LTRIM k 100 -101");
    assertThat(tester.store().lists().range("k", 0, -1)).isEqualTo(all.subList(100, 19_900));
    tester.run("LTRIM k 5 9");
    assertReply("LLEN k", ":5");
    tester.checkInvariants();
    while (tester.store().doWork() > 0) {}
    assertThat(tester.store().lists().range("k", 0, -1)).isEqualTo(all.subList(105, 110));
    assertThat(tester.engine().keyspace().database(0).size()).isEqualTo(1);
  }

  @Test
  void popOfManyElements_answersThemAll() {
    tester.run("CONFIG SET list-max-listpack-size 1");
    String[] all = IntStream.range(0, 5_000).mapToObj(Integer::toString).toArray(String[]::new);
    tester.store().lists().pushRight("k", Arrays.asList(all));
    assertThat(tester.store().lists().popLeft("k", 4_000))
        .isEqualTo(Arrays.asList(all).subList(0, 4_000));
    tester.checkInvariants();
    assertThat(tester.store().lists().popRight("k", 2_000)).hasSize(1_000);
    assertReply("EXISTS k", ":0");
    tester.checkInvariants();
  }
}
