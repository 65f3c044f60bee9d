package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The typed API of streams, and a random walk of it beside a plain Java model. */
class StreamsTest {
  private static final long NOW_MS = 1_767_225_600_000L;
  private static final int STEPS = Boolean.getBoolean("holdfast.long") ? 100_000 : 3_000;

  private final CommandTester tester = CommandTester.open();
  private final Streams<String, String, String> streams = tester.store().streams();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  private static StreamId id(long ms) {
    return StreamId.of(ms, 0);
  }

  private void add(long... ids) {
    for (long ms : ids) {
      streams.add(
          "k", List.of(new FieldValue<>("f", "v" + ms)), StreamAddOptions.none().id(id(ms)));
    }
  }

  private static List<StreamId> ids(List<StreamEntry<String, String>> entries) {
    return entries.stream().map(StreamEntry::id).toList();
  }

  // ---- the log -------------------------------------------------------------------------------

  @Test
  void add_givesIdsByTheStoresClock() {
    assertThat(streams.add("k", Map.of("f", "1"))).isEqualTo(StreamId.of(NOW_MS, 0));
    assertThat(streams.add("k", Map.of("f", "2"))).isEqualTo(StreamId.of(NOW_MS, 1));
    tester.clock().advance(Duration.ofMillis(5));
    assertThat(streams.add("k", Map.of("f", "3"))).isEqualTo(StreamId.of(NOW_MS + 5, 0));
    StreamAddOptions none = StreamAddOptions.none();
    List<FieldValue<String, String>> fields = List.of(new FieldValue<>("f", "4"));
    assertThat(streams.add("k", fields, none.ms(NOW_MS + 5))).isEqualTo(id(NOW_MS + 5).next());
    assertThat(streams.add("missing", fields, none.noMkStream())).isNull();
    assertThatThrownBy(() -> streams.add("k", fields, none.id(id(1))))
        .hasMessageContaining("equal or smaller");
    assertThatThrownBy(() -> streams.add("k", fields, none.id(StreamId.MIN)))
        .hasMessageContaining("greater than 0-0");
    assertThatThrownBy(() -> streams.add("k", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(streams.length("k")).isEqualTo(4);
    assertThat(streams.length("missing")).isZero();
  }

  @Test
  void ranges_andReads() {
    add(1, 2, 3, 4);
    assertThat(ids(streams.range("k", StreamRange.all())))
        .extracting(StreamId::ms)
        .containsExactly(1L, 2L, 3L, 4L);
    assertThat(ids(streams.range("k", StreamRange.after(id(1)), 2))).containsExactly(id(2), id(3));
    assertThat(ids(streams.revRange("k", StreamRange.before(id(4)), 1))).containsExactly(id(3));
    assertThat(ids(streams.revRange("k", StreamRange.between(id(2), id(3)))))
        .containsExactly(id(3), id(2));
    assertThat(streams.range("missing", StreamRange.all())).isEmpty();
    StreamEntry<String, String> entry = streams.read("k", id(3), 0).get(0);
    assertThat(entry.asMap()).containsExactly(Map.entry("f", "v4"));
    assertThat(entry.isDeleted()).isFalse();
    assertThat(streams.read("k", id(4), 10)).isEmpty();
    assertThat(streams.read(Map.of("k", id(2), "missing", id(0)), 1)).containsOnlyKeys("k");
  }

  @Test
  void delete_trim_setId_info() {
    add(1, 2, 3, 4, 5);
    assertThat(streams.delete("k", id(2))).isTrue();
    assertThat(streams.delete("k", List.of(id(2), id(3)))).isEqualTo(1);
    assertThat(streams.trim("k", StreamTrim.maxLength(2))).isEqualTo(1);
    assertThat(streams.trim("k", StreamTrim.minId(id(5)))).isEqualTo(1);
    assertThat(streams.trim("k", StreamTrim.maxLength(0).approximately().limit(1))).isEqualTo(1);
    streams.setId("k", id(9));
    assertThat(streams.info("k")).isEqualTo(new StreamInfo(0, 0, id(9), id(3), 5, StreamId.MIN, 0));
    assertThatThrownBy(() -> streams.info("missing")).hasMessage("ERR no such key");
    assertThatThrownBy(() -> StreamTrim.maxLength(-1)).isInstanceOf(CommandException.class);
    assertThatThrownBy(() -> StreamTrim.maxLength(1).limit(1)).isInstanceOf(CommandException.class);
  }

  @Test
  void wrongType_isRefused() {
    tester.store().strings().set("s", "v");
    assertThatThrownBy(() -> streams.length("s")).isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> streams.add("s", Map.of("f", "v")))
        .isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> streams.readGroup("s", "g", "c", 1))
        .isInstanceOf(WrongTypeException.class);
  }

