package io.holdfast.encodings.members;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.deadline.DeadlineHeap;
import io.holdfast.encodings.hashing.SipHash;
import io.holdfast.encodings.sortedset.LargeSortedSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The deadlines of members, in sets and in sorted sets. */
class MemberDeadlinesTest {
  private static final SipHash SIP_HASH = new SipHash(5, 6);

  private static ExpiringMembers create(String type, Arena arena) {
    return type.equals("set") ? new LargeSet(arena, SIP_HASH) : new LargeSortedSet(arena, SIP_HASH);
  }

  @ParameterizedTest
  @CsvSource({
    "set, 31, 6, 2500, 1",
    "set, 32, 400, 4000, 7",
    "set, 33, 8000, 40000, 4999",
    "sorted set, 34, 6, 2500, 1",
    "sorted set, 35, 400, 4000, 7",
    "sorted set, 36, 8000, 40000, 4999",
  })
  void model_agreesWithAMap(String type, long seed, int members, int steps, int checkEvery) {
    ModelRun.run(ModelRun.seed(seed), steps, () -> new MembersPair(type, members, checkEvery));
  }

  /** Members with deadlines beside a map; they grow and shrink in number in turns. */
  private static final class MembersPair implements ModelRun.Pair {
    private final String type;
    private final int members;
    private final int checkEvery;
    private final Arena arena = new Arena();
    private final Map<String, Long> model = new HashMap<>();
    private ExpiringMembers set;
    private int drawn;
    private int step;

    MembersPair(String type, int members, int checkEvery) {
      this.type = type;
      this.members = members;
      this.checkEvery = checkEvery;
      this.set = create(type, arena);
    }

    @Override
    public String draw(Random random) {
      boolean growing = drawn++ / (members + 300) % 2 == 0;
      int draw = random.nextInt(1000);
      String member = " " + random.nextInt(members) + " ";
      if (draw < (growing ? 450 : 150)) {
        return "add" + member + random.nextInt(20);
      } else if (draw < 700) {
        return "expireAt" + member + random.nextInt(1000);
      } else if (draw < 780) {
        return "persist" + member + 0;
      } else if (draw < 860) {
        return "removeFirst 0 0";
      } else if (draw < 865) {
        return "copy 0 0";
      } else if (draw == 999 && random.nextInt(members) < 10) {
        return "release 0 " + (1 + random.nextInt(1000));
      }
      return "remove" + member + 0;
    }

    @Override
    public void apply(String[] words) {
      String member = member(Integer.parseInt(words[1]));
      int number = Integer.parseInt(words[2]);
      byte[] bytes = bytes(member);
      long hash = set.hash(bytes, 0, bytes.length);
      int handle = set.find(hash, bytes, 0, bytes.length);
      assertThat(handle != 0).isEqualTo(model.containsKey(member));
      switch (words[0]) {
        case "add" -> {
          add(set, bytes, number);
          model.putIfAbsent(member, ExpiringElements.NO_EXPIRY);
        }
        case "expireAt" -> {
          if (handle != 0) {
            handle = set.expireAt(hash, handle, number);
            assertThat(set.find(bytes, 0, bytes.length)).isEqualTo(handle);
            model.put(member, (long) number);
          }
        }
        case "persist" -> {
          if (handle != 0) {
            handle = set.persist(hash, handle);
            assertThat(set.find(bytes, 0, bytes.length)).isEqualTo(handle);
            model.put(member, ExpiringElements.NO_EXPIRY);
          }
        }
        case "removeFirst" -> removeFirst();
        case "copy" -> copy();
        case "release" -> release(number);
        default -> {
          assertThat(set.remove(bytes, 0, bytes.length)).isEqualTo(handle != 0);
          model.remove(member);
        }
      }
      assertThat(set.size()).isEqualTo(model.size());
      if (step++ % checkEvery == 0) {
        check();
      }
    }

    private void removeFirst() {
      if (set.expiringSize() > 0) {
        int first = set.firstExpiring();
        assertThat(model.remove(text(set, first))).isEqualTo(set.firstDeadlineMs());
        set.remove(first);
      }
    }

    private void copy() {
      ExpiringMembers old = set;
      set = (ExpiringMembers) set.copyTo(arena);
      while (old.release(100) > 0) {}
    }

    private void release(int budget) {
      while (set.release(budget) > 0) {}
      assertThat(arena.allocatedBytes()).isZero();
      set = create(type, arena);
      model.clear();
    }

