package io.holdfast.core.element;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ScoredMember;
import io.holdfast.core.CommandTester;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random commands on sets, or sorted sets, whose members expire, and the same on maps; replies must
 * agree, and the keyspace must be sound after every step. In every other run nothing expires on
 * time.
 */
class MemberExpiryModelTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final int STEPS = LONG ? 30_000 : 400;
  private static final long NO_DEADLINE = -1;
  private static final int GONE = -2;

  /** A member's score, 0 in a set, and deadline. */
  private record Held(long score, long atMs) {
    Held until(long newAtMs) {
      return new Held(score, newAtMs);
    }
  }

  private final Map<String, Map<String, Held>> model = new HashMap<>();
  private final StringBuilder log = new StringBuilder();
  private Random random = new Random(0);
  private CommandTester tester;
  private boolean isSet;
  private int members;

  static long[] seeds() {
    Long only = Long.getLong("holdfast.seed");
    return only != null ? new long[] {only} : LongStream.rangeClosed(1, LONG ? 36 : 12).toArray();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void members_agreeWithMaps(long seed) {
    random = new Random(seed);
    isSet = seed % 4 < 2;
    members = new int[] {3, 12, 400}[(int) (seed % 3)];
    log.append("repeat with -Dholdfast.seed=").append(seed);
    try (CommandTester opened = CommandTester.open()) {
      tester = opened;
      tester.run("CONFIG SET set-max-listpack-entries 8 zset-max-listpack-entries 8");
      tester.run("CONFIG SET set-max-intset-entries 5");
      if (seed % 2 == 0) {
        tester.run("DEBUG SET-ACTIVE-EXPIRE 0");
      }
      for (int step = 0; step < STEPS; step++) {
        step();
        tester.checkInvariants();
        tester.effects();
        tester.allEvents();
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(log.substring(Math.max(0, log.length() - 3_000)), e);
    }
  }

  private void step() {
    String key = key();
    switch (random.nextInt(18)) {
      case 0, 1, 2, 3 -> add(key);
      case 4 -> remove(key);
      case 5, 6, 7, 8 -> pexpire(key);
      case 9 -> persist(key);
      case 10 -> pop(key);
      case 11 -> {
        if (isSet) {
          smove(key);
        } else {
          zincrby(key);
        }
      }
      case 12 -> moveKeys(key);
      case 13 -> combine(key);
      default -> passTime();
    }
    compare(key());
  }

  // ---- commands, on both sides ---------------------------------------------------------------

  private void add(String key) {
    StringBuilder command = new StringBuilder(isSet ? "SADD " : "ZADD ").append(key);
    Map<String, Held> set = forWrite(key);
    int before = set.size();
    for (int i = random.nextInt(members > 100 ? 30 : 4); i >= 0; i--) {
      String member = member();
      long score = isSet ? 0 : random.nextInt(20);
      command.append(isSet ? "" : " " + score).append(' ').append(member);
      if (isSet) {
        set.putIfAbsent(member, new Held(0, NO_DEADLINE));
      } else {
        set.put(member, new Held(score, NO_DEADLINE));
      }
    }
    assertReply(command.toString(), ":" + (set.size() - before));
  }

  private void remove(String key) {
    boolean isThere = forWrite(key).remove("1") != null;
    assertReply((isSet ? "SREM " : "ZREM ") + key + " 1", isThere ? ":1" : ":0");
  }

  private void pexpire(String key) {
    Map<String, Held> set = forWrite(key);
    long ms = random.nextInt(1 << random.nextInt(12));
    boolean isNx = random.nextInt(4) == 0;
    List<String> named = named();
    List<String> codes = new ArrayList<>();
    for (String member : named) {
      Held held = set.get(member);
      if (held == null) {
        codes.add(":-2");
      } else if (isNx && held.atMs != NO_DEADLINE) {
        codes.add(":0");
      } else if (ms == 0) {
        codes.add(":2");
        set.remove(member);
      } else {
        codes.add(":1");
        set.put(member, held.until(nowMs() + ms));
      }
    }
    String condition = isNx ? " NX" : "";
    assertReply(
        letter() + "PEXPIRE " + key + " " + ms + condition + clause(named), codes.toString());
  }

  private void persist(String key) {
    Map<String, Held> set = forWrite(key);
    List<String> named = named();
    List<String> codes = new ArrayList<>();
    for (String member : named) {
      Held held = set.get(member);
      codes.add(held == null ? ":-2" : held.atMs == NO_DEADLINE ? ":-1" : ":1");
      set.computeIfPresent(member, (m, old) -> old.until(NO_DEADLINE));
    }
    assertReply(letter() + "PERSIST " + key + clause(named), codes.toString());
  }

  private void pop(String key) {
    Map<String, Held> set = forWrite(key);
    int count = 1 + random.nextInt(random.nextInt(4) == 0 ? 2 * members : 5);
    log.append("\npop ").append(count).append(" of ").append(key);
    if (isSet) {
      for (String member : tester.store().sets().pop(key, count)) {
        assertThat(set.remove(member)).as(member).isNotNull();
        count--;
      }
    } else {
      for (ScoredMember<String> popped : tester.store().sortedSets().popMin(key, count)) {
        assertThat(set.remove(popped.member()).score).isEqualTo((long) popped.score());
        count--;
      }
    }
    assertThat(count == 0 || set.isEmpty()).as("popped as many as there were").isTrue();
  }

  private void smove(String key) {
    String other = key();
    String member = member();
    Map<String, Held> from = forWrite(key);
    Map<String, Held> to = forWrite(other);
    Held held = from.get(member);
    if (held != null && !key.equals(other)) {
      from.remove(member);
      to.putIfAbsent(member, held);
    }
    assertReply("SMOVE " + key + " " + other + " " + member, held == null ? ":0" : ":1");
  }

  private void zincrby(String key) {
    String member = member();
    Held held =
        forWrite(key)
            .compute(
                member,
                (m, old) ->
                    old == null ? new Held(3, NO_DEADLINE) : new Held(old.score + 3, old.atMs));
    assertReply("ZINCRBY " + key + " 3 " + member, "\"" + held.score + "\"");
  }

  private void moveKeys(String key) {
    String other = key();
    Map<String, Held> set = live(model.get(key));
    if (key.equals(other)) {
      return;
    }
    switch (random.nextInt(3)) {
      case 0 -> {
        if (!set.isEmpty()) {
          assertReply("RENAME " + key + " " + other, "+OK");
          model.remove(key);
          model.put(other, set);
        }
      }
      case 1 -> {
        assertReply("COPY " + key + " " + other + " REPLACE", set.isEmpty() ? ":0" : ":1");
        if (!set.isEmpty()) {
          model.put(other, set);
        }
      }
      default -> {
        assertReply("DEL " + key, set.isEmpty() ? ":0" : ":1");
        model.remove(key);
      }
    }
  }

  /** What is stored has no deadlines. */
  private void combine(String key) {
    String[] keys = {key(), key()};
    Map<String, Held> one = live(model.get(keys[0]));
    Map<String, Held> two = live(model.get(keys[1]));
    Map<String, Held> result = new HashMap<>();
    String command = List.of("UNION", "INTER", "DIFF").get(random.nextInt(3));
    switch (command) {
      case "UNION" -> {
        result.putAll(one);
        two.forEach((m, h) -> result.merge(m, h, (a, b) -> new Held(a.score + b.score, 0)));
      }
      case "INTER" -> {
        result.putAll(one);
        result.keySet().retainAll(two.keySet());
        result.replaceAll((m, h) -> new Held(h.score + two.get(m).score, 0));
      }
      default -> {
        result.putAll(one);
        result.keySet().removeAll(two.keySet());
      }
    }
    result.replaceAll((m, h) -> h.until(NO_DEADLINE));
    String count = isSet ? " " : " 2 ";
    assertReply(
        letter() + command + "STORE " + key + count + String.join(" ", keys), ":" + result.size());
    model.put(key, result);
  }

  private void passTime() {
    long ms = random.nextInt(1 << random.nextInt(11));
    log.append("\nadvance ").append(ms);
    tester.clock().advance(Duration.ofMillis(ms));
  }

  // ---- the model -----------------------------------------------------------------------------

  private void compare(String key) {
    Map<String, Held> set = live(model.get(key));
    if (random.nextBoolean()) {
      assertReply("EXISTS " + key, set.isEmpty() ? ":0" : ":1");
      assertReply("TYPE " + key, set.isEmpty() ? "+none" : isSet ? "+set" : "+zset");
    }
    assertReply(letter() + "CARD " + key, ":" + set.size());
    List<String> named = named();
    assertReply(
        letter() + "PEXPIRETIME " + key + clause(named), replies(set, named, held -> held.atMs));
    if (isSet) {
      assertThat(new TreeSet<>(tester.store().sets().members(key)))
          .isEqualTo(new TreeSet<>(set.keySet()));
      return;
    }
    List<String> expected = new ArrayList<>();
    Map<Long, TreeSet<String>> byScore = new TreeMap<>();
    set.forEach((m, held) -> byScore.computeIfAbsent(held.score, s -> new TreeSet<>()).add(m));
    byScore.values().forEach(expected::addAll);
    assertThat(tester.store().sortedSets().range(key, 0, -1)).isEqualTo(expected);
    String member = member();
    int rank = expected.indexOf(member);
    assertReply("ZRANK " + key + " " + member, rank < 0 ? "nil" : ":" + rank);
  }

  private static String replies(
      Map<String, Held> set, List<String> named, ToLongFunction<Held> reply) {
    List<String> replies = new ArrayList<>();
    for (String member : named) {
      Held held = set.get(member);
      replies.add(":" + (held == null ? GONE : reply.applyAsLong(held)));
    }
    return replies.toString();
  }

  /** The members that are not due. */
  private Map<String, Held> live(@Nullable Map<String, Held> set) {
    Map<String, Held> live = new HashMap<>();
    if (set != null) {
      set.forEach(
          (member, held) -> {
            if (held.atMs == NO_DEADLINE || held.atMs > nowMs()) {
              live.put(member, held);
            }
          });
    }
    return live;
  }

  private Map<String, Held> forWrite(String key) {
    Map<String, Held> set = live(model.get(key));
    model.put(key, set);
    return set;
  }

  private long nowMs() {
    return tester.clock().epochMs();
  }

  private void assertReply(String command, String reply) {
    log.append('\n').append(command);
    assertThat(tester.run(command)).as(command).isEqualTo(reply);
  }

  // ---- chance --------------------------------------------------------------------------------

  private String letter() {
    return isSet ? "S" : "Z";
  }

  private String key() {
    return "k" + random.nextInt(4);
  }

  private String member() {
    int number = random.nextInt(members);
    return number % 3 == 0 ? "m" + number : Integer.toString(number);
  }

  private List<String> named() {
    List<String> named = new ArrayList<>();
    for (int i = random.nextInt(members > 100 ? 200 : 4); i >= 0; i--) {
      named.add(member());
    }
    return named;
  }

  private static String clause(List<String> named) {
    return " MEMBERS " + named.size() + " " + String.join(" ", named);
  }
}
