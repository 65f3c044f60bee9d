package io.holdfast.encodings.sortedset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.AllocatedBytes;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.listpack.Elements;
import io.holdfast.encodings.listpack.Listpack;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListpackSortedSetTest {
  private static final SipHash SIP_HASH = new SipHash(1, 2);

  private final ScoreText text = new ScoreText();

  /** The entry of a score, as redis-server writes it. */
  @ParameterizedTest
  @CsvSource({
    "1, 01 01",
    "0, 00 01",
    "-0.0, 00 01",
    "-1, df ff 02",
    "1.5, 83 31 2e 35 04",
    "0.1, 83 30 2e 31 04",
    "1e17, f4 00 00 8a 5d 78 45 63 01 09",
    "4611686018427387904, f4 00 00 00 00 00 00 00 40 09",
    "5e18, 85 35 65 2b 31 38 06",
    "Infinity, 83 69 6e 66 04",
    "-Infinity, 84 2d 69 6e 66 05",
  })
  void score_isWrittenAsRedisDoes(double score, String entry) {
    byte[] bytes = new byte[64];
    Listpack.create(bytes, 0);
    text.set(score);
    byte[] member = {'m'};
    int needed = ListpackSortedSet.bytesAfterInsert(bytes, 0, member, 0, 1, text);
    ListpackSortedSet.append(bytes, 0, member, 0, 1, text);
    assertThat(Listpack.bytes(bytes, 0)).isEqualTo(needed);
    int from = Listpack.HEADER_BYTES + 3;
    assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes, from, needed - 1)).isEqualTo(entry);
    assertThat(ListpackSortedSet.score(bytes, 0, Listpack.HEADER_BYTES)).isEqualTo(score + 0.0);
  }

  @Test
  void emptySet_hasNoPositions() {
    byte[] bytes = new byte[Listpack.EMPTY_BYTES];
    Listpack.create(bytes, 0);
    assertThat(ListpackSortedSet.size(bytes, 0)).isZero();
    assertThat(ListpackSortedSet.first(bytes, 0)).isEqualTo(Listpack.NONE);
    assertThat(ListpackSortedSet.last(bytes, 0)).isEqualTo(Listpack.NONE);
    assertThat(ListpackSortedSet.firstFrom(bytes, 0, 0, false)).isEqualTo(Listpack.NONE);
    assertThat(ListpackSortedSet.lastUpTo(bytes, 0, 0, false)).isEqualTo(Listpack.NONE);
    assertThat(ListpackSortedSet.find(bytes, 0, new byte[1], 0, 1)).isEqualTo(Listpack.NONE);
    assertThat(ListpackSortedSet.removeRanks(bytes, 0, 0, 5)).isZero();
    assertThat(ListpackSortedSetCheck.pairs(bytes, 0, bytes.length, SIP_HASH)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "a 1 b, member without a score",
    "a one, score is no number",
    "a nan, score is no number",
    "a '', score is no number",
    "b 1 a 1, member out of order",
    "a 2 b 1, member out of order",
    "10 1 9 1 5 1, member out of order",
    "a 1 a 1, member out of order",
    "a 1 a 2, member for the second time",
    "7 1 8 2 7 3, member for the second time",
  })
  void check_refusesWhatIsNoSortedSet(String elements, String what) {
    byte[] bytes = listpack(elements.replace("''", "").split(" ", -1));
    assertThatThrownBy(() -> ListpackSortedSetCheck.pairs(bytes, 0, bytes.length, SIP_HASH))
        .isInstanceOf(DamagedBytesException.class)
        .hasMessageContaining("damaged sorted set: " + what);
  }

  @Test
  void check_acceptsScoresInAnyWriting() {
    byte[] bytes = listpack("a", "-inf", "b", "0.10000000000000001", "c", "1e0", "d", "01");
    assertThat(ListpackSortedSetCheck.pairs(bytes, 0, bytes.length, SIP_HASH)).isEqualTo(4);
    assertThat(ListpackSortedSet.countBelow(bytes, 0, 1, false)).isEqualTo(2);
  }

  /** Any bytes are a sorted set, which can be used, or a clear error. */
  @Test
  void check_ofDamagedBytes_throwsNothingElse() {
    Random random = new Random(51);
    int accepted = 0;
    for (int round = 0; round < 30_000; round++) {
      List<byte[]> elements = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        elements.add(Elements.bytes(Elements.draw(random)));
        elements.add(Integer.toString(-i).getBytes(ISO_8859_1));
      }
      byte[] bytes = Elements.listpack(elements);
      for (int i = random.nextInt(3); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        int pairs = ListpackSortedSetCheck.pairs(bytes, 0, bytes.length, SIP_HASH);
        accepted++;
        assertThat(ListpackSortedSet.countBelow(bytes, 0, Double.POSITIVE_INFINITY, true))
            .isEqualTo(pairs);
        assertThat(ListpackSortedSet.removeRanks(bytes, 0, 0, pairs)).isEqualTo(pairs);
        assertThat(Listpack.isEmpty(bytes, 0)).isTrue();
      } catch (DamagedBytesException e) {
        assertThat(e.offset()).isBetween(0L, (long) bytes.length);
      }
    }
    assertThat(accepted).isGreaterThan(1_000);
  }

  @Test
  void operations_allocateNothing() {
    byte[] bytes = new byte[8_000];
    Listpack.create(bytes, 0);
    byte[][] members = new byte[100][];
    for (int i = 0; i < members.length; i++) {
      members[i] = (i % 3 == 0 ? "" + i : "member:" + i).getBytes(ISO_8859_1);
      ListpackSortedSet.insert(bytes, 0, members[i], 0, members[i].length, text.set(i * 0.25));
    }
    double[] sum = {0};
    long least =
        AllocatedBytes.leastOf(
            100,
            () -> {
              for (byte[] member : members) {
                int position = ListpackSortedSet.find(bytes, 0, member, 0, member.length);
                double score = ListpackSortedSet.score(bytes, 0, position);
                text.set((score * 7 + 1.5) % 40);
                position = ListpackSortedSet.setScore(bytes, 0, position, text);
                sum[0] += ListpackSortedSet.rank(bytes, 0, position);
                sum[0] += ListpackSortedSet.countBelow(bytes, 0, score, true);
                ListpackSortedSet.remove(bytes, 0, position);
                ListpackSortedSet.insert(bytes, 0, member, 0, member.length, text);
              }
            });
    assertThat(least).isLessThan(AllocatedBytes.OF_COUNTING);
  }

  private static byte[] listpack(String... elements) {
    List<byte[]> bytes = new ArrayList<>();
    for (String element : elements) {
      bytes.add(element.getBytes(ISO_8859_1));
    }
    return Elements.listpack(bytes);
  }
}
