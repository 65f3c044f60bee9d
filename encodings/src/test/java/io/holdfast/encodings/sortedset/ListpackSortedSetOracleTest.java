package io.holdfast.encodings.sortedset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.RedisOracle;
import io.holdfast.encodings.arena.LittleEndian;
import io.holdfast.encodings.hashing.Crc64;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.listpack.Listpack;
import io.holdfast.encodings.number.DoubleText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our bytes and those of a redis-server, in both directions. */
class ListpackSortedSetOracleTest {
  private static final int TYPE = 17;
  private static final int VERSION = 10;
  private static final int TAIL_BYTES = 10;

  private final ScoreText text = new ScoreText();
  private byte[] bytes = new byte[1 << 16];

  @Test
  void bytes_areThoseOfRedis(@TempDir Path directory) throws IOException {
    try (RedisOracle redis = RedisOracle.start(directory, "--rdbcompression", "no")) {
      Random random = new Random(61);
      for (int size : new int[] {1, 2, 3, 20, 127, 128}) {
        for (int scores : new int[] {1, 3, 1000}) {
          redis.run("DEL", "z");
          Listpack.create(bytes, 0);
          for (int i = 0; i < 3 * size; i++) {
            step(redis, random, member(random, size), score(random, scores));
          }
          assertThat(redis.run("OBJECT", "ENCODING", "z")).isEqualTo("listpack");
          byte[] dump = redis.run("DUMP".getBytes(ISO_8859_1), "z".getBytes(ISO_8859_1));
          assertThat(content(dump)).as("size=%s scores=%s", size, scores).isEqualTo(ours());
          restore(redis);
        }
      }
    }
  }

  /** Numbers with fractions are written shorter than 7.0 does, and read as the same numbers. */
  @Test
  void scores_areReadByRedis_andThoseOfRedisByUs(@TempDir Path directory) throws IOException {
    try (RedisOracle redis = RedisOracle.start(directory, "--rdbcompression", "no")) {
      Random random = new Random(62);
      Listpack.create(bytes, 0);
      for (int i = 0; i < 100; i++) {
        double score = Double.longBitsToDouble(random.nextLong());
        if (!Double.isNaN(score)) {
          step(redis, random, "m" + i, score);
        }
      }
      restore(redis);
      redis.run("DEL", "a");
      assertThat(redis.run("ZUNIONSTORE", "a", "1", "z")).isEqualTo(redis.run("ZCARD", "z"));
      byte[] theirs = content(redis.run("DUMP".getBytes(ISO_8859_1), "a".getBytes(ISO_8859_1)));
      int pairs = ListpackSortedSetCheck.pairs(theirs, 0, theirs.length, new SipHash(1, 2));
      assertThat(pairs).isEqualTo(ListpackSortedSet.size(bytes, 0));
      int p = ListpackSortedSet.first(bytes, 0);
      for (int q = ListpackSortedSet.first(theirs, 0);
          q != Listpack.NONE;
          q = ListpackSortedSet.next(theirs, 0, q)) {
        assertThat(ListpackSortedSet.score(theirs, 0, q))
            .isEqualTo(ListpackSortedSet.score(bytes, 0, p));
        p = ListpackSortedSet.next(bytes, 0, p);
      }
    }
  }

  /** Adds, moves or removes a member in both. */
  private void step(RedisOracle redis, Random random, String name, double score)
      throws IOException {
    byte[] member = name.getBytes(ISO_8859_1);
    int position = ListpackSortedSet.find(bytes, 0, member, 0, member.length);
    if (position != Listpack.NONE && random.nextInt(4) == 0) {
      ListpackSortedSet.remove(bytes, 0, position);
      assertThat(redis.run("ZREM", "z", name)).isEqualTo("1");
      return;
    }
    text.set(score);
    String added = redis.run("ZADD", "z", scoreText(score), name);
    if (position == Listpack.NONE) {
      ListpackSortedSet.insert(bytes, 0, member, 0, member.length, text);
      assertThat(added).isEqualTo("1");
    } else {
      ListpackSortedSet.setScore(bytes, 0, position, text);
      assertThat(added).isEqualTo("0");
    }
  }

  /** Lets the server read our bytes, and compares all it says. */
  private void restore(RedisOracle redis) throws IOException {
    byte[] ours = ours();
    byte[] dump = new byte[6 + ours.length + TAIL_BYTES];
    dump[0] = TYPE;
    dump[1] = (byte) 0x80;
    for (int i = 0; i < 4; i++) {
      dump[2 + i] = (byte) (ours.length >>> 8 * (3 - i));
    }
    System.arraycopy(ours, 0, dump, 6, ours.length);
    int tail = 6 + ours.length;
    LittleEndian.put16(dump, tail, VERSION);
    LittleEndian.put64(dump, tail + 2, Crc64.of(dump, 0, tail + 2));
    byte[] key = "restored".getBytes(ISO_8859_1);
    redis.run("DEL", "restored");
    redis.run("CONFIG", "SET", "sanitize-dump-payload", "yes");
    byte @Nullable [] reply =
        redis.run("RESTORE".getBytes(ISO_8859_1), key, "0".getBytes(ISO_8859_1), dump);
    assertThat(reply).asString(ISO_8859_1).isEqualTo("OK");
    List<@Nullable String> range = redis.runFlat("ZRANGE", "restored", "0", "-1", "WITHSCORES");
    assertThat(range).isEqualTo(redis.runFlat("ZRANGE", "z", "0", "-1", "WITHSCORES"));
  }

  private byte[] ours() {
    return Arrays.copyOf(bytes, Listpack.bytes(bytes, 0));
  }

  /** The listpack in a DUMP payload. */
  private static byte[] content(byte @Nullable [] dump) {
    assertThat(dump).isNotNull();
    assertThat(dump[0]).isEqualTo((byte) TYPE);
    int header = (dump[1] & 0xC0) == 0 ? 2 : (dump[1] & 0xC0) == 0x40 ? 3 : 6;
    return Arrays.copyOfRange(dump, header, dump.length - TAIL_BYTES);
  }

  private static String member(Random random, int size) {
    int i = random.nextInt(size);
    return switch (i % 4) {
      case 0 -> Integer.toString(i * 1001 - 9000);
      case 1 -> "m" + "x".repeat(i % 60) + i;
      case 2 -> "\u00FF\u0000" + i;
      default -> "0" + i;
    };
  }

  /** Scores whose shortest text has no more digits than 7.0 writes. */
  private static double score(Random random, int scores) {
    int i = random.nextInt(scores);
    return i < SortedSetModelTest.NOTABLE.length
        ? exact(SortedSetModelTest.NOTABLE[i])
        : i % 2 == 0 ? i * 1e9 : i / 64.0;
  }

  private static double exact(double score) {
    return Double.isInfinite(score) || Math.abs(score) == 1e16 ? score : Math.rint(score) % 1e15;
  }

  private static String scoreText(double score) {
    byte[] text = new byte[DoubleText.MAX_LENGTH];
    return new String(text, 0, DoubleText.write17g(score, text, 0), ISO_8859_1);
  }
}
