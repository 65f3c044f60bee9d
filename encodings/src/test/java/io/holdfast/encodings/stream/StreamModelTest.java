package io.holdfast.encodings.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.encodings.ModelRun;
import io.holdfast.encodings.arena.Arena;
import io.holdfast.encodings.arena.ArenaAudit;
import io.holdfast.encodings.chunk.Chunked;
import io.holdfast.encodings.hashing.Crc64;
import io.holdfast.encodings.listpack.Listpack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a stream and on a TreeMap of its entries. */
class StreamModelTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void operations_leaveWhatTheMapHolds(long seed) {
    int runs = ModelRun.LONG ? 100 : 1;
    for (int run = 0; run < runs; run++) {
      ModelRun.run(ModelRun.seed(seed) + 100L * run, 1_500, MapAndStream::new);
    }
  }

  private static final class MapAndStream implements ModelRun.Pair {
    private final Arena arena = new Arena();
    private final NavigableMap<Id, List<String>> model = new TreeMap<>();
    private StreamLog log = new StreamLog(arena);
    private Id last = Id.ZERO;
    private Id maxDeleted = Id.ZERO;
    private long added;
    private int nodeMaxBytes = 300;
    private int nodeMaxEntries = 7;

    @Override
    public String draw(Random random) {
      String some = " " + random.nextInt(1_000);
      return switch (random.nextInt(40)) {
        case 0, 1, 2, 3, 4, 5 -> "delete" + some;
        case 6 -> "deleteAbsent" + some;
        case 7 -> "trimLength" + some + " " + random.nextInt(3) + " " + random.nextInt(20);
        case 8 -> "trimId" + some + " " + random.nextInt(3) + " " + random.nextInt(20);
        case 9, 10, 11 -> "range" + some + " " + random.nextInt(1_000);
        case 12, 13, 14 -> "reverse" + some + " " + random.nextInt(1_000);
        case 15 -> "limits " + random.nextInt(3) * 150 + " " + random.nextInt(3) * 5;
        case 16 -> "nodes";
        case 17 -> "copy";
        case 18 -> "setLast" + some;
        default -> "append " + idStep(random) + elements(random);
      };
    }

    private static String idStep(Random random) {
      return switch (random.nextInt(12)) {
        case 0 -> "0 1";
        case 1 -> "0 " + random.nextInt(1_000_000);
        case 2 -> random.nextInt(2_000_000_000) + " " + random.nextInt(100);
        default -> (1 + random.nextInt(100)) + " 0";
      };
    }

    private static String elements(Random random) {
      StringBuilder elements = new StringBuilder();
      int fields = random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 2;
      boolean usual = random.nextInt(4) > 0;
      for (int i = 0; i < fields; i++) {
        elements.append(usual ? " f" + i : " " + random.nextInt(200));
        elements.append(
            switch (random.nextInt(20)) {
              case 0 -> " " + "x".repeat(1 + random.nextInt(200));
              case 1 -> " " + random.nextLong();
              default -> " v" + random.nextInt(1_000_000);
            });
      }
      return elements.toString();
    }

    @Override
    public void apply(String[] words) {
      int[] numbers = new int[words.length];
      if (!words[0].equals("append")) {
        for (int i = 1; i < words.length; i++) {
          numbers[i] = Integer.parseInt(words[i]);
        }
      }
      StreamLog before = log;
      ChunkWatch watch = new ChunkWatch(log, MapAndStream::nodeText);
      switch (words[0]) {
        case "append" -> append(words);
        case "delete" -> delete(id(numbers[1]));
        case "deleteAbsent" -> delete(new Id(last.ms() - numbers[1], numbers[1]));
        case "trimLength" -> trimLength(numbers[1] % (model.size() + 3), numbers[2], numbers[3]);
        case "trimId" -> trimId(id(numbers[1]), numbers[2], numbers[3]);
        case "range" -> range(id(numbers[1]), id(numbers[2]));
        case "reverse" -> reverse(id(numbers[1]), id(numbers[2]));
        case "limits" -> {
          nodeMaxBytes = numbers[1];
          nodeMaxEntries = numbers[2];
        }
        case "nodes" -> throughNodes();
        case "copy" -> copy();
        default -> setLast(numbers[1]);
      }
      if (log == before) {
        watch.check();
      }
      check();
    }

    private static String nodeText(Chunked structure, long node) {
      StreamLog log = (StreamLog) structure;
      byte[] page = log.nodePage(node);
      int at = log.nodeOffset(node);
      return new Id(log.nodeMs(node), log.nodeSeq(node))
          + ": "
          + Crc64.of(page, at, Listpack.bytes(page, at));
    }

    private void append(String[] words) {
      long ms = Long.parseLong(words[1]);
      long seq = Long.parseLong(words[2]) + (ms == 0 ? last.seq() + 1 : 0);
      Id id = new Id(last.ms() + ms, seq);
      List<String> elements = Arrays.asList(words).subList(3, words.length);
      log.append(id.ms(), id.seq(), Fields.of(elements), nodeMaxBytes, nodeMaxEntries);
      model.put(id, elements);
      last = id;
      added++;
    }

    /** The ID of some entry, or one near the ends. */
    private Id id(int number) {
      if (model.isEmpty() || number < 10) {
        return new Id(number, number);
      }
      if (number < 20) {
        return new Id(last.ms() + number, 0);
      }
      List<Id> ids = new ArrayList<>(model.keySet());
      Id id = ids.get(number % ids.size());
      return number % 5 == 0 ? new Id(id.ms(), id.seq() + 1) : id;
    }

    private void delete(Id id) {
      boolean present = model.remove(id) != null;
      assertThat(log.delete(id.ms(), id.seq())).isEqualTo(present);
      if (present && id.compareTo(maxDeleted) > 0) {
        maxDeleted = id;
      }
    }

    private void trimLength(int maxLength, int kind, int limit) {
      int before = model.size();
      long deleted = log.trimByLength(maxLength, kind > 0, kind == 2 ? limit : 0);
      removeFirst(deleted);
      if (kind == 0) {
        assertThat(deleted).isEqualTo(Math.max(0, before - maxLength));
      } else if (deleted > 0) {
        assertThat(model.size()).isGreaterThanOrEqualTo(maxLength);
      }
      assertThat(kind == 2 && limit > 0 ? deleted : 0).isLessThanOrEqualTo(limit);
    }

    private void trimId(Id minId, int kind, int limit) {
      int below = model.headMap(minId).size();
      long deleted = log.trimById(minId.ms(), minId.seq(), kind > 0, kind == 2 ? limit : 0);
      assertThat(deleted).isLessThanOrEqualTo(below);
      if (kind == 0) {
        assertThat(deleted).isEqualTo(below);
      }
      removeFirst(deleted);
      assertThat(kind == 2 && limit > 0 ? deleted : 0).isLessThanOrEqualTo(limit);
    }

    private void removeFirst(long entries) {
      for (long i = 0; i < entries; i++) {
        model.pollFirstEntry();
      }
    }

    private void range(Id from, Id to) {
      StreamIterator entries = log.iterator();
      entries.range(from.ms(), from.seq(), to.ms(), to.seq());
      if (from.compareTo(to) > 0) {
        assertThat(entries.next()).isFalse();
      } else {
        assertEntries(entries, model.subMap(from, true, to, true));
      }
    }

    private void reverse(Id from, Id to) {
      StreamIterator entries = log.iterator();
      entries.reverseRange(from.ms(), from.seq(), to.ms(), to.seq());
      if (from.compareTo(to) < 0) {
        assertThat(entries.next()).isFalse();
      } else {
        assertEntries(entries, model.subMap(to, true, from, true).descendingMap());
      }
    }

    /** Reads all, some or none of the fields of each entry. */
    private static void assertEntries(StreamIterator entries, Map<Id, List<String>> expected) {
      int number = 0;
      for (Map.Entry<Id, List<String>> entry : expected.entrySet()) {
        assertThat(entries.next()).isTrue();
        assertThat(new Id(entries.ms(), entries.seq())).isEqualTo(entry.getKey());
        assertThat(entries.fieldCount()).isEqualTo(entry.getValue().size() / 2);
        switch (number++ % 5) {
          case 0 -> {}
          case 1 -> assertThat(entries.nextField()).isTrue();
          default -> assertThat(Fields.read(entries)).isEqualTo(entry.getValue());
        }
      }
      assertThat(entries.next()).isFalse();
      assertThat(entries.next()).isFalse();
    }

    /** Hands every node out and takes it back into another stream. */
    private void throughNodes() {
      StreamLog other = new StreamLog(arena);
      StreamIterator entries = new StreamIterator();
      List<Id> ids = new ArrayList<>();
      for (long node = log.firstChunk(); node != -1; node = log.nextChunk(node)) {
        int at = log.nodeOffset(node);
        byte[] page = log.nodePage(node).clone();
        int length = Listpack.bytes(page, at);
        other.appendNode(log.nodeMs(node), log.nodeSeq(node), page, at, length);
        entries.node(page, at, log.nodeMs(node), log.nodeSeq(node));
        while (entries.next()) {
          ids.add(new Id(entries.ms(), entries.seq()));
          assertThat(Fields.read(entries)).isEqualTo(model.get(ids.get(ids.size() - 1)));
        }
      }
      assertThat(ids).containsExactlyElementsOf(model.keySet());
      other.setLastId(last.ms(), last.seq());
      other.setMaxDeletedId(maxDeleted.ms(), maxDeleted.seq());
      other.setEntriesAdded(added);
      replaceBy(other);
    }

    private void copy() {
      replaceBy(log.copyTo(arena));
    }

    private void replaceBy(StreamLog other) {
      while (log.release(3) > 0) {}
      assertThat(log.nodeCount()).isZero();
      log = other;
    }

    /** Forwards, or back to the last entry: over deleted ones that their node still holds. */
    private void setLast(int step) {
      Id lowest = model.isEmpty() ? new Id(last.ms(), 0) : model.lastKey();
      last = step % 2 == 0 ? lowest : new Id(last.ms() + step, 5);
      log.setLastId(last.ms(), last.seq());
    }

    private void check() {
      log.checkInvariants();
      arena.checkInvariants();
      ArenaAudit audit = arena.audit();
      log.forEachBlock(audit::reached);
      audit.finish();
      assertThat(log.length()).isEqualTo(model.size());
      assertThat(new Id(log.lastMs(), log.lastSeq())).isEqualTo(last);
      assertThat(new Id(log.maxDeletedMs(), log.maxDeletedSeq())).isEqualTo(maxDeleted);
      assertThat(new Id(log.firstMs(), log.firstSeq()))
          .isEqualTo(model.isEmpty() ? Id.ZERO : model.firstKey());
      assertThat(log.entriesAdded()).isEqualTo(added);
      StreamIterator entries = log.iterator();
      entries.all();
      assertEntries(entries, model);
    }
  }
}
