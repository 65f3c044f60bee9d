package io.holdfast.encodings.listpack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.DamagedBytesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListpackProofTest {
  private static final int LISTPACKS = Boolean.getBoolean("holdfast.long") ? 20_000 : 300;
  private static final long ANY = Long.MAX_VALUE;

  private final ListpackProof proof = new ListpackProof();

  @Test
  void whatListpackWrites_isProved() {
    byte[] listpack = of("name", "1", "mail", "", "-4097", "x".repeat(64), "y".repeat(4096), "-0");
    assertThat(groups(listpack, 1)).isEqualTo(8);
    assertThat(groups(listpack, 2)).isEqualTo(4);
    assertThat(groups(listpack, 3)).isEqualTo(ListpackProof.UNPROVED);
    assertThat(groups(of(), 2)).isZero();
  }

  @Test
  void limits_areKept() {
    byte[] listpack = of("field", "x".repeat(64));
    assertThat(proof.groups(listpack, 0, listpack.length, 2, 1, 64)).isEqualTo(1);
    assertThat(proof.groups(listpack, 0, listpack.length, 2, 0, 64))
        .isEqualTo(ListpackProof.UNPROVED);
    assertThat(proof.groups(listpack, 0, listpack.length, 2, 1, 63))
        .isEqualTo(ListpackProof.UNPROVED);
    byte[] integer = of("1");
    assertThat(proof.groups(integer, 0, integer.length, 1, 1, 20)).isEqualTo(1);
    assertThat(proof.groups(integer, 0, integer.length, 1, 1, 19))
        .isEqualTo(ListpackProof.UNPROVED);
  }

  @Test
  void firstOfAGroupTwice_isNotProved() {
    assertThat(groups(of("a", "1", "b", "1"), 2)).isEqualTo(2);
    assertThat(groups(of("1", "a", "2", "a"), 2)).isEqualTo(2);
    assertThat(groups(of("a", "1", "a", "2"), 2)).isEqualTo(ListpackProof.UNPROVED);
    assertThat(groups(of("12345", "1", "12345", "2"), 2)).isEqualTo(ListpackProof.UNPROVED);
    String text = "x".repeat(5000);
    assertThat(groups(of(text, text + "y", text), 1)).isEqualTo(ListpackProof.UNPROVED);
  }

  /** Entries that are good, and that Listpack writes otherwise: "0", "0", "a" and "abc". */
  @ParameterizedTest
  @ValueSource(strings = {"c000 02", "8130 02", "e00161 03", "f003000000616263 08", "f10100 03"})
  void longerForm_isNotProved(String entry) {
    byte[] listpack = ofEntry(HexFormat.of().parseHex(entry.replace(" ", "")));
    assertThat(ListpackCheck.entries(listpack, 0, listpack.length)).isEqualTo(1);
    assertThat(groups(listpack, 1)).isEqualTo(ListpackProof.UNPROVED);
  }

  @Test
  void wrongHeader_isDamaged() {
    byte[] listpack = of("a");
    listpack[0]++;
    assertThatThrownBy(() -> groups(listpack, 1)).isInstanceOf(DamagedBytesException.class);
  }

  /** However a byte is changed: what is proved is what Listpack writes, nothing in it twice. */
  @Test
  void damage_isNotProved() {
    for (int seed = 0; seed < LISTPACKS; seed++) {
      Random random = new Random(seed);
      byte[] good = of(distinct(random));
      int size = 1 + random.nextInt(2);
      int expected = Listpack.count(good, 0) % size == 0 ? Listpack.count(good, 0) / size : -1;
      assertThat(groups(good, size)).as("seed %d", seed).isEqualTo(expected);
      for (int at = 0; at < good.length; at++) {
        byte[] changed = good.clone();
        changed[at] = (byte) random.nextInt(256);
        if (isProved(changed, size)) {
          assertProved(changed, size, "seed " + seed + ", byte " + at);
        }
      }
    }
  }

  private boolean isProved(byte[] listpack, int size) {
    try {
      return groups(listpack, size) != ListpackProof.UNPROVED;
    } catch (DamagedBytesException e) {
      return false;
    }
  }

  private static void assertProved(byte[] listpack, int size, String what) {
    int entries = ListpackCheck.entries(listpack, 0, listpack.length);
    List<String> texts = new ArrayList<>();
    Set<String> firsts = new HashSet<>();
    byte[] text = new byte[listpack.length + 20];
    for (int p = Listpack.first(listpack, 0);
        p != Listpack.NONE;
        p = Listpack.next(listpack, 0, p)) {
      String element = new String(text, 0, Listpack.copyText(listpack, 0, p, text, 0), ISO_8859_1);
      if (texts.size() % size == 0) {
        assertThat(firsts.add(element)).as("%s: %s", what, element).isTrue();
      }
      texts.add(element);
    }
    assertThat(texts).as(what).hasSize(entries);
    assertThat(of(texts.toArray(new String[0]))).as(what).isEqualTo(listpack);
  }

  /** Their hashes are spread: otherwise they would not be proved. */
  @Test
  void manyElements_areProved() {
    String[] fields = new String[3_000];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = "field:" + i;
    }
    assertThat(groups(of(fields), 1)).isEqualTo(fields.length);
    fields[2_999] = "field:17";
    assertThat(groups(of(fields), 1)).isEqualTo(ListpackProof.UNPROVED);
  }

  private int groups(byte[] listpack, int size) {
    byte[] inside = new byte[listpack.length + 7];
    Arrays.fill(inside, (byte) 0xFF);
    System.arraycopy(listpack, 0, inside, 5, listpack.length);
    return proof.groups(inside, 5, listpack.length, size, ANY, ANY);
  }

  private static String[] distinct(Random random) {
    Set<String> elements = new HashSet<>();
    int count = random.nextInt(12);
    while (elements.size() < count) {
      elements.add(
          switch (random.nextInt(4)) {
            case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 1 -> "x".repeat(random.nextInt(80));
            case 2 -> Integer.toString(random.nextInt(200), 36);
            default -> random.nextInt(1000) + "." + random.nextInt(10);
          });
    }
    return elements.toArray(new String[0]);
  }

  private static byte[] of(String... elements) {
    byte[] bytes = new byte[Listpack.EMPTY_BYTES];
    Listpack.create(bytes, 0);
    for (String element : elements) {
      byte[] text = element.getBytes(ISO_8859_1);
      bytes = Arrays.copyOf(bytes, Listpack.bytesAfterInsert(bytes, 0, text, 0, text.length));
      Listpack.append(bytes, 0, text, 0, text.length);
    }
    return bytes;
  }

  private static byte[] ofEntry(byte[] entry) {
    byte[] bytes = Arrays.copyOf(of(), Listpack.EMPTY_BYTES + entry.length);
    System.arraycopy(entry, 0, bytes, Listpack.HEADER_BYTES, entry.length);
    bytes[0] = (byte) bytes.length;
    bytes[4] = 1;
    bytes[bytes.length - 1] = (byte) 0xFF;
    return bytes;
  }
}
