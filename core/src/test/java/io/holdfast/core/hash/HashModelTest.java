package io.holdfast.core.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random commands on hashes with deadlines, and the same on maps; replies must agree, and the
 * keyspace must be sound after every step. In every other run nothing expires on time.
 */
class HashModelTest {
  private static final boolean LONG = Boolean.getBoolean("holdfast.long");
  private static final int STEPS = LONG ? 30_000 : 400;
  private static final long NO_DEADLINE = -1;

  /** What a field holds. */
  private record Held(String value, long atMs) {}

  private final List<Map<String, Map<String, Held>>> model =
      new ArrayList<>(List.of(new HashMap<>(), new HashMap<>()));
  private final StringBuilder log = new StringBuilder();
  private Random random = new Random(0);
  private CommandTester tester;
  private int fields;
  private int db;

  static long[] seeds() {
    Long only = Long.getLong("holdfast.seed");
    return only != null ? new long[] {only} : LongStream.rangeClosed(1, LONG ? 24 : 6).toArray();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void hashes_agreeWithMaps(long seed) {
    random = new Random(seed);
    fields = new int[] {3, 12, 400}[(int) (seed % 3)];
    log.append("repeat with -Dholdfast.seed=").append(seed);
    try (CommandTester opened = CommandTester.open()) {
      tester = opened;
      tester.run("CONFIG SET hash-max-listpack-entries 8");
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
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3 -> hset(key);
      case 4 -> hdel(key);
      case 5, 6, 7, 8 -> hpexpire(key);
      case 9 -> hpersist(key);
      case 10, 11 -> hsetex(key);
      case 12 -> hgetex(key);
      case 13 -> hincrby(key);
      case 14 -> hgetdel(key);
      case 15 -> moveKeys(key);
      case 16 -> otherDatabase();
      default -> passTime();
    }
    compare(key());
  }

  // ---- commands, on both sides ---------------------------------------------------------------

  private void hset(String key) {
    StringBuilder command = new StringBuilder("HSET ").append(key);
    Map<String, Held> hash = forWrite(key);
    int before = hash.size();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String field = field();
      String value = value();
      command.append(' ').append(field).append(' ').append(value);
      hash.put(field, new Held(value, NO_DEADLINE));
    }
    assertReply(command.toString(), ":" + (hash.size() - before));
  }

  private void hdel(String key) {
    Map<String, Held> hash = forWrite(key);
    String field = field();
    boolean isThere = hash.remove(field) != null;
    assertReply("HDEL " + key + " " + field, isThere ? ":1" : ":0");
  }

  private void hpexpire(String key) {
    Map<String, Held> hash = forWrite(key);
    long ms = random.nextInt(1 << random.nextInt(12));
    String condition =
        random.nextInt(3) == 0 ? "" : List.of("NX", "XX", "GT", "LT").get(random.nextInt(4));
    List<String> named = fields();
    List<String> codes = new ArrayList<>();
    long atMs = nowMs() + ms;
    for (String field : named) {
      Held held = hash.get(field);
      if (held == null) {
        codes.add(":-2");
      } else if (!holds(condition, held.atMs, atMs)) {
        codes.add(":0");
      } else if (ms == 0) {
        codes.add(":2");
        hash.remove(field);
      } else {
        codes.add(":1");
        hash.put(field, new Held(held.value, atMs));
      }
    }
    assertReply("HPEXPIRE " + key + " " + ms + " " + condition + clause(named), codes.toString());
  }

  private static boolean holds(String condition, long currentMs, long atMs) {
    return switch (condition) {
      case "NX" -> currentMs == NO_DEADLINE;
      case "XX" -> currentMs != NO_DEADLINE;
      case "GT" -> currentMs != NO_DEADLINE && atMs > currentMs;
      case "LT" -> currentMs == NO_DEADLINE || atMs < currentMs;
      default -> true;
    };
  }

