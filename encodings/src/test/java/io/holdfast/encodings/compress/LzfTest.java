package io.holdfast.encodings.compress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ning.compress.lzf.ChunkDecoder;
import com.ning.compress.lzf.ChunkEncoder;
import com.ning.compress.lzf.impl.VanillaChunkDecoder;
import com.ning.compress.lzf.util.ChunkEncoderFactory;
import io.holdfast.encodings.RedisOracle;
import io.holdfast.encodings.hashing.Crc64;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LzfTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final long SEED = Long.getLong("holdfast.seed", 20_260_103L);

  private final Lzf lzf = new Lzf();

  @Test
  void compress_knownBlocks() {
    // A literal, then 264 and 264 and 71 bytes from one back.
    assertThat(compressed("a".repeat(600).getBytes(US_ASCII)))
        .containsExactly(0, 'a', 0xe0, 0xff, 0x00, 0xe0, 0xff, 0x00, 0xe0, 71 - 9, 0x00);
    assertThat(compressed("abcdabcd".getBytes(US_ASCII)))
        .containsExactly(3, 'a', 'b', 'c', 'd', 0x40, 0x03);
  }

  @Test
  void decompress_everyKindOfRun() {
    assertThat(decompressed(bytes(2, 'a', 'b', 'c', 0x20, 2), 6)).isEqualTo("abcabc");
    assertThat(decompressed(bytes(2, 'a', 'b', 'c', 0x40, 1), 7)).isEqualTo("abcbcbc");
    assertThat(decompressed(bytes(1, 'a', 'b', 0xe0, 1, 1), 12)).isEqualTo("ab" + "ab".repeat(5));
    assertThat(decompressed(bytes(0, 'a', 0xe0, 0, 0), 10)).isEqualTo("a".repeat(10));
    assertThat(decompressed(bytes(), 0)).isEmpty();
  }

  @Test
  void decompress_brokenBlock_isRefused() {
    assertRefused(bytes(2, 'a', 'b'), 3);
    assertRefused(bytes(31), 32);
    assertRefused(bytes(0, 'a', 0x20), 4);
    assertRefused(bytes(0, 'a', 0xe0), 10);
    assertRefused(bytes(0, 'a', 0xe0, 0), 10);
    assertRefused(bytes(0, 'a', 0x20, 1), 4);
    assertRefused(bytes(0x20, 0), 3);
    assertRefused(bytes(0, 'a', 0x3f, 0xff), 4);
  }

  @Test
  void decompress_otherLength_isRefused() {
    byte[] block = bytes(2, 'a', 'b', 'c', 0x20, 2);
    for (int length : new int[] {0, 1, 2, 3, 4, 5, 7, 100}) {
      assertRefused(block, length);
    }
    assertRefused(bytes(), 1);
  }

  @Test
  void outsideArray_isRefused() {
    byte[] ten = new byte[10];
    assertThatThrownBy(() -> lzf.compress(ten, 5, 6, ten, 0, 10))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> lzf.compress(ten, 0, 10, ten, 5, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Lzf.decompress(ten, 5, 6, ten, 0, 10))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Lzf.decompress(ten, 0, 10, ten, 5, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void compress_withoutRoom_givesUp() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 200; i++) {
      byte[] data = data(random, 1 + random.nextInt(300));
      int size = compressed(data).length;
      for (int capacity = 0; capacity <= size; capacity++) {
        byte[] dst = new byte[capacity + 20];
        Arrays.fill(dst, (byte) '#');
        int written = lzf.compress(data, 0, data.length, dst, 10, capacity);
        assertThat(written).isEqualTo(capacity < size ? 0 : size);
        assertThat(Arrays.copyOf(dst, 10)).containsOnly('#');
        assertThat(Arrays.copyOfRange(dst, 10 + capacity, dst.length)).containsOnly('#');
      }
    }
  }

  @Test
  void random_roundTrips_andNeverGrowsByMoreThanOneIn32() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < (LONG ? 200_000 : 2_000); i++) {
      byte[] data = data(random, random.nextInt(i % 50 == 0 ? 40_000 : 600));
      byte[] among = new byte[data.length + 20];
      random.nextBytes(among);
      System.arraycopy(data, 0, among, 10, data.length);
      byte[] block = new byte[data.length + data.length / 32 + 1];
      int size = lzf.compress(among, 10, data.length, block, 0, block.length);
      byte[] out = new byte[data.length + 20];
      assertThat(Lzf.decompress(block, 0, size, out, 10, data.length)).isTrue();
      assertThat(Arrays.copyOfRange(out, 10, 10 + data.length)).as("seed %d", SEED).isEqualTo(data);
      assertThat(Arrays.copyOf(out, 10)).containsOnly(0);
      assertThat(Arrays.copyOfRange(out, 10 + data.length, out.length)).containsOnly(0);
    }
  }

  @Test
  void compress_repetitionAtTheFarEnd_isTakenUpTo8192BytesBack() {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] data = new byte[9_000];
    for (int distance = 8_185; distance <= 8_200; distance++) {
      random.nextBytes(data);
      System.arraycopy(data, 100, data, 100 + distance, 200);
      byte[] block = compressed(data);
      int ofNoise = data.length + data.length / 32;
      assertThat(block.length < ofNoise - 150).as("at %d", distance).isEqualTo(distance <= 8_192);
      byte[] out = new byte[data.length];
      assertThat(Lzf.decompress(block, 0, block.length, out, 0, out.length)).isTrue();
      assertThat(out).isEqualTo(data);
    }
  }

  @Test
  void compress_afterTheBaseRunsOut_stillRoundTrips() {
    Lzf old = new Lzf(Integer.MAX_VALUE - 10_000);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 100; i++) {
      byte[] data = data(random, random.nextInt(500));
      byte[] block = new byte[data.length + data.length / 32 + 1];
      int size = old.compress(data, 0, data.length, block, 0, block.length);
      byte[] out = new byte[data.length];
      assertThat(Lzf.decompress(block, 0, size, out, 0, out.length)).isTrue();
      assertThat(out).isEqualTo(data);
    }
  }

  @Test
  void compressLzf_readsOurBlocksAndWeItsOnes() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    ChunkDecoder decoder = new VanillaChunkDecoder();
    for (int i = 0; i < 500; i++) {
      byte[] data = data(random, 20 + random.nextInt(5_000));
      byte[] block = compressed(data);
      byte[] out = new byte[data.length];
      decoder.decodeChunk(block, 0, block.length, out, 0, out.length);
      assertThat(out).isEqualTo(data);

      byte[] theirs = new byte[data.length * 2 + 100];
      ChunkEncoder encoder = ChunkEncoderFactory.safeNonAllocatingInstance(data.length);
      int size = encoder.appendEncodedChunk(data, 0, data.length, theirs, 0);
      boolean isCompressed = theirs[2] == 1;
      encoder.close();
      if (isCompressed) {
        byte[] read = new byte[data.length];
        assertThat(Lzf.decompress(theirs, 7, size - 7, read, 0, read.length)).isTrue();
        assertThat(read).isEqualTo(data);
      }
    }
  }

  @Test
  void decompress_damagedBlock_neverTouchesAnythingElse() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < (LONG ? 2_000_000 : 20_000); i++) {
      byte[] data = data(random, 1 + random.nextInt(200));
      byte[] block = compressed(data);
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        block[random.nextInt(block.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(block.length + 1);
      byte[] out = new byte[data.length + 20];
      Lzf.decompress(block, 0, length, out, 10, data.length);
      for (int at = 0; at < 10; at++) {
        if (out[at] != 0 || out[out.length - 1 - at] != 0) {
          assertThat(out).as("block %s, seed %d", Arrays.toString(block), SEED).isEmpty();
        }
      }
    }
  }

  @Test
  void oracle_readsOurBlocksAndWeItsOnes(@TempDir Path directory) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] key = {'k'};
    int seen = 0;
    try (RedisOracle redis = RedisOracle.start(directory)) {
      for (int i = 0; i < 200; i++) {
        byte[] data = data(random, 100 + random.nextInt(i % 20 == 0 ? 200_000 : 2_000));
        redis.run(ascii("SET"), key, data);
        byte[] dump = Objects.requireNonNull(redis.run(ascii("DUMP"), key));
        if (dump[1] == (byte) 0xc3) {
          seen++;
          ByteBuffer in = ByteBuffer.wrap(dump, 2, dump.length - 2);
          int size = readLength(in);
          assertThat(readLength(in)).isEqualTo(data.length);
          byte[] out = new byte[data.length];
          assertThat(Lzf.decompress(dump, in.position(), size, out, 0, out.length)).isTrue();
          assertThat(out).isEqualTo(data);
        }
        byte[] payload = payload(data, compressed(data), dump[dump.length - 10]);
        byte[] reply = redis.run(ascii("RESTORE"), key, ascii("0"), payload, ascii("REPLACE"));
        assertThat(reply).as("RESTORE, seed %d", SEED).isEqualTo(ascii("OK"));
        assertThat(redis.run(ascii("GET"), key)).isEqualTo(data);
      }
    }
    assertThat(seen).isGreaterThan(100);
  }

  /** A DUMP payload of a string: type, mark, both lengths, block, version, checksum. */
  private static byte[] payload(byte[] data, byte[] block, byte version) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, (byte) 0xc3});
    for (int length : new int[] {block.length, data.length}) {
      out.write(0x80);
      out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
    }
    out.writeBytes(block);
    out.writeBytes(new byte[] {version, 0});
    long crc = Crc64.of(out.toByteArray(), 0, out.size());
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(crc).array());
    return out.toByteArray();
  }

  private static int readLength(ByteBuffer in) {
    int first = in.get() & 0xff;
    return switch (first >> 6) {
      case 0 -> first;
      case 1 -> ((first & 0x3f) << 8) | (in.get() & 0xff);
      default -> in.getInt();
    };
  }

  /** Noise, words from a small vocabulary, runs of one byte, and repetitions from far back. */
  private static byte[] data(SplittableRandom random, int length) {
    byte[] data = new byte[length];
    int at = 0;
    while (at < length) {
      int count = Math.min(length - at, 1 + random.nextInt(random.nextInt(10) == 0 ? 700 : 30));
      switch (random.nextInt(4)) {
        case 0 -> {
          byte[] noise = new byte[count];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, data, at, count);
        }
        case 1 -> Arrays.fill(data, at, at + count, (byte) random.nextInt(256));
        case 2 -> {
          for (int i = 0; i < count; i++) {
            data[at + i] = (byte) ('a' + random.nextInt(3));
          }
        }
        default -> {
          if (at > 0) {
            int from = random.nextInt(at);
            count = Math.min(count, at - from);
            System.arraycopy(data, from, data, at, count);
          } else {
            count = 0;
          }
        }
      }
      at += count;
    }
    return data;
  }

  private byte[] compressed(byte[] data) {
    byte[] block = new byte[data.length + data.length / 32 + 1];
    return Arrays.copyOf(block, lzf.compress(data, 0, data.length, block, 0, block.length));
  }

  private static String decompressed(byte[] block, int length) {
    byte[] out = new byte[length];
    assertThat(Lzf.decompress(block, 0, block.length, out, 0, length)).isTrue();
    return new String(out, US_ASCII);
  }

  private static void assertRefused(byte[] block, int length) {
    assertThat(Lzf.decompress(block, 0, block.length, new byte[length], 0, length)).isFalse();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
