package io.holdfast.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What COMMAND tells about every command Holdfast has, compared with the oracle: INFO to the byte
 * but for the list of subcommands, DOCS but for the sentences.
 *
 * <p>Subcommands are commands of this test too. What came with 7.2 is not compared.
 */
@Tag("oracle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandTableOracleTest {
  private static final int SUBCOMMANDS = 9;

  /** Sentences, and what 7.2 adds. */
  private static final Set<String> NOT_COMPARED =
      Set.of("summary", "complexity", "replaced_by", "display_text", "subcommands");

  /** Commands 7.2 calls deprecated and 7.0 does not. */
  private static final Set<String> DEPRECATED_LATER = Set.of("psetex", "setex", "setnx", "quit");

  /** Commands that take more arguments, or tell more, since 7.2. */
  private static final Set<String> GROWN_LATER =
      Set.of("acl|log", "zrank", "zrevrank", "xadd", "xtrim", "xinfo|consumers", "xinfo|stream");

  private Peers peers;
  private Connection oracle;
  private Connection ours;

  @BeforeAll
  void connect() throws IOException {
    peers = Peers.start();
    oracle = new Connection(peers.oracle());
    ours = new Connection(peers.ours());
    oracle.call("HELLO 3");
    ours.call("HELLO 3");
  }

  @AfterAll
  void disconnect() {
    if (peers != null) {
      peers.close();
    }
  }

  Stream<String> commands() {
    return elements(ours.call("COMMAND LIST")).stream().map(Reply::string);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void info_isThatOfTheOracle(String command) {
    List<Reply> expected = info(oracle, command);
    if (!expected.isEmpty()) {
      String info = shown(info(ours, command));
      if (command.startsWith("z") && GROWN_LATER.contains(command)) {
        info = info.replaceFirst("\n:-", "\n:");
      }
      assertThat(info).isEqualTo(shown(expected));
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void docs_areThoseOfTheOracle(String command) {
    List<Reply> expected = docs(oracle, command);
    if (!expected.isEmpty()) {
      String facts = facts(docs(ours, command));
      if (DEPRECATED_LATER.contains(command)) {
        facts = facts.replaceAll("\n(doc_flags|deprecated_since) .*", "");
      }
      if (command.equals("set")) {
        facts =
            facts
                .replaceAll("\nhistory \"8.*", "")
                .replaceAll("\n +argument\n(?: ++(?!argument|since).*\n)* +since \"8.*", "");
      }
      if (GROWN_LATER.contains(command)) {
        facts =
            facts
                .replaceAll("\nhistory \"(7.2|8).*", "")
                .replaceAll("(?s)\nargument\n  name \"condition\".*?(?=\nargument|$)", "")
                .replaceAll("(?s)\nargument\n  name \"withscore\".*", "");
      }
      assertThat(facts).isEqualTo(facts(expected));
    }
  }

  private static List<Reply> info(Connection peer, String command) {
    Reply info = elements(peer.call(line("INFO", command))).get(0);
    return info.type() == '_' ? List.of() : elements(info).subList(0, SUBCOMMANDS);
  }

  private static String shown(List<Reply> replies) {
    return String.join("\n", replies.stream().map(Reply::notation).toList());
  }

  private static List<Reply> docs(Connection peer, String command) {
    List<Reply> docs = elements(peer.call(line("DOCS", command)));
    return docs.isEmpty() ? List.of() : elements(docs.get(1));
  }

  /** The fields of a map that are no sentences, a line each; those of arguments indented. */
  private static String facts(List<Reply> map) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < map.size(); i += 2) {
      String field = map.get(i).string();
      Reply value = map.get(i + 1);
      if (field.equals("history")) {
        elements(value).forEach(change -> lines.add("history " + elements(change).get(0)));
      } else if (field.equals("arguments")) {
        for (Reply argument : elements(value)) {
          lines.add("argument");
          lines.add(facts(elements(argument)).indent(2).stripTrailing());
        }
      } else if (!NOT_COMPARED.contains(field)) {
        lines.add(field + " " + value.notation());
      }
    }
    return String.join("\n", lines);
  }

  private static List<Reply> elements(Reply reply) {
    return Objects.requireNonNull(reply.elements(), reply::notation);
  }

  private static List<byte[]> line(String subcommand, String command) {
    return Stream.of("COMMAND", subcommand, command)
        .map(word -> word.getBytes(StandardCharsets.US_ASCII))
        .toList();
  }
}
