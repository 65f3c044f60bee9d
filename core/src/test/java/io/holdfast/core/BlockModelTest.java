package io.holdfast.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Holdfast;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.server.DatasetDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A block that throws, wherever it does, leaves everything as it was; one that does not, does what
 * its operations do without it.
 */
class BlockModelTest {
  private static final boolean IS_LONG = Boolean.getBoolean("holdfast.long");
  private static final int DATABASES = 3;

  private static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static CommandTester open() {
    return CommandTester.open(
        Holdfast.builder()
            .databases(DATABASES)
            .config("hash-max-listpack-entries", "24")
            .config("set-max-listpack-entries", "24")
            .config("set-max-intset-entries", "12")
            .config("zset-max-listpack-entries", "24")
            .config("list-max-listpack-size", "16")
            .config("list-compress-depth", "1")
            .config("stream-node-max-entries", "10")
            .config("hll-sparse-max-bytes", "300"));
  }

  @Test
  void blocksThatThrow_leaveEverythingAsItWas() {
    for (long seed = 1; seed <= (IS_LONG ? 40 : 6); seed++) {
      try {
        throwAtRandom(seed, IS_LONG ? 150 : 50);
      } catch (Throwable e) {
        throw new AssertionError("seed=" + seed, e);
      }
    }
  }

  private static void throwAtRandom(long seed, int blocks) {
    Random random = new Random(seed);
    RandomCommands commands = new RandomCommands(random);
    try (CommandTester tester = open()) {
      for (int step = 0; step < blocks; step++) {
        List<String> run = new ArrayList<>();
        try {
          tester.run("SELECT 0");
          for (int i = random.nextInt(30); i > 0; i--) {
            tester.run(commands.next());
          }
          tester.run("SELECT 0");
          List<String> before = state(tester);
          tester.effects();
          tester.allEvents();
          boolean isThrown = false;
          try {
            tester.store().call(db -> runAndThrow(tester, commands, random, run));
          } catch (Thrown e) {
            isThrown = true;
          }
          assertThat(isThrown).isTrue();
          assertThat(tester.effects()).isEmpty();
          assertThat(tester.allEvents()).isEmpty();
          tester.checkInvariants();
          assertThat(state(tester)).isEqualTo(before);
          tester.checkInvariants();
        } catch (Throwable e) {
          throw new AssertionError("step=" + step + ", run=" + run, e);
        }
      }
    }
  }

  private static Object runAndThrow(
      CommandTester tester, RandomCommands commands, Random random, List<String> run) {
    for (int i = random.nextInt(40); i > 0; i--) {
      if (random.nextInt(12) == 0) {
        runNested(tester, commands, random, run);
      } else {
        run(tester, commands.next(), run);
      }
    }
    run.add("throw");
    throw new Thrown();
  }

  private static void runNested(
      CommandTester tester, RandomCommands commands, Random random, List<String> run) {
    run.add("{");
    boolean isThrown = random.nextBoolean();
    int operations = random.nextInt(10);
    try {
      tester
          .store()
          .call(
              db -> {
                for (int i = 0; i < operations; i++) {
                  run(tester, commands.next(), run);
                }
                if (isThrown) {
                  throw new Thrown();
                }
                return null;
              });
    } catch (Thrown e) {
      run.add("throw");
    }
    run.add("}");
  }

  private static void run(CommandTester tester, String command, List<String> run) {
    run.add(command);
    tester.run(command);
  }

