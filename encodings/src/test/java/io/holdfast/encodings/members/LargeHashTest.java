package io.holdfast.encodings.members;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.encodings.AllocatedBytes;
import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.deadline.DeadlineHeap;
import io.holdfast.encodings.hashing.SipHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LargeHashTest {
  /** What a field holds in the model. */
  private record Held(String value, long expireAtMs) {}

  private final Arena arena = new Arena();
  private final LargeHash hash = new LargeHash(arena, new SipHash(3, 4));

  /** Random operations against a HashMap: few fields, where all is checked each step, and many. */
  @ParameterizedTest
  @CsvSource({
    "11, 6, 3000, 1",
    "12, 40, 3000, 1",
    "13, 400, 4000, 7",
    "14, 20000, 90000, 9973",
  })
  void model_agreesWithHashMap(long seed, int fields, int steps, int checkEvery) {
    ModelRun.run(ModelRun.seed(seed), steps, () -> new HashPair(fields, checkEvery));
  }

  @Test
  void model_agreesWithHashMap_longForm() {
    if (ModelRun.LONG) {
      ModelRun.run(ModelRun.seed(15), 1_500_000, () -> new HashPair(300_000, 250_000));
      ModelRun.run(ModelRun.seed(16), 200_000, () -> new HashPair(12, 1));
    }
  }

  /** A hash beside a HashMap; it grows and shrinks in turns. */
  private static final class HashPair implements ModelRun.Pair {
    private final int fields;
    private final int checkEvery;
    private final Arena arena = new Arena();
    private final LargeHash hash = new LargeHash(arena, new SipHash(5, 6));
    private final Map<String, Held> model = new HashMap<>();
    private int drawn;
    private int step;

    HashPair(int fields, int checkEvery) {
      this.fields = fields;
      this.checkEvery = checkEvery;
    }

    @Override
    public String draw(Random random) {
      boolean growing = drawn++ / (fields + 500) % 2 == 0;
      int draw = random.nextInt(1000);
      String field = " " + random.nextInt(fields);
      if (draw < (growing ? 500 : 150)) {
        return "put" + field + " " + random.nextInt();
      } else if (draw < 600) {
        return "setValue" + field + " " + random.nextInt();
      } else if (draw < 700) {
        return "expireAt" + field + " " + (random.nextLong() >>> 1);
      } else if (draw < 800) {
        return "persist" + field + " 0";
      } else if (draw == 999 && random.nextInt(fields) < 10) {
        return "release" + field + " " + (1 + random.nextInt(1000));
      } else if (draw > 970) {
        return "removeSample" + field + " " + random.nextInt();
      }
      return "remove" + field + " 0";
    }

    @Override
    public void apply(String[] words) {
      String field = field(Integer.parseInt(words[1]));
      long number = Long.parseLong(words[2]);
      byte[] bytes = bytes(field);
      long hashed = hash.hash(bytes, 0, bytes.length);
      int handle = hash.find(hashed, bytes, 0, bytes.length);
      Held known = model.get(field);
      assertThat(handle == 0).as("absent").isEqualTo(known == null);
      int after = handle;
      if (words[0].equals("put")) {
        String value = value(number);
        assertThat(put(hash, field, value)).isEqualTo(known == null);
        model.put(field, new Held(value, LargeHash.NO_EXPIRY));
        after = hash.find(bytes, 0, bytes.length);
      } else if (words[0].equals("release")) {
        release((int) number);
      } else if (words[0].equals("removeSample")) {
        removeSample(new Random(number));
      } else if (known == null) {
        assertThat(hash.remove(bytes, 0, bytes.length)).isFalse();
      } else {
        after = change(words[0], hashed, handle, number, field, known);
      }
      if (model.containsKey(field)) {
        assertThat(hash.find(bytes, 0, bytes.length)).isEqualTo(after);
        assertThat(held(hash, after)).isEqualTo(model.get(field));
      }
      assertThat(hash.size()).isEqualTo(model.size());
      if (step++ % checkEvery == 0) {
        check();
      }
    }

    private int change(
        String operation, long hashed, int handle, long number, String field, Held known) {
      switch (operation) {
        case "setValue" -> {
          byte[] value = bytes(value(number));
          model.put(field, new Held(value(number), known.expireAtMs));
          return hash.setValue(hashed, handle, value, 0, value.length);
        }
        case "expireAt" -> {
          model.put(field, new Held(known.value, number));
          return hash.expireAt(hashed, handle, number);
        }
        case "persist" -> {
          model.put(field, new Held(known.value, LargeHash.NO_EXPIRY));
          return hash.persist(hashed, handle);
        }
        case "remove" -> {
          byte[] bytes = bytes(field);
          assertThat(hash.remove(bytes, 0, bytes.length)).isTrue();
          model.remove(field);
          return 0;
        }
        default -> throw new IllegalArgumentException(operation);
      }
    }

    private void removeSample(Random random) {
      int handle = hash.sample(random::nextLong);
      assertThat(handle == 0).isEqualTo(model.isEmpty());
      if (handle != 0) {
        model.remove(fieldOf(hash, handle));
        hash.remove(handle);
      }
    }

    private void release(int budget) {
      for (int slice = 0; hash.size() > 0; slice++) {
        long left = hash.size();
        int released = hash.release(budget);
        assertThat(released).isBetween(1, budget + 48);
        assertThat(hash.size()).isEqualTo(left - released);
        if (slice % 16 == 0) {
          checkArena();
        }
      }
      model.clear();
      assertThat(hash.release(budget)).isZero();
      assertThat(hash.expiringSize()).isZero();
      assertThat(hash.bytes()).isZero();
      assertThat(arena.allocatedBytes()).isZero();
    }

    private void check() {
      hash.checkInvariants();
      checkArena();
      Map<String, Held> visited = new HashMap<>();
      hash.forEach(handle -> visited.put(fieldOf(hash, handle), held(hash, handle)));
      assertThat(visited).isEqualTo(model);
      Set<String> expiring = new HashSet<>();
      hash.forEachExpiring(handle -> expiring.add(fieldOf(hash, handle)));
      assertThat(expiring).hasSize((int) hash.expiringSize());
      checkDeadlines();
      model.forEach(
          (field, held) ->
              assertThat(expiring.contains(field))
                  .isEqualTo(held.expireAtMs != LargeHash.NO_EXPIRY));
    }

    /** The earliest deadline, whose it is, and how many are due by some time. */
    private void checkDeadlines() {
      long[] deadlines =
          model.values().stream()
              .mapToLong(Held::expireAtMs)
              .filter(atMs -> atMs != LargeHash.NO_EXPIRY)
              .sorted()
              .toArray();
      if (deadlines.length == 0) {
        assertThat(hash.firstDeadlineMs()).isEqualTo(DeadlineHeap.NEVER);
        assertThat(hash.countDue(Long.MAX_VALUE)).isZero();
        return;
      }
      assertThat(hash.firstDeadlineMs()).isEqualTo(deadlines[0]);
      assertThat(hash.expireAtMs(hash.firstExpiring())).isEqualTo(deadlines[0]);
      int half = deadlines.length / 2;
      assertThat(hash.countDue(deadlines[half])).isEqualTo(half + 1);
      assertThat(hash.countDue(deadlines[0] - 1)).isZero();
    }

    private void checkArena() {
      arena.checkInvariants();
      ArenaAudit audit = arena.audit();
      hash.forEachBlock(audit::reached);
      audit.finish();
    }
  }

  /** Lengths around every change of the layout, with a deadline and without. */
  @Test
  void fieldsAndValues_ofEveryLength_areKept() {
    int[] fieldLengths = {0, 1, 5, 6, 62, 63, 64, 65, 300, 70_000};
    int[] valueLengths = {0, 1, 8, 254, 255, 256, 257, 65_536, 100_000};
    for (int fieldLength : fieldLengths) {
      String field = "f".repeat(fieldLength);
      byte[] bytes = field.getBytes(ISO_8859_1);
      long hashed = hash.hash(bytes, 0, bytes.length);
      for (int round = 0; round < 2; round++) {
        for (int valueLength : valueLengths) {
          String value = "v".repeat(valueLength);
          put(hash, field, value);
          int handle = hash.find(bytes, 0, bytes.length);
          assertThat(held(hash, handle)).isEqualTo(new Held(value, LargeHash.NO_EXPIRY));
          handle = hash.expireAt(hashed, handle, 1L << 50);
          assertThat(held(hash, handle)).isEqualTo(new Held(value, 1L << 50));
          hash.checkInvariants();
          if (round == 0) {
            handle = hash.persist(hashed, handle);
            assertThat(held(hash, handle)).isEqualTo(new Held(value, LargeHash.NO_EXPIRY));
          }
        }
      }
    }
    assertThat(hash.size()).isEqualTo(fieldLengths.length);
    ArenaAudit audit = arena.audit();
    hash.forEachBlock(audit::reached);
    audit.finish();
  }

  @Test
  void value_thatFitsItsBlock_isOverwrittenInPlace() {
    put(hash, "field", "12345678");
    byte[] field = bytes("field");
    int handle = hash.find(field, 0, field.length);
    for (String value : List.of("", "123456789", "x")) {
      boolean fits = Arena.capacityFor(2 + 5 + value.length()) == 16;
      put(hash, "field", value);
      int now = hash.find(field, 0, field.length);
      assertThat(now == handle).as(value).isEqualTo(fits);
      put(hash, "field", "12345678");
      handle = hash.find(field, 0, field.length);
    }
    assertThat(arena.allocatedBytes()).isEqualTo(16);
  }

  @Test
  void value_mayComeFromTheHashItself() {
    put(hash, "a", "the value of a field that is copied");
    int a = hash.find(bytes("a"), 0, 1);
    long hashed = hash.hash(bytes("b"), 0, 1);
    byte[] page = hash.page(a);
    hash.insert(hashed, bytes("b"), 0, 1, page, hash.valueOffset(a), hash.valueLength(a));
    int b = hash.find(bytes("b"), 0, 1);
    assertThat(held(hash, b)).isEqualTo(held(hash, a));
    hash.setValue(hashed, b, hash.page(b), hash.valueOffset(b) + 4, 5);
    b = hash.find(bytes("b"), 0, 1);
    assertThat(held(hash, b).value).isEqualTo("value");
  }

  @Test
  void fieldAndValue_thatTogetherAreTooLong_areRefused_andNothingChanges() {
    byte[] field = bytes("field");
    long hashed = hash.hash(field, 0, field.length);
    assertThatThrownBy(
            () -> hash.insert(hashed, field, 0, field.length, field, 0, Arena.MAX_BLOCK_BYTES))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bytes=");
    hash.checkInvariants();
    assertThat(arena.allocatedBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  void scan_returnsEveryFieldThatStays_whileTheHashGrowsAndShrinks(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 12; round++) {
      LargeHash scanned = new LargeHash(new Arena(), new SipHash(seed, round));
      Set<String> stay = new HashSet<>();
      for (int i = random.nextInt(2_000); i > 0; i--) {
        stay.add("stay" + i);
        put(scanned, "stay" + i, "value");
      }
      int others = random.nextInt(2) * 8_000;
      for (int i = 0; i < others; i++) {
        put(scanned, "other" + i, "value");
      }
      Set<String> seen = new HashSet<>();
      long cursor = 0;
      do {
        cursor = scanned.scan(cursor, handle -> seen.add(fieldOf(scanned, handle)));
        for (int i = random.nextInt(200); i > 0; i--) {
          byte[] other = bytes("other" + random.nextInt(8_000));
          if (others == 0) {
            scanned.put(other, 0, other.length, other, 0, other.length);
          } else {
            scanned.remove(other, 0, other.length);
          }
        }
        // A value that outgrows its block moves it.
        put(scanned, "stay1", "v".repeat(random.nextInt(100)));
        stay.add("stay1");
      } while (cursor != 0);
      seen.add("stay1");
      assertThat(seen).as("seed=%s round=%s", seed, round).containsAll(stay);
    }
  }

  @Test
  void changeListener_isToldOfTheHash_whileTheOldValueIsStillThere() {
    put(hash, "f", "old");
    List<String> told = new ArrayList<>();
    hash.setChangeListener(
        (structure, chunk) -> {
          assertThat(structure).isSameAs(hash);
          hash.forEachIn(chunk, handle -> told.add(held(hash, handle).toString()));
        });
    String[] values = {"new", "a value that moves the block", "a value that stays, or not"};
    long hashed = hash.hash(bytes("f"), 0, 1);
    List<String> expected = new ArrayList<>();
    for (String value : values) {
      expected.add(held(hash, hash.find(bytes("f"), 0, 1)).toString());
      put(hash, "f", value);
    }
    for (long atMs : new long[] {5, 6}) {
      int handle = hash.find(bytes("f"), 0, 1);
      expected.add(held(hash, handle).toString());
      hash.expireAt(hashed, handle, atMs);
    }
    int handle = hash.find(bytes("f"), 0, 1);
    expected.add(held(hash, handle).toString());
    handle = hash.persist(hashed, handle);
    hash.persist(hashed, handle);
    expected.add(held(hash, handle).toString());
    hash.remove(handle);
    assertThat(told).isEqualTo(expected);
  }

  @Test
  void operations_allocateNothing_whileTheHashKeepsItsSize() {
    byte[][] fields = new byte[2_000][];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = bytes("field:" + i);
      hash.put(fields[i], 0, fields[i].length, fields[i], 0, fields[i].length);
    }
    long[] sum = {0};
    IntConsumer visitor = handle -> sum[0] += hash.valueLength(handle) + hash.expireAtMs(handle);
    Random random = new Random(41);
    byte[] value = bytes("0123456789abcdef0123456789abcdef");
    long least =
        AllocatedBytes.leastOf(
            60,
            () -> {
              for (byte[] field : fields) {
                sum[0] += hash.find(field, 0, field.length);
              }
              hash.forEach(visitor);
              for (int i = 0; i < 500; i++) {
                byte[] field = fields[random.nextInt(fields.length)];
                hash.put(field, 0, field.length, value, 0, random.nextInt(value.length));
                long hashed = hash.hash(field, 0, field.length);
                hash.expireAt(hashed, hash.find(hashed, field, 0, field.length), i);
              }
            });
    assertThat(least).isLessThan(AllocatedBytes.OF_COUNTING);
  }

  private static String field(int i) {
    return i % 7 == 0 ? "f".repeat(60 + i % 10) + i : "field:" + i;
  }

  private static String value(long number) {
    int draw = (int) number & 0x7FFFFFFF;
    int length = draw % 20 == 0 ? 240 + draw / 20 % 40 : draw / 20 % 40;
    return String.valueOf((char) (draw & 0xFF)).repeat(length);
  }

  private static boolean put(LargeHash hash, String field, String value) {
    byte[] fieldBytes = bytes("<" + field + ">");
    byte[] valueBytes = bytes("<" + value + ">");
    return hash.put(fieldBytes, 1, fieldBytes.length - 2, valueBytes, 1, valueBytes.length - 2);
  }

  private static String fieldOf(LargeHash hash, int handle) {
    return new String(
        hash.page(handle), hash.fieldOffset(handle), hash.fieldLength(handle), ISO_8859_1);
  }

  private static Held held(LargeHash hash, int handle) {
    String value =
        new String(
            hash.page(handle), hash.valueOffset(handle), hash.valueLength(handle), ISO_8859_1);
    return new Held(value, hash.expireAtMs(handle));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