    private void check() {
      set.checkInvariants();
      ArenaAudit audit = arena.audit();
      set.forEachBlock(audit::reached);
      audit.finish();
      model.forEach(
          (member, atMs) -> {
            byte[] bytes = bytes(member);
            int handle = set.find(bytes, 0, bytes.length);
            assertThat(text(set, handle)).isEqualTo(member);
            assertThat(set.expireAtMs(handle)).isEqualTo(atMs);
          });
      long[] sorted =
          model.values().stream().mapToLong(ms -> ms).filter(ms -> ms >= 0).sorted().toArray();
      assertThat(set.expiringSize()).isEqualTo(sorted.length);
      assertThat(set.firstDeadlineMs())
          .isEqualTo(sorted.length == 0 ? DeadlineHeap.NEVER : sorted[0]);
      if (sorted.length > 0) {
        int half = sorted.length / 2;
        long due = model.values().stream().filter(ms -> ms >= 0 && ms <= sorted[half]).count();
        assertThat(set.countDue(sorted[half])).isEqualTo((int) due);
        boolean areAllDue = sorted.length == model.size();
        assertThat(set.areAllDue(sorted[sorted.length - 1])).isEqualTo(areAllDue);
        assertThat(set.areAllDue(sorted[sorted.length - 1] - 1)).isFalse();
      }
    }
  }

  /** The heap, and 16 bytes a member, or 12 where its length takes four bytes anyway. */
  @ParameterizedTest
  @ValueSource(strings = {"set", "sorted set"})
  void memory_isAsBefore_whenDeadlinesHaveGone(String type) {
    Arena arena = new Arena();
    ExpiringMembers set = create(type, arena);
    List<byte[]> members = new ArrayList<>();
    for (int length : new int[] {0, 1, 7, 8, 253, 254, 255, 256, 70_000}) {
      byte[] member = bytes("m".repeat(length));
      members.add(member);
      add(set, member, length);
    }
    long before = arena.allocatedBytes();
    for (byte[] member : members) {
      long hash = set.hash(member, 0, member.length);
      set.expireAt(hash, set.find(member, 0, member.length), member.length);
      set.checkInvariants();
    }
    assertThat(arena.allocatedBytes() - before).isBetween(9L * 8, 9L * 24 + 16_384);
    for (byte[] member : members) {
      int handle = set.find(member, 0, member.length);
      assertThat(text(set, handle)).isEqualTo(new String(member, ISO_8859_1));
      assertThat(set.expireAtMs(handle)).isEqualTo(member.length);
      set.persist(set.hash(member, 0, member.length), handle);
      set.checkInvariants();
    }
    assertThat(arena.allocatedBytes()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"set", "sorted set"})
  void changeListener_isToldWhileTheOldDeadlineIsStillThere(String type) {
    ExpiringMembers set = create(type, new Arena());
    byte[] member = bytes("m");
    add(set, member, 1);
    long hash = set.hash(member, 0, 1);
    List<Long> told = new ArrayList<>();
    set.setChangeListener((structure, chunk) -> told.add(set.expireAtMs(set.find(member, 0, 1))));
    set.expireAt(hash, set.find(member, 0, 1), 5);
    set.expireAt(hash, set.find(member, 0, 1), 6);
    set.persist(hash, set.find(member, 0, 1));
    set.persist(hash, set.find(member, 0, 1));
    assertThat(told).containsExactly(-1L, 5L, 6L);
  }

  /** The order refers to blocks, also where they are the first of leaves and branches. */
  @Test
  void aSortedSet_keepsItsOrder_whileBlocksMove() {
    LargeSortedSet set = new LargeSortedSet(new Arena(), SIP_HASH);
    for (int i = 0; i < 10_000; i++) {
      add(set, bytes("member:" + i), i % 100);
    }
    for (int rank = 0; rank < 10_000; rank++) {
      int handle = set.handleAt(set.atRank(rank));
      long hash = set.hash(set.page(handle), set.offset(handle), set.length(handle));
      double score = set.score(handle);
      int moved = set.expireAt(hash, handle, rank);
      assertThat(set.rank(moved)).isEqualTo(rank);
      assertThat(set.score(moved)).isEqualTo(score);
    }
    set.checkInvariants();
    assertThat(set.removeRanks(100, 9_900)).isEqualTo(9_800);
    assertThat(set.expiringSize()).isEqualTo(200);
    set.checkInvariants();
  }

  private static void add(ExpiringMembers set, byte[] member, double score) {
    if (set instanceof LargeSortedSet sorted) {
      sorted.put(member, 0, member.length, score);
    } else {
      ((LargeSet) set).add(member, 0, member.length);
    }
  }

  private static String member(int i) {
    return i % 7 == 0 ? "m".repeat(250 + i % 10) + i : "member:" + i;
  }

  private static String text(ExpiringMembers set, int handle) {
    return new String(set.page(handle), set.offset(handle), set.length(handle), ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