  @Test
  void nestedBlockThatThrows_isUndoneAlone() {
    for (long seed = 1; seed <= (IS_LONG ? 20 : 3); seed++) {
      Random random = new Random(seed);
      RandomCommands commands = new RandomCommands(random);
      try (CommandTester tester = open()) {
        for (int step = 0; step < (IS_LONG ? 150 : 40); step++) {
          List<String> run = new ArrayList<>();
          List<List<String>> states = new ArrayList<>();
          tester
              .store()
              .call(
                  db -> {
                    for (int i = random.nextInt(20); i > 0; i--) {
                      run(tester, commands.next(), run);
                    }
                    tester.run("SELECT 0");
                    states.add(contents(tester));
                    try {
                      tester.store().call(inner -> runAndThrow(tester, commands, random, run));
                    } catch (Thrown e) {
                      tester.run("SELECT 0");
                      states.add(contents(tester));
                    }
                    return null;
                  });
          states.add(contents(tester));
          tester.checkInvariants();
          String what = "seed=" + seed + ", step=" + step + ", run=" + run;
          assertThat(states.get(1)).as(what).isEqualTo(states.get(0));
          assertThat(states.get(2)).as(what).isEqualTo(states.get(0));
        }
      }
    }
  }

  @Test
  void blocksThatDoNotThrow_doWhatTheirOperationsDo() {
    for (long seed = 1; seed <= (IS_LONG ? 20 : 3); seed++) {
      try (CommandTester tester = open();
          CommandTester expected = open()) {
        Random random = new Random(seed);
        RandomCommands commands = new RandomCommands(random);
        for (int step = 0; step < (IS_LONG ? 150 : 40); step++) {
          List<String> lines = new ArrayList<>();
          for (int i = random.nextInt(30); i > 0; i--) {
            lines.add(commands.next());
          }
          List<String> replies = new ArrayList<>();
          tester
              .store()
              .call(
                  db -> {
                    lines.forEach(line -> replies.add(tester.run(line)));
                    return null;
                  });
          String what = "seed=" + seed + ", step=" + step + ", lines=" + lines;
          assertThat(replies).as(what).isEqualTo(lines.stream().map(expected::run).toList());
          assertThat(tester.events()).as(what).isEqualTo(expected.events());
          List<String> effects = tester.effects();
          effects.removeIf(effect -> effect.equals("MULTI") || effect.equals("EXEC"));
          List<String> expectedEffects = expected.effects();
          expectedEffects.removeIf(effect -> effect.equals("MULTI") || effect.equals("EXEC"));
          assertThat(effects).as(what).isEqualTo(expectedEffects);
          tester.checkInvariants();
          assertThat(contents(tester)).as(what).isEqualTo(contents(expected));
        }
      }
    }
  }

  // ---- what there is -------------------------------------------------------------------------

  /** Everything that can be seen of the data, and the memory it takes. */
  private static List<String> state(CommandTester tester) {
    List<String> state = contents(tester);
    Keyspace keyspace = tester.engine().keyspace();
    state.add("changes " + keyspace.stats().changes());
    for (int i = 0; i < DATABASES; i++) {
      Database db = keyspace.database(i);
      long besidesPages = db.bytes() - db.arena().pageBytes();
      state.add("blocks " + db.arena().allocatedBytes() + " and besides " + besidesPages);
      state.add("expiring " + db.expiringSize() + " of " + db.size());
      state.add("next deadline " + keyspace.nextDeadlineMs());
    }
    return state;
  }

  /** Everything that can be seen of the data; the first database is selected. */
  private static List<String> contents(CommandTester tester) {
    List<String> state = new ArrayList<>();
    state.add(DatasetDigest.of(tester.engine().keyspace()));
    for (int i = 0; i < DATABASES; i++) {
      tester.run("SELECT " + i);
      String keys = tester.run("SCAN 0 COUNT 1000");
      state.add(keys);
      List<byte[]> names = new ArrayList<>();
      Database db = tester.engine().keyspace().database(i);
      db.forEach(handle -> names.add(db.key(handle)));
      for (byte[] name : names) {
        String key = new String(name, java.nio.charset.StandardCharsets.UTF_8);
        String type = tester.run("TYPE " + key);
        state.add(key + " " + type + " " + tester.run("OBJECT ENCODING " + key));
        state.add(tester.run("PEXPIRETIME " + key) + " " + tester.run("MEMORY USAGE " + key));
        state.add(tester.run("DUMP " + key));
        if (type.contains("stream")) {
          state.add(tester.run("XINFO STREAM " + key + " FULL COUNT 0"));
        }
      }
    }
    tester.run("SELECT 0");
    return state;
  }
}
