package io.holdfast.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Random rules on both servers: the same answers, the same flags, passwords, keys and channels
 * after each, the same commands allowed.
 *
 * <p>How rules on commands are told differs (docs/differences.md), so ours are given to the oracle
 * as those of another user: to the oracle both users must then be the same.
 */
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AclOracleTest {
  private static final long SEED = 20_261_122;
  private static final int SEQUENCES = Boolean.getBoolean("holdfast.long") ? 5_000 : 40;
  private static final int RULES = 12;

  private static final List<String> COMMANDS =
      List.of(
          "get",
          "set",
          "config",
          "config|get",
          "config|set",
          "client",
          "client|list",
          "client|id",
          "select",
          "mget",
          "debug",
          "acl",
          "acl|whoami",
          "subscribe",
          "psubscribe",
          "publish",
          "copy",
          "sort",
          "object",
          "object|freq",
          "flushall",
          "GET",
          "Config|GET",
          "lpush");

  private static final List<String> CATEGORIES =
      List.of(
          "all",
          "read",
          "write",
          "admin",
          "dangerous",
          "fast",
          "slow",
          "pubsub",
          "connection",
          "keyspace",
          "string",
          "list",
          "blocking",
          "READ",
          "transaction",
          "nosuch");

  private static final List<String> OTHERS =
      List.of(
          "on",
          "off",
          "nopass",
          "reset",
          "resetpass",
          "resetkeys",
          "resetchannels",
          "allkeys",
          "allchannels",
          "allcommands",
          "nocommands",
          "clearselectors",
          "sanitize-payload",
          "skip-sanitize-payload",
          ">pw",
          ">pw2",
          "<pw",
          "<pw2",
          "#abc",
          "!abc",
          "~a*",
          "~b",
          "%R~a*",
          "%W~a*",
          "%RW~c",
          "%R~*",
          "%W~*",
          "%~x",
          "%X~x",
          "~*",
          "&c*",
          "&d",
          "&*",
          "&",
          "~",
          "%R",
          "+select|0",
          "+select|1",
          "+get|k",
          "-select|0",
          "+config|",
          "+nosuch",
          "-config|nosuch",
          "+config|get|x",
          "",
          "ON",
          "AllKeys",
          "x y",
          "(",
          ")",
          "()",
          "+",
          "-@",
          "\u00ff",
          "~\u00ff");

  private static final List<String> PROBES =
      List.of(
          "GET a",
          "GET b",
          "GET k",
          "GET x",
          "SET a1 v",
          "SET b v",
          "SET b v GET",
          "MGET a b x",
          "COPY a b",
          "CONFIG GET x",
          "CONFIG SET x y",
          "CLIENT LIST",
          "CLIENT ID",
          "SELECT 0",
          "SELECT 1",
          "SELECT 2",
          "DEBUG SLEEP 0",
          "ACL WHOAMI",
          "ACL LIST",
          "SUBSCRIBE c1 d",
          "SUBSCRIBE e",
          "PSUBSCRIBE c*",
          "PSUBSCRIBE c1",
          "PUBLISH d m",
          "SORT a STORE b",
          "OBJECT FREQ a",
          "FLUSHALL",
          "LPUSH b x",
          "PING",
          "AUTH x",
          "MULTI",
          "BLPOP a 0",
          "EXISTS x",
          "SPUBLISH c1 m");

  private Peers peers;
  private Connection oracle;
  private Connection ours;

  @BeforeAll
  void connect() throws IOException {
    peers = Peers.start();
    oracle = new Connection(peers.oracle());
    ours = new Connection(peers.ours());
  }

  @AfterAll
  void disconnect() {
    if (peers != null) {
      peers.close();
    }
  }

  @Test
  void rules_meanTheSame() {
    for (int i = 0; i < SEQUENCES; i++) {
      long seed = Long.getLong("holdfast.oracle.seed", SEED) + i;
      sequence(seed);
    }
  }

  private void sequence(long seed) {
    Random random = new Random(seed);
    List<String> done = new ArrayList<>();
    both("seed=" + seed, "ACL", "DELUSER", "u", "v", "w");
    for (int i = 0; i < RULES; i++) {
      List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "u"));
      for (int rules = 1 + random.nextInt(3); rules > 0; rules--) {
        command.add(rule(random));
      }
      done.add(String.join(" ", command));
      String where = "seed=" + seed + "\n" + String.join("\n", done);
      both(where, command.toArray(String[]::new));
      if (oracle.call("ACL GETUSER u").type() == '*') {
        compare(where);
      }
    }
  }

  private static String rule(Random random) {
    return switch (random.nextInt(10)) {
      case 0, 1 -> "+" + pick(COMMANDS, random);
      case 2, 3 -> "-" + pick(COMMANDS, random);
      case 4 -> "+@" + pick(CATEGORIES, random);
      case 5 -> "-@" + pick(CATEGORIES, random);
      case 6 -> "(" + selectorRule(random) + " " + selectorRule(random) + ")";
      default -> pick(OTHERS, random);
    };
  }

  private static String selectorRule(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "+" + pick(COMMANDS, random);
      case 1 -> "+@" + pick(CATEGORIES, random);
      case 2 -> "-" + pick(COMMANDS, random);
      default -> pick(OTHERS, random);
    };
  }

  private static String pick(List<String> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }

  private void both(String where, String... words) {
    assertThat(call(ours, words).notation()).as(where).isEqualTo(call(oracle, words).notation());
  }

  private static Reply call(Connection peer, String... words) {
    List<byte[]> command = new ArrayList<>();
    for (String word : words) {
      command.add(word.getBytes(StandardCharsets.ISO_8859_1));
    }
    return peer.call(command);
  }

  private static List<Reply> elements(Connection peer, String line) {
    return Objects.requireNonNull(peer.call(line).elements(), line);
  }

  private void compare(String where) {
    List<Reply> expected = elements(oracle, "ACL GETUSER u");
    List<Reply> actual = elements(ours, "ACL GETUSER u");
    assertThat(withoutCommands(actual)).as(where).isEqualTo(withoutCommands(expected));
    for (String probe : PROBES) {
      String dryrun = "ACL DRYRUN u " + probe;
      assertThat(ours.call(dryrun).notation().replace("\"User u has", "\"This user has"))
          .as("%s\n%s", where, dryrun)
          .isEqualTo(oracle.call(dryrun).notation());
    }
    String[] rules = elements(ours, "ACL LIST").get(1).string().split(" ", -1);
    assertThat(rules[1]).isEqualTo("u");
    rules[0] = "reset";
    told(oracle, "v", rules);
    assertThat(elements(oracle, "ACL GETUSER v").subList(4, 12).toString())
        .as("%s\nas told by holdfast: %s", where, String.join(" ", rules))
        .isEqualTo(expected.subList(4, 12).toString());
    told(ours, "v", rules);
    assertThat(ours.call("ACL GETUSER v").toString())
        .as(where)
        .isEqualTo(ours.call("ACL GETUSER u").toString());
  }

  private static void told(Connection peer, String user, String[] rules) {
    List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", user, "reset"));
    command.addAll(List.of(rules).subList(2, rules.length));
    assertThat(call(peer, command.toArray(String[]::new)).notation()).isEqualTo("+OK");
  }

  /** Flags but for what is always said, passwords, keys, channels; of the selectors those two. */
  private static String withoutCommands(List<Reply> user) {
    return user.toString()
        .replaceAll(", \"(skip-)?sanitize-payload\"", "")
        .replaceAll("\"commands\", \"[^\"]*\"", "");
  }
}
