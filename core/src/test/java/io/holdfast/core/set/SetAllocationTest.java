package io.holdfast.core.set;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Codec;
import io.holdfast.Holdfast;
import io.holdfast.Sets;
import io.holdfast.Store;
import io.holdfast.VirtualClock;
import io.holdfast.core.AllocatedBytes;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What one operation on a large set allocates, before anything is compiled: the few objects that
 * name key, members and set, which a compiler may leave out, and nothing that grows with the set or
 * the member.
 */
class SetAllocationTest {
  private static final int MEMBERS = 1_000;
  private static final int ROUNDS = 20;

  /** Key, members and set: a range each, and the view that knows the encoding. */
  private static final long VIEW_BYTES = 160;

  private final byte[] key = {'s'};
  private final byte[][] members = new byte[MEMBERS][];
  private final Store store =
      Holdfast.builder().clock(new VirtualClock(Instant.EPOCH)).seed(1).invoker().open();
  private final Sets<byte[], byte[]> sets = store.with(Codec.bytes(), Codec.bytes()).sets();

  @BeforeEach
  void fill() {
    Arrays.setAll(members, i -> ("member-" + i + "-" + "x".repeat(200)).getBytes(US_ASCII));
    sets.add(key, Arrays.asList(members));
    assertThat(store.with(Codec.bytes(), Codec.bytes()).keys().encoding(key))
        .isEqualTo("hashtable");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static void assertAllocates(long maxBytes, Operation operation) {
    long least =
        AllocatedBytes.leastOf(
            ROUNDS,
            () -> {
              for (int i = 0; i < MEMBERS; i++) {
                operation.run(i);
              }
            });
    assertThat(least / MEMBERS).as("bytes an operation").isLessThanOrEqualTo(maxBytes);
  }

  @FunctionalInterface
  private interface Operation {
    void run(int index);
  }

  @Test
  void addingAMemberThatIsThere() {
    assertAllocates(VIEW_BYTES, i -> sets.add(key, members[i]));
  }

  @Test
  void askingForAMember() {
    assertAllocates(VIEW_BYTES, i -> sets.contains(key, members[i]));
  }

  @Test
  void removingAndAdding() {
    assertAllocates(
        2 * VIEW_BYTES,
        i -> {
          sets.remove(key, members[i]);
          sets.add(key, members[i]);
        });
  }

  /** The member popped is the caller's: an array of its length. */
  @Test
  void poppingAndAdding() {
    assertAllocates(
        2 * VIEW_BYTES + 232, i -> sets.add(key, Objects.requireNonNull(sets.pop(key))));
  }
}