  private void hpersist(String key) {
    Map<String, Held> hash = forWrite(key);
    List<String> named = fields();
    List<String> codes = new ArrayList<>();
    for (String field : named) {
      Held held = hash.get(field);
      codes.add(held == null ? ":-2" : held.atMs == NO_DEADLINE ? ":-1" : ":1");
      hash.computeIfPresent(field, (f, old) -> new Held(old.value, NO_DEADLINE));
    }
    assertReply("HPERSIST " + key + clause(named), codes.toString());
  }

  private void hsetex(String key) {
    Map<String, Held> hash = forWrite(key);
    String field = field();
    String value = value();
    Held held = hash.get(field);
    String condition = List.of("", "FNX ", "FXX ").get(random.nextInt(3));
    boolean isSet = condition.isEmpty() || (held == null) == condition.equals("FNX ");
    int draw = random.nextInt(4);
    long ms = 1L + random.nextInt(2000);
    String expiration =
        draw == 0 ? "" : draw == 1 ? "KEEPTTL " : draw == 2 ? "PXAT 5 " : "PX " + ms + " ";
    if (isSet && draw == 2) {
      hash.remove(field);
    } else if (isSet) {
      long kept = held == null ? NO_DEADLINE : held.atMs;
      hash.put(field, new Held(value, draw == 0 ? NO_DEADLINE : draw == 1 ? kept : nowMs() + ms));
    }
    assertReply(
        "HSETEX " + key + " " + condition + expiration + "FIELDS 1 " + field + " " + value,
        isSet ? ":1" : ":0");
  }

  private void hgetex(String key) {
    Map<String, Held> hash = forWrite(key);
    List<String> named = fields();
    long ms = 1L + random.nextInt(2000);
    boolean persists = random.nextBoolean();
    String values = values(hash, named);
    for (String field : named) {
      hash.computeIfPresent(
          field, (f, old) -> new Held(old.value, persists ? NO_DEADLINE : nowMs() + ms));
    }
    assertReply("HGETEX " + key + (persists ? " PERSIST" : " PX " + ms) + clause(named), values);
  }

  private void hgetdel(String key) {
    Map<String, Held> hash = forWrite(key);
    List<String> named = List.of(field());
    String values = values(hash, named);
    named.forEach(hash::remove);
    assertReply("HGETDEL " + key + clause(named), values);
  }

  private void hincrby(String key) {
    Map<String, Held> hash = forWrite(key);
    String field = "n" + random.nextInt(3);
    Held held = hash.get(field);
    long sum = (held == null ? 0 : Long.parseLong(held.value)) + 7;
    hash.put(field, new Held(Long.toString(sum), held == null ? NO_DEADLINE : held.atMs));
    assertReply("HINCRBY " + key + " " + field + " 7", ":" + sum);
    if (random.nextBoolean()) {
      long ms = 1L + random.nextInt(500);
      hash.put(field, new Held(Long.toString(sum), nowMs() + ms));
      assertReply("HPEXPIRE " + key + " " + ms + " FIELDS 1 " + field, "[:1]");
    }
  }

  // ---- commands on keys ----------------------------------------------------------------------

  private void moveKeys(String key) {
    String other = key();
    Map<String, Held> hash = model.get(db).get(key);
    boolean isThere = !live(hash).isEmpty();
    switch (random.nextInt(6)) {
      case 0 -> {
        if (isThere && !key.equals(other)) {
          assertReply("RENAME " + key + " " + other, "+OK");
          model.get(db).put(other, live(model.get(db).remove(key)));
        }
      }
      case 1 -> {
        if (!key.equals(other)) {
          assertReply("COPY " + key + " " + other + " REPLACE", isThere ? ":1" : ":0");
          if (isThere) {
            model.get(db).put(other, live(hash));
          }
        }
      }
      case 2 -> {
        assertReply("DEL " + key, isThere ? ":1" : ":0");
        model.get(db).remove(key);
      }
      case 3 -> assertReply("PEXPIRE " + key + " 100000000", isThere ? ":1" : ":0");
      case 4 -> {
        boolean isFree = live(model.get(1 - db).get(key)).isEmpty();
        assertReply("MOVE " + key + " " + (1 - db), isThere && isFree ? ":1" : ":0");
        if (isThere && isFree) {
          model.get(1 - db).put(key, live(model.get(db).remove(key)));
        }
      }
      default -> run("PERSIST " + key);
    }
  }