  // ---- groups --------------------------------------------------------------------------------

  @Test
  void groups_deliverAndAcknowledge() {
    add(1, 2, 3);
    streams.createGroup("k", "g", StreamId.MIN, false);
    assertThatThrownBy(() -> streams.createGroup("k", "g", null, false))
        .hasMessageStartingWith("BUSYGROUP");
    assertThat(ids(streams.readGroup("k", "g", "a", 2))).containsExactly(id(1), id(2));
    assertThat(ids(streams.readGroupNoAck("k", "g", "b", 0))).containsExactly(id(3));
    assertThat(streams.readGroup("k", "g", "a", 1)).isEmpty();
    assertThat(streams.pending("k", "g"))
        .isEqualTo(new PendingSummary(2, id(1), id(2), Map.of("a", 2L)));
    tester.clock().advance(Duration.ofMillis(70));
    assertThat(streams.pending("k", "g", StreamRange.all(), 9))
        .containsExactly(
            new PendingEntry(id(1), "a", Duration.ofMillis(70), 1),
            new PendingEntry(id(2), "a", Duration.ofMillis(70), 1));
    assertThat(streams.pending("k", "g", StreamRange.all(), 9, "b", Duration.ZERO)).isEmpty();
    streams.delete("k", id(1));
    List<StreamEntry<String, String>> again = streams.readPending("k", "g", "a", StreamId.MIN, 0);
    assertThat(again.get(0).isDeleted()).isTrue();
    assertThat(again.get(1).asMap()).containsEntry("f", "v2");
    assertThat(streams.acknowledge("k", "g", id(1))).isTrue();
    assertThat(streams.acknowledge("k", "g", List.of(id(1), id(2)))).isEqualTo(1);
    assertThat(streams.groups("k"))
        .containsExactly(new StreamGroup("g", 2, 0, id(3), OptionalLong.of(3), OptionalLong.of(0)));
    assertThat(streams.consumers("k", "g"))
        .containsExactly(
            new StreamConsumer("a", 0, Duration.ZERO, Optional.of(Duration.ofMillis(70))),
            new StreamConsumer("b", 0, Duration.ofMillis(70), Optional.empty()));
    streams.setGroupId("k", "g", id(2));
    assertThat(ids(streams.readGroup("k", "g", "b", 9))).containsExactly(id(3));
    assertThat(streams.createConsumer("k", "g", "b")).isFalse();
    assertThat(streams.deleteConsumer("k", "g", "b")).isEqualTo(1);
    assertThat(streams.destroyGroup("k", "g")).isTrue();
    assertThatThrownBy(() -> streams.readGroup("k", "g", "a", 1)).hasMessageStartingWith("NOGROUP");
  }

  @Test
  void claims() {
    add(1, 2, 3);
    streams.createGroup("k", "g", StreamId.MIN, false);
    streams.readGroup("k", "g", "a", 0);
    tester.clock().advance(Duration.ofMillis(50));
    Duration minIdle = Duration.ofMillis(50);
    List<StreamId> one = List.of(id(1));
    assertThat(ids(streams.claim("k", "g", "b", minIdle, one, ClaimOptions.none().retryCount(9))))
        .containsExactly(id(1));
    assertThat(streams.claimIds("k", "g", "c", minIdle, one, ClaimOptions.none())).isEmpty();
    streams.delete("k", id(2));
    assertThat(streams.autoClaim("k", "g", "c", minIdle, StreamId.MIN, 10))
        .satisfies(
            claimed -> {
              assertThat(claimed.next()).isEqualTo(StreamId.MIN);
              assertThat(ids(claimed.entries())).containsExactly(id(3));
              assertThat(claimed.deletedIds()).containsExactly(id(2));
            });
    assertThat(streams.pending("k", "g", StreamRange.all(), 9))
        .extracting(PendingEntry::consumer, PendingEntry::deliveryCount)
        .containsExactly(tuple("b", 9L), tuple("c", 2L));
    assertThatThrownBy(() -> streams.autoClaim("k", "g", "c", minIdle, StreamId.MIN, 0))
        .hasMessage("ERR COUNT must be > 0");
  }

  @Test
  void references_areMinded() {
    add(1, 2, 3);
    streams.createGroup("k", "g", StreamId.MIN, false);
    streams.readGroup("k", "g", "a", 2);
    List<StreamId> all = List.of(id(1), id(3), id(7));
    assertThat(streams.delete("k", all, StreamReferences.ACKNOWLEDGED))
        .containsExactly(
            StreamDeletion.REFERENCED, StreamDeletion.REFERENCED, StreamDeletion.NOT_FOUND);
    assertThat(
            streams.acknowledgeAndDelete("k", "g", List.of(id(1)), StreamReferences.ACKNOWLEDGED))
        .containsExactly(StreamDeletion.DELETED);
    assertThat(streams.delete("k", List.of(id(2)), StreamReferences.DELETE))
        .containsExactly(StreamDeletion.DELETED);
    assertThat(streams.pending("k", "g").count()).isZero();
  }

