package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The typed door to sorted sets: what it makes of its arguments, and of what it finds. */
class SortedSetsTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private final Store store = Holdfast.builder().seed(1).invoker().open();
  private final SortedSets<String, String> sets = store.sortedSets();

  @AfterEach
  void close() {
    store.close();
  }

  private void begin(String... members) {
    for (int i = 0; i < members.length; i++) {
      sets.add("z", members[i], i + 1);
    }
  }

  private static ScoredMember<String> scored(String member, double score) {
    return new ScoredMember<>(member, score);
  }

  @Test
  void adding_tellsWhatIsNew() {
    assertThat(sets.add("z", "a", 1)).isTrue();
    assertThat(sets.add("z", "a", 2)).isFalse();
    assertThat(sets.add("z", "a", 3, AddOptions.none().ch())).isTrue();
    assertThat(sets.add("z", "a", 9, AddOptions.none().nx().ch())).isFalse();
    assertThat(sets.add("z", "b", 9, AddOptions.none().xx())).isFalse();
    assertThat(sets.add("z", "a", 2, AddOptions.none().gt().ch())).isFalse();
    assertThat(sets.add("z", "a", 2, AddOptions.none().lt().ch())).isTrue();
    assertThat(sets.addAll("z", Map.of("a", 5.0, "c", 6.0))).isEqualTo(1);
    assertThat(sets.addAll("z", Map.of("a", 7.0, "d", 1.0), AddOptions.none().ch())).isEqualTo(2);
    assertThat(sets.addAll("empty", Map.of())).isZero();
    assertThat(store.keys().exists("empty")).isFalse();
    assertThat(sets.scores("z", List.of("a", "x", "d")))
        .containsExactly(OptionalDouble.of(7), OptionalDouble.empty(), OptionalDouble.of(1));
  }

  @Test
  void adding_keepsTheOrderOfAMap() {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("b", 2.0);
    scores.put("a", -INF);
    assertThat(sets.addAll("z", scores)).isEqualTo(2);
    assertThat(sets.rangeWithScores("z", 0, -1)).containsExactly(scored("a", -INF), scored("b", 2));
  }

  @Test
  void whatIsNoScore_isRefused() {
    begin("a");
    assertThatThrownBy(() -> sets.add("z", "a", Double.NaN))
        .isInstanceOf(CommandException.class)
        .hasMessage("ERR value is not a valid float");
    assertThatThrownBy(() -> sets.addAll("z", Map.of("a", Double.NaN)))
        .hasMessage("ERR value is not a valid float");
    assertThatThrownBy(() -> sets.incrBy("z", "a", Double.NaN))
        .hasMessage("ERR value is not a valid float");
    sets.add("z", "inf", INF);
    assertThatThrownBy(() -> sets.incrBy("z", "inf", -INF))
        .hasMessage("ERR resulting score is not a number (NaN)");
    assertThatThrownBy(() -> sets.add("z", "a", 1, AddOptions.none().nx().xx()))
        .hasMessage("ERR XX and NX options at the same time are not compatible");
    assertThatThrownBy(() -> sets.addAll("z", Map.of(), AddOptions.none().gt().lt()))
        .hasMessage("ERR GT, LT, and/or NX options at the same time are not compatible");
    assertThatThrownBy(() -> ScoreRange.atLeast(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void incrementing() {
    assertThat(sets.incrBy("z", "a", 1.5)).isEqualTo(1.5);
    assertThat(sets.incrBy("z", "a", 2)).isEqualTo(3.5);
    assertThat(sets.incrBy("z", "a", -1, AddOptions.none().gt())).isEmpty();
    assertThat(sets.incrBy("z", "a", 1, AddOptions.none().gt())).hasValue(4.5);
    assertThat(sets.incrBy("z", "b", 1, AddOptions.none().xx())).isEmpty();
  }

  @Test
  void oneMember() {
    begin("a", "b", "c");
    assertThat(sets.size("z")).isEqualTo(3);
    assertThat(sets.size("missing")).isZero();
    assertThat(sets.score("z", "b")).hasValue(2);
    assertThat(sets.score("z", "x")).isEmpty();
    assertThat(sets.rank("z", "c")).isEqualTo(OptionalLong.of(2));
    assertThat(sets.revRank("z", "c")).isEqualTo(OptionalLong.of(0));
    assertThat(sets.rank("z", "x")).isEmpty();
    assertThat(sets.rankWithScore("z", "b")).isEqualTo(new RankedScore(1, 2));
    assertThat(sets.revRankWithScore("z", "a")).isEqualTo(new RankedScore(2, 1));
    assertThat(sets.rankWithScore("missing", "a")).isNull();
    assertThat(sets.remove("z", "b")).isTrue();
    assertThat(sets.remove("z", "b")).isFalse();
    assertThat(sets.remove("z", List.of("a", "b", "c"))).isEqualTo(2);
    assertThat(store.keys().exists("z")).isFalse();
  }

  @Test
  void popping() {
    begin("a", "b", "c", "d", "e", "f");
    assertThat(sets.popMin("z")).isEqualTo(scored("a", 1));
    assertThat(sets.popMax("z")).isEqualTo(scored("f", 6));
    assertThat(sets.popMax("z", 2)).containsExactly(scored("e", 5), scored("d", 4));
    assertThat(sets.popMin("z", 0)).isEmpty();
    assertThat(sets.popMinOfFirst(List.of("missing", "z"), 1))
        .isEqualTo(new PoppedMembers<>("z", List.of(scored("b", 2))));
    assertThat(sets.popMin("z", 10)).containsExactly(scored("c", 3));
    assertThat(sets.popMin("z")).isNull();
    assertThat(sets.popMaxOfFirst(List.of("z"), 1)).isNull();
    assertThatThrownBy(() -> sets.popMin("z", -1))
        .hasMessage("ERR value is out of range, must be positive");
    assertThatThrownBy(() -> sets.popMaxOfFirst(List.of("z"), 0))
        .hasMessage("ERR count should be greater than 0");
  }

  @Test
  void ranges() {
    begin("a", "b", "c", "d", "e");
    RangeOptions rev = RangeOptions.none().rev();
    assertThat(sets.range("z", 1, -2)).containsExactly("b", "c", "d");
    assertThat(sets.range("z", 0, 1, rev)).containsExactly("e", "d");
    assertThat(sets.range("z", 0, -1, rev.limit(1, 2))).containsExactly("d", "c");
    assertThat(sets.rangeWithScores("z", -1, -1)).containsExactly(scored("e", 5));
    assertThat(sets.count("z", ScoreRange.between(2, 4).maxExcluded())).isEqualTo(2);
    assertThat(sets.rangeByScore("z", ScoreRange.above(3))).containsExactly("d", "e");
    assertThat(sets.rangeByScore("z", ScoreRange.all(), rev.limit(1, 2))).containsExactly("d", "c");
    assertThat(sets.rangeByScoreWithScores("z", ScoreRange.below(2), RangeOptions.none()))
        .containsExactly(scored("a", 1));
    assertThat(sets.rangeStore("d", "z", 0, 1, rev)).isEqualTo(2);
    assertThat(sets.range("d", 0, -1)).containsExactly("d", "e");
    assertThat(sets.rangeStoreByScore("d", "z", ScoreRange.atMost(2), rev.limit(0, 1)))
        .isEqualTo(1);
    assertThat(sets.range("d", 0, -1)).containsExactly("b");
    assertThat(sets.removeRange("z", 0, 0)).isEqualTo(1);
    assertThat(sets.removeRangeByScore("z", ScoreRange.atLeast(4))).isEqualTo(2);
    assertThat(sets.range("z", 0, -1)).containsExactly("b", "c");
  }

  @Test
  void rangesOfBytes() {
    for (String member : List.of("a", "b", "c", "d")) {
      sets.add("z", member, 0);
    }
    assertThat(sets.lexCount("z", LexRange.all())).isEqualTo(4);
    assertThat(sets.rangeByLex("z", LexRange.between("b", "c"))).containsExactly("b", "c");
    assertThat(sets.rangeByLex("z", LexRange.above("b"))).containsExactly("c", "d");
    assertThat(sets.rangeByLex("z", LexRange.below("c"), RangeOptions.none().rev()))
        .containsExactly("b", "a");
    assertThat(sets.rangeStoreByLex("d", "z", LexRange.atMost("b"), RangeOptions.none()))
        .isEqualTo(2);
    assertThat(sets.removeRangeByLex("z", LexRange.atLeast("c"))).isEqualTo(2);
    assertThat(sets.range("z", 0, -1)).containsExactly("a", "b");
  }

  @Test
  void someMembers() {
    begin("a", "b", "c");
    assertThat(sets.randomMember("z")).isIn("a", "b", "c");
    assertThat(sets.randomMember("missing")).isNull();
    assertThat(sets.randomMembers("z", 5)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(sets.randomMembers("z", -20)).hasSize(20).isSubsetOf("a", "b", "c");
    assertThat(sets.randomMembers("missing", -5)).isEmpty();
    assertThat(sets.randomMembersWithScores("z", 2)).hasSize(2);
    assertThat(sets.scan("z"))
        .containsExactlyInAnyOrder(scored("a", 1), scored("b", 2), scored("c", 3));
    assertThat(sets.scan("z", ScanOptions.all().match("[ab]"))).hasSize(2);
    assertThat(sets.scan("z", 0, ScanOptions.all()).isLast()).isTrue();
    assertThatThrownBy(() -> sets.scan("z", ScanOptions.all().type(KeyType.STRING)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void combining() {
    begin("a", "b", "c");
    sets.addAll("y", Map.of("b", 10.0, "c", 20.0, "d", 30.0));
    List<String> both = List.of("z", "y");
    CombineOptions weighted = CombineOptions.none().weights(2, 1).aggregate(Aggregate.MIN);
    assertThat(sets.union(both, CombineOptions.none()))
        .containsExactly(scored("a", 1), scored("b", 12), scored("c", 23), scored("d", 30));
    assertThat(sets.inter(both, weighted)).containsExactly(scored("b", 4), scored("c", 6));
    assertThat(sets.diff(both)).containsExactly(scored("a", 1));
    assertThat(sets.interSize(both, 0)).isEqualTo(2);
    assertThat(sets.interSize(both, 1)).isEqualTo(1);
    assertThat(sets.unionStore("d", both, CombineOptions.none())).isEqualTo(4);
    assertThat(sets.interStore("d", both, weighted)).isEqualTo(2);
    assertThat(sets.range("d", 0, -1)).containsExactly("b", "c");
    assertThat(sets.diffStore("d", List.of("y", "z"))).isEqualTo(1);
    assertThat(sets.diffStore("d", List.of("z", "z"))).isZero();
    assertThat(store.keys().exists("d")).isFalse();
    assertThatThrownBy(() -> sets.union(List.of(), CombineOptions.none()))
        .hasMessage("ERR at least 1 input key is needed for 'zunion' command");
    assertThatThrownBy(() -> sets.union(List.of("z"), weighted))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sets.interSize(both, -1)).hasMessage("ERR LIMIT can't be negative");
  }

  @Test
  void anotherType_isRefused() {
    store.strings().set("s", "v");
    assertThatThrownBy(() -> sets.add("s", "a", 1)).isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> sets.range("s", 0, -1)).isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> sets.popMin("s")).isInstanceOf(WrongTypeException.class);
    assertThatThrownBy(() -> sets.diff(List.of("missing", "s")))
        .isInstanceOf(WrongTypeException.class);
  }
}