  private void otherDatabase() {
    switch (random.nextInt(8)) {
      case 0 -> {
        run("SWAPDB 0 1");
        model.add(model.remove(0));
      }
      case 1 -> {
        run("FLUSHDB");
        model.get(db).clear();
      }
      default -> {
        db = 1 - db;
        run("SELECT " + db);
      }
    }
  }

  private void passTime() {
    long ms = random.nextInt(1 << random.nextInt(11));
    log.append("\nadvance ").append(ms);
    tester.clock().advance(Duration.ofMillis(ms));
  }

  // ---- the model -----------------------------------------------------------------------------

  private void compare(String key) {
    Map<String, Held> hash = live(model.get(db).get(key));
    if (random.nextBoolean()) {
      assertReply("EXISTS " + key, hash.isEmpty() ? ":0" : ":1");
      assertReply("TYPE " + key, hash.isEmpty() ? "+none" : "+hash");
    }
    assertReply("HLEN " + key, ":" + hash.size());
    List<String> named = fields();
    assertReply("HMGET " + key + " " + String.join(" ", named), values(hash, named));
    List<String> times = new ArrayList<>();
    named.forEach(field -> times.add(":" + (hash.containsKey(field) ? hash.get(field).atMs : -2)));
    assertReply("HPEXPIRETIME " + key + clause(named), times.toString());
    Map<String, String> expected = new TreeMap<>();
    hash.forEach((field, held) -> expected.put(field, held.value));
    assertThat(new TreeMap<>(tester.store().select(db).hashes().getAll(key))).isEqualTo(expected);
    assertReply("EXISTS " + key, hash.isEmpty() ? ":0" : ":1");
  }

  private static String values(Map<String, Held> hash, List<String> named) {
    List<String> values = new ArrayList<>();
    named.forEach(
        field -> values.add(hash.containsKey(field) ? '"' + hash.get(field).value + '"' : "nil"));
    return values.toString();
  }

  /** The fields of a hash that are not due. */
  private Map<String, Held> live(@Nullable Map<String, Held> hash) {
    Map<String, Held> live = new HashMap<>();
    if (hash != null) {
      hash.forEach(
          (field, held) -> {
            if (held.atMs == NO_DEADLINE || held.atMs > nowMs()) {
              live.put(field, held);
            }
          });
    }
    return live;
  }

  private Map<String, Held> forWrite(String key) {
    Map<String, Held> hash = live(model.get(db).get(key));
    model.get(db).put(key, hash);
    return hash;
  }

  private long nowMs() {
    return tester.clock().epochMs();
  }

  private void assertReply(String command, String reply) {
    assertThat(run(command)).as(command).isEqualTo(reply);
  }

  private String run(String command) {
    log.append('\n').append(command);
    return tester.run(command);
  }

  // ---- chance --------------------------------------------------------------------------------

  private String key() {
    return "k" + random.nextInt(4);
  }

  private String field() {
    return "f" + random.nextInt(fields);
  }

  private List<String> fields() {
    List<String> named = new ArrayList<>();
    for (int i = random.nextInt(fields > 100 ? 40 : 4); i >= 0; i--) {
      named.add(field());
    }
    return named;
  }

  private static String clause(List<String> named) {
    return " FIELDS " + named.size() + " " + String.join(" ", named);
  }

  private String value() {
    return random.nextInt(10) == 0 ? "v".repeat(1 + random.nextInt(300)) : "v" + random.nextInt(99);
  }
}