  @Test
  void ids_areTextAndBack() {
    assertThat(StreamId.parse("5")).isEqualTo(id(5));
    assertThat(StreamId.parse("18446744073709551615-18446744073709551615"))
        .isEqualTo(StreamId.MAX)
        .hasToString("18446744073709551615-18446744073709551615");
    assertThat(StreamId.of(1, -1).next()).isEqualTo(id(2));
    assertThat(id(2).previous()).isEqualTo(StreamId.of(1, -1));
    assertThat(id(2)).isLessThan(StreamId.MAX);
    assertThatThrownBy(() -> StreamId.parse("x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(StreamId.MAX::next).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(StreamId.MIN::previous).isInstanceOf(IllegalStateException.class);
  }

  // ---- model ---------------------------------------------------------------------------------

  private record Pending(String consumer, long deliveredAtMs, long deliveryCount) {}

  /** What the stream should hold: entries by ID, and of one group its pending entries. */
  private static final class Model {
    private final TreeMap<StreamId, String> entries = new TreeMap<>(Comparator.naturalOrder());
    private final TreeMap<StreamId, Pending> pending = new TreeMap<>(Comparator.naturalOrder());
    private StreamId last = StreamId.MIN;
    private StreamId delivered = StreamId.MIN;
  }

  @Test
  void randomSteps_matchAPlainModel() {
    long seed = 20_261_121;
    Random random = new Random(seed);
    Model model = new Model();
    tester.run("CONFIG SET stream-node-max-entries 5");
    streams.createGroup("k", "g", StreamId.MIN, true);
    for (int step = 0; step < STEPS; step++) {
      step(model, random);
      String where = "seed " + seed + ", step " + step;
      List<StreamEntry<String, String>> all = streams.range("k", StreamRange.all());
      assertThat(ids(all)).as(where).containsExactlyElementsOf(model.entries.keySet());
      assertThat(all.stream().map(entry -> entry.asMap().get("f")).toList())
          .as(where)
          .containsExactlyElementsOf(model.entries.values());
      List<PendingEntry> expected = new ArrayList<>();
      long nowMs = tester.store().clock().epochMs();
      model.pending.forEach(
          (id, one) ->
              expected.add(
                  new PendingEntry(
                      id,
                      one.consumer,
                      Duration.ofMillis(nowMs - one.deliveredAtMs),
                      one.deliveryCount)));
      assertThat(streams.pending("k", "g", StreamRange.all(), Long.MAX_VALUE))
          .as(where)
          .isEqualTo(expected);
      if (step % 50 == 0) {
        tester.checkInvariants();
      }
    }
  }

  private void step(Model model, Random random) {
    long nowMs = tester.store().clock().epochMs();
    String consumer = "c" + random.nextInt(3);
    StreamId some =
        model.last.ms() == 0
            ? id(1)
            : id(NOW_MS + random.nextInt(1 + (int) (model.last.ms() - NOW_MS)));
    switch (random.nextInt(9)) {
      case 0, 1, 2 -> {
        tester.clock().advance(Duration.ofMillis(random.nextInt(3)));
        String value = Integer.toString(random.nextInt());
        model.last = streams.add("k", Map.of("f", value));
        model.entries.put(model.last, value);
      }
      case 3 -> assertThat(streams.delete("k", some)).isEqualTo(model.entries.remove(some) != null);
      case 4 -> {
        int most = random.nextInt(40);
        streams.trim("k", StreamTrim.maxLength(most));
        while (model.entries.size() > most) {
          model.entries.pollFirstEntry();
        }
      }
      case 5, 6 -> {
        for (StreamEntry<String, String> entry : streams.readGroup("k", "g", consumer, 3)) {
          assertThat(entry.id()).isEqualTo(model.entries.higherKey(model.delivered));
          model.delivered = entry.id();
          model.pending.put(entry.id(), new Pending(consumer, nowMs, 1));
        }
      }
      case 7 ->
          assertThat(streams.acknowledge("k", "g", some))
              .isEqualTo(model.pending.remove(some) != null);
      default -> {
        Pending before = model.pending.get(some);
        streams.claim("k", "g", consumer, Duration.ZERO, List.of(some), ClaimOptions.none());
        if (before != null && model.entries.containsKey(some)) {
          model.pending.put(some, new Pending(consumer, nowMs, before.deliveryCount + 1));
        } else {
          model.pending.remove(some);
        }
      }
    }
  }
}
