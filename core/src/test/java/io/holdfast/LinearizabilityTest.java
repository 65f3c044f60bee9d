package io.holdfast;

import io.holdfast.core.Engine;
import io.holdfast.core.EngineOptions;
import io.holdfast.core.StoreFace;
import io.holdfast.core.config.Config;
import io.holdfast.core.event.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The typed API from several threads: whatever they do at the same time, the results are those that
 * collections of the JDK give in some order of the calls.
 *
 * <p>The stores have no event thread, so that thousands of them can be left behind; callers run
 * their operations themselves and each other's. {@code -Dholdfast.long=true} tries more.
 */
class LinearizabilityTest {
  private static final boolean IS_LONG = Boolean.getBoolean("holdfast.long");

  private static void check(Class<?> calls, Class<?> model) {
    new StressOptions()
        .iterations(IS_LONG ? 200 : 3)
        .invocationsPerIteration(IS_LONG ? 2_000 : 60)
        .threads(3)
        .actorsPerThread(3)
        .actorsBefore(2)
        .actorsAfter(2)
        .sequentialSpecification(model)
        .check(calls);
  }

  private static Store store() {
    EngineOptions options =
        new EngineOptions(
            Clock.system(),
            Optional.of(1L),
            EventLoop.Mode.BORROWED,
            new Config(),
            1,
            1,
            Duration.ZERO,
            Optional.empty());
    return new StoreFace(new Engine(options));
  }

  @Test
  void strings() {
    check(StringCalls.class, StringModel.class);
  }

  @Test
  void lists() {
    check(ListCalls.class, ListModel.class);
  }

  @Test
  void sets() {
    check(SetCalls.class, SetModel.class);
  }

  @Test
  void sortedSets() {
    check(SortedSetCalls.class, SortedSetModel.class);
  }

  @Test
  void hashes() {
    check(HashCalls.class, HashModel.class);
  }

  // ---- strings -------------------------------------------------------------------------------

  /** A counter that is set now and then. */
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public static class StringCalls {
    private final Strings<String, String> strings = store().strings();

    @Operation
    public long incr() {
      return strings.incr("k");
    }

    @Operation
    public void set(@Param(name = "value") int value) {
      strings.set("k", Integer.toString(value));
    }

    @Operation
    public @Nullable String get() {
      return strings.get("k");
    }
  }

  /** What the counter should do. */
  public static class StringModel {
    private @Nullable Long value;

    public long incr() {
      long next = value == null ? 1 : value + 1;
      value = next;
      return next;
    }

    public void set(int to) {
      value = (long) to;
    }

    public @Nullable String get() {
      return value == null ? null : value.toString();
    }
  }

  // ---- lists ---------------------------------------------------------------------------------

  /** Two lists, and elements on their way between them. */
  @Param(name = "element", gen = IntGen.class, conf = "1:3")
  public static class ListCalls {
    private final Lists<String, String> lists = store().lists();

    @Operation
    public long push(@Param(name = "element") int element) {
      return lists.pushLeft("a", Integer.toString(element));
    }

    @Operation
    public @Nullable String pop() {
      return lists.popRight("b");
    }

    @Operation
    public @Nullable String move() {
      return lists.move("a", "b", ListEnd.RIGHT, ListEnd.LEFT);
    }

    @Operation
    public List<String> range() {
      return lists.range("b", 0, -1);
    }
  }

  /** What the lists should do. */
  public static class ListModel {
    private final Deque<String> a = new ArrayDeque<>();
    private final Deque<String> b = new ArrayDeque<>();

    public long push(int element) {
      a.addFirst(Integer.toString(element));
      return a.size();
    }

    public @Nullable String pop() {
      return b.pollLast();
    }

    public @Nullable String move() {
      String moved = a.pollLast();
      if (moved != null) {
        b.addFirst(moved);
      }
      return moved;
    }

    public List<String> range() {
      return new ArrayList<>(b);
    }
  }

  // ---- sets ----------------------------------------------------------------------------------

  /** A set of numbers and words. */
  @Param(name = "member", gen = IntGen.class, conf = "1:4")
  public static class SetCalls {
    private final Sets<String, String> sets = store().sets();

    @Operation
    public boolean add(@Param(name = "member") int member) {
      return sets.add("s", member(member));
    }

    @Operation
    public boolean remove(@Param(name = "member") int member) {
      return sets.remove("s", member(member));
    }

    @Operation
    public long size() {
      return sets.size("s");
    }

    /** An intset becomes a listpack with the first word. */
    static String member(int number) {
      return number % 2 == 0 ? "word " + number : Integer.toString(number);
    }
  }

  /** What the set should do. */
  public static class SetModel {
    private final Set<String> members = new HashSet<>();

    public boolean add(int member) {
      return members.add(SetCalls.member(member));
    }

    public boolean remove(int member) {
      return members.remove(SetCalls.member(member));
    }

    public long size() {
      return members.size();
    }
  }

  // ---- sorted sets ---------------------------------------------------------------------------

  /** Scores that overtake each other. */
  @Param(name = "member", gen = IntGen.class, conf = "1:3")
  @Param(name = "score", gen = IntGen.class, conf = "-2:2")
  public static class SortedSetCalls {
    private final SortedSets<String, String> sortedSets = store().sortedSets();

    @Operation
    public boolean add(@Param(name = "member") int member, @Param(name = "score") int score) {
      return sortedSets.add("z", Integer.toString(member), score);
    }

    @Operation
    public double incrBy(@Param(name = "member") int member, @Param(name = "score") int score) {
      return sortedSets.incrBy("z", Integer.toString(member), score);
    }

    @Operation
    public long rank(@Param(name = "member") int member) {
      return sortedSets.rank("z", Integer.toString(member)).orElse(-1);
    }
  }

  /** What the sorted set should do. */
  public static class SortedSetModel {
    private final Map<String, Double> scores = new HashMap<>();

    public boolean add(int member, int score) {
      return scores.put(Integer.toString(member), (double) score) == null;
    }

    public double incrBy(int member, int score) {
      return scores.merge(Integer.toString(member), (double) score, Double::sum);
    }

    public long rank(int member) {
      return scores.entrySet().stream()
          .sorted(
              Map.Entry.<String, Double>comparingByValue()
                  .thenComparing(Map.Entry::getKey, Comparator.naturalOrder()))
          .map(Map.Entry::getKey)
          .toList()
          .indexOf(Integer.toString(member));
    }
  }

  // ---- hashes --------------------------------------------------------------------------------

  /** Fields that are set and counted. */
  @Param(name = "field", gen = IntGen.class, conf = "1:2")
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public static class HashCalls {
    private final Hashes<String, String, String> hashes = store().hashes();

    @Operation
    public boolean set(@Param(name = "field") int field, @Param(name = "value") int value) {
      return hashes.set("h", Integer.toString(field), Integer.toString(value));
    }

    @Operation
    public @Nullable String get(@Param(name = "field") int field) {
      return hashes.get("h", Integer.toString(field));
    }

    @Operation
    public long incr(@Param(name = "field") int field) {
      return hashes.incrBy("h", Integer.toString(field), 1);
    }
  }

  /** What the hash should do. */
  public static class HashModel {
    private final Map<Integer, Long> fields = new HashMap<>();

    public boolean set(int field, int value) {
      return fields.put(field, (long) value) == null;
    }

    public @Nullable String get(int field) {
      Long value = fields.get(field);
      return value == null ? null : value.toString();
    }

    public long incr(int field) {
      return fields.merge(field, 1L, Long::sum);
    }
  }
}
