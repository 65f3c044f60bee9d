package io.holdfast.core.rdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.encodings.DamagedBytesException;
import io.holdfast.encodings.hashing.Crc64;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RdbInputTest {
  /** An array, slice by slice; those given back are scribbled over at once. */
  private static final class Slices implements RdbInput.Source {
    private final byte[] bytes;
    private final int length;
    private final @Nullable SplittableRandom random;
    private final ArrayDeque<Slice> empty = new ArrayDeque<>();
    private int at;
    private int made;

    /** Slices of random lengths, or if there is no chance, full ones. */
    Slices(byte[] bytes, int length, @Nullable SplittableRandom random) {
      this.bytes = bytes;
      this.length = length;
      this.random = random;
    }

    @Override
    public Slice next() {
      if (empty.isEmpty()) {
        made++;
        empty.add(new Slice());
      }
      Slice slice = empty.remove();
      int count = Math.min(random == null ? Slice.MAX_BYTES : length(random), length - at);
      System.arraycopy(bytes, at, slice.array(), Slice.ROOM_BYTES, count);
      slice.filled(count, Crc64.of(bytes, 0, at));
      at += count;
      return slice;
    }

    private static int length(SplittableRandom random) {
      return 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : Slice.MAX_BYTES);
    }

    @Override
    public void giveBack(Slice slice) {
      Arrays.fill(slice.array(), (byte) 0x5A);
      empty.add(slice);
    }
  }

  @Test
  void slices_readAsOneArray() {
    for (int seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = new byte[2_000_000];
      random.nextBytes(bytes);
      RdbInput in = new RdbInput(new Slices(bytes, bytes.length, random), bytes.length);
      List<ByteRange> strings = new ArrayList<>();
      List<byte[]> expected = new ArrayList<>();
      int at = 0;
      for (int step = 0; !in.isAtEnd(); step++) {
        String what = "seed " + seed + ", step " + step;
        int length = (int) Math.min(in.remaining(), random.nextInt(10) == 0 ? 150_000 : 300);
        if (length >= 4 && random.nextBoolean()) {
          assertThat(in.u8()).as(what).isEqualTo(bytes[at] & 0xFF);
          int three = in.u8() | in.u8() << 8 | in.u8() << 16;
          assertThat(three)
              .as(what)
              .isEqualTo(
                  bytes[at + 1] & 0xFF
                      | (bytes[at + 2] & 0xFF) << 8
                      | (bytes[at + 3] & 0xFF) << 16);
          at += 4;
        } else {
          length = random.nextInt(length + 1);
          strings.add(in.raw(length));
          expected.add(Arrays.copyOfRange(bytes, at, at + length));
          at += length;
        }
        assertThat(in.position()).as(what).isEqualTo(at);
        assertThat(in.remaining()).as(what).isEqualTo(bytes.length - at);
        if (random.nextInt(8) == 0) {
          assertThat(in.crc()).as(what).isEqualTo(Crc64.of(bytes, 0, at));
          for (int i = 0; i < strings.size(); i++) {
            assertThat(strings.get(i).copy()).as(what).isEqualTo(expected.get(i));
          }
          strings.clear();
          expected.clear();
          in.forget();
        }
      }
    }
  }

  @Test
  void forgottenSlices_areUsedAgain() {
    byte[] bytes = new byte[20 * Slice.MAX_BYTES];
    Slices slices = new Slices(bytes, bytes.length, null);
    RdbInput in = new RdbInput(slices, bytes.length);
    while (!in.isAtEnd()) {
      in.raw(Math.min(in.remaining(), 1000));
      in.forget();
    }
    assertThat(slices.made).isEqualTo(2);
  }

  @Test
  void sourceThatEndsBeforeItsLength_isDamage() {
    for (int missing : new int[] {1, 70_000, 300_000}) {
      byte[] bytes = new byte[400_000];
      int there = bytes.length - missing;
      RdbInput in = new RdbInput(new Slices(bytes, there, new SplittableRandom(2)), bytes.length);
      assertThatThrownBy(() -> in.raw(bytes.length))
          .isInstanceOf(DamagedBytesException.class)
          .hasMessageContaining("ends too early");
      RdbInput other =
          new RdbInput(new Slices(bytes, there, new SplittableRandom(3)), bytes.length);
      assertThatThrownBy(
              () -> {
                while (true) {
                  other.u8();
                }
              })
          .isInstanceOf(DamagedBytesException.class)
          .hasMessageContaining("ends too early");
      assertThat(other.position()).isEqualTo(there);
    }
  }
}
