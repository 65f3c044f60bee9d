package io.holdfast.oracle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The harness itself: what it must read, accept, refuse and find. */
final class HarnessTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "+OK\r\n",
        "-ERR x\r\n",
        ":-1\r\n",
        "$-1\r\n",
        "$0\r\n\r\n",
        "$4\r\na\r\nb\r\n",
        "*-1\r\n",
        "*0\r\n",
        "*2\r\n:1\r\n*1\r\n$-1\r\n",
        "_\r\n",
        ",1.5\r\n",
        "#t\r\n",
        "(123\r\n",
        "=7\r\ntxt:a\r\n\r\n",
        "!5\r\nERR x\r\n",
        "%1\r\n+k\r\n~1\r\n:1\r\n",
        ">2\r\n+a\r\n+b\r\n",
        "|1\r\n+ttl\r\n:3\r\n:1\r\n"
      })
  void reader_keepsTheBytesOfOneReply(String wire) {
    ReplyReader reader = reader(wire + "+NEXT\r\n");
    assertThat(new String(reader.read().bytes(), ISO_8859_1)).isEqualTo(wire);
    assertThat(reader.read().string()).isEqualTo("NEXT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\n",
        "+OK\n",
        "+a\rb",
        ":1\r",
        "$x\r\n",
        "$-2\r\n",
        "$3\r\nabcd\r\n",
        "*99999999999\r\n",
        "_x\r\n",
        "*2\r\n:1\r\n",
        "$5\r\nab",
        "",
        "$+1\r\na\r\n"
      })
  void reader_turnsWhatIsNoReplyIntoOneThatSaysSo(String wire) {
    Reply reply = reader(wire).read();
    assertThat(reply.isNone()).isTrue();
    assertThat(wire).startsWith(new String(reply.bytes(), ISO_8859_1));
  }

  @Test
  void reader_takesRepliesLargerThanItsBuffer() {
    String payload = "x".repeat(300_000);
    ReplyReader reader = reader(":1\r\n*1\r\n$300000\r\n" + payload + "\r\n:2\r\n");
    assertThat(reader.read().string()).isEqualTo("1");
    assertThat(reader.read().bytes()).hasSize(4 + 9 + 300_000 + 2);
    assertThat(reader.read().string()).isEqualTo("2");
  }

  @Test
  void reader_refusesEndlessNesting() {
    assertThat(reader("*1\r\n".repeat(10_000)).read().notation()).contains("nested deeper");
  }

  @Test
  void quoting_isItsOwnInverse() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      List<byte[]> words = new ArrayList<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        byte[] word = new byte[random.nextInt(6)];
        random.nextBytes(word);
        words.add(word);
      }
      assertThat(Quoting.split(Quoting.quote(words)).toArray()).isEqualTo(words.toArray());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"abc", "'abc", "\"a\"b", "'a'b", "\"a\\"})
  void quoting_refusesUnbalancedQuotes(String line) {
    assertThatThrownBy(() -> Quoting.split(line)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void script_stepsPrintAsTheyAreWritten() {
    for (String line :
        List.of(
            "GET k",
            "@2 ~within:5 TTL \"a b\"",
            "@x %raw \"PING\\r\\n\"",
            "~fields:a,b INFO",
            "%closed",
            "SET \"\" \"\\x00\"")) {
      assertThat(Script.step(1, line).toString()).isEqualTo(line);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET k",
        "== t\n@2",
        "== t\n%nosuch x",
        "== t\n~nosuch GET k",
        "== t\n~any:3 GET k"
      })
  void script_saysWhereItIsWrong(String text) {
    assertThatThrownBy(() -> Script.parse("file", text)).hasMessageStartingWith("file:");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiter = '|',
      value = {
        "any|+a|:1|true",
        "type|:1|:2|true",
        "type|:1|+1|false",
        "shape|*2 :1 $1 a|*2 :9 $2 bb|true",
        "shape|*2 :1 $1 a|*2 :9 :2|false",
        "shape|*1 :1|*2 :1 :1|false",
        "unordered|*2 :1 :2|*2 :2 :1|true",
        "unordered|*2 :1 :2|*2 :2 :2|false",
        "unordered|*1 *2 +a +b|*1 *2 +b +a|true",
        "unordered|*2 :1 :2|~2 :1 :2|false",
        "error-code|-ERR a|-ERR b|true",
        "error-code|-ERR a|-WRONGTYPE a|false",
        "error-code|+ERR a|+ERR a|false",
        "within:2|:10|:12|true",
        "within:2|:10|:13|false",
        "within:5|:-1|:-2|false",
        "within:5|:0|:-1|false",
        "within:5|$2 10|$2 12|true",
        "within:5|+a|+b|false",
        "within:5|*1 :10|*1 :11|true",
        "doubles|$3 0.1|$19 0.10000000000000001|true",
        "doubles|$3 0.1|$19 0.10000000000000002|false",
        "doubles:1|$3 0.1|$19 0.10000000000000002|true",
        "doubles:1|$3 0.1|$19 0.10000000000000003|false",
        "time|*2 $2 10 $1 5|*2 $2 12 $6 999999|true",
        "time|*2 $2 10 $1 5|*2 $2 12 $7 1000000|false",
        "fields|$7 a=1 b=2|$7 a=3 b=4|true",
        "fields|$7 a=1 b=2|$3 a=3|false",
        "fields:a|$7 a=1 b=2|$7 a=1 b=4|true",
        "fields:b|$7 a=1 b=2|$7 a=1 b=4|false"
      })
  void comparison_decides(String comparison, String oracle, String ours, boolean equal) {
    assertThat(Comparison.parse(comparison).isEqual(reply(oracle), reply(ours))).isEqualTo(equal);
  }

  @Test
  void comparison_neverAcceptsAMissingReply() {
    Reply late = Reply.none("no reply in time", new byte[0]);
    Reply closed = Reply.none(Reply.CLOSED, new byte[0]);
    assertThat(Comparison.parse("any").isEqual(late, late)).isFalse();
    assertThat(Comparison.parse("any").isEqual(closed, reply("+OK"))).isFalse();
    assertThat(Comparison.EXACT.isEqual(closed, closed)).isTrue();
    assertThat(Comparison.EXACT.isEqual(closed, Reply.none(Reply.CLOSED, new byte[1]))).isFalse();
  }

  private static final String PAGE =
      """
      # Differences
      ### D1. Sets
      Reason.
      ```difference
      command:  OBJECT ENCODING *
      redis:    "hashtable"
      holdfast: "listpack"
      ```
      ### D2. A star
      ```difference
      command:  KEYS \\*
      redis:    [*]
      holdfast: -ERR *
      command:  KEYS b
      redis:    nil
      holdfast: +OK
      ```
      """;

  @Test
  void differences_explainWhatTheyListAndNothingElse() {
    Differences differences = Differences.parse(PAGE);
    assertThat(
            differences.explain("object encoding k", reply("$9 hashtable"), reply("$8 listpack")))
        .isTrue();
    assertThat(
            differences.explain("OBJECT ENCODING k", reply("$8 listpack"), reply("$9 hashtable")))
        .isFalse();
    assertThat(differences.stale()).containsExactly("D2");
    assertThat(differences.explain("KEYS *", reply("*1 :1"), reply("-ERR no"))).isTrue();
    assertThat(differences.explain("KEYS a", reply("*1 :1"), reply("-ERR no"))).isFalse();
    assertThat(differences.explain("KEYS b", reply("$-1"), reply("+OK"))).isTrue();
    assertThat(differences.stale()).isEmpty();
  }

  @Test
  void differences_namedPartsMustAgree() {
    Differences differences =
        Differences.parse(
            """
            ### D1. x
            ```difference
            command:  ECHO $word
            redis:    "a=* b=$b $word"
            holdfast: "b=$b $word c=*"
            ```
            """);
    assertThat(differences.explain("ECHO hi", reply("$10 a=1 b=2 hi"), reply("$10 b=2 hi c=3")))
        .isTrue();
    assertThat(differences.explain("ECHO hi", reply("$10 a=1 b=2 hi"), reply("$10 b=3 hi c=3")))
        .isFalse();
    assertThat(differences.explain("ECHO ho", reply("$10 a=1 b=2 hi"), reply("$10 b=2 hi c=3")))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```difference\nredis: x\n```",
        "```difference\ncommand: a\nredis: x\n```",
        "```difference\ncommand: a\nholdfast: x\n```",
        "```difference\ncommand: a\ncommand: b\n```",
        "```difference\nnonsense\n```"
      })
  void differences_refuseAnUnfinishedEntry(String block) {
    assertThatThrownBy(() -> Differences.parse("### D9. x\n" + block))
        .hasMessageStartingWith("difference D9");
  }

  @Test
  void shrinker_findsThePairThatMatters() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      steps.add(Script.step(0, String.format("SET k%03d v EX 10", i)));
    }
    List<Step> small =
        Shrinker.script(
            steps,
            candidate -> {
              String text = candidate.toString();
              return text.contains("SET k017") && text.contains("SET k250");
            },
            5_000);
    assertThat(small).extracting(Step::toString).containsExactly("SET k017", "SET k250");
  }

  @Test
  void grammar_sameSeedSameSequence() {
    assertThat(new StringGrammar(new Random(5)).sequence(300).toString())
        .isEqualTo(new StringGrammar(new Random(5)).sequence(300).toString());
  }

  /** A server that lacks one command is as good as one with a bug in it. */
  @Test
  @Tag("oracle")
  void run_findsAndShrinksAPlantedFault() throws IOException {
    Assumptions.assumeTrue(RedisServer.program().isPresent(), "no redis-server");
    try (RedisServer oracle = RedisServer.start();
        RedisServer faulty = RedisServer.start("--rename-command", "APPEND", "");
        PairRunner runner = new PairRunner(oracle, faulty, Differences.none())) {
      Grammar grammar = new StringGrammar(new Random(3));
      List<Step> steps = grammar.sequence(400);
      assertThat(runner.runSequence(steps, grammar, 2)).isPresent();
      List<Step> small =
          Shrinker.script(
              steps, candidate -> runner.runSequence(candidate, grammar, 3).isPresent(), 2_000);
      assertThat(small).hasSize(1);
      assertThat(small.get(0).name()).isEqualTo("APPEND");

      Script.Section section =
          Script.parse("case.txt", "== t\nSET k v\nAPPEND k w\nGET k").sections().get(0);
      assertThat(runner.run(section, 2))
          .extracting(Mismatch::where)
          .contains("case.txt:3", "case.txt:4");
    }
  }

  private static ReplyReader reader(String wire) {
    return new ReplyReader(new ByteArrayInputStream(wire.getBytes(ISO_8859_1)));
  }

  /** A reply from its wire form with spaces for line ends. */
  private static Reply reply(String wire) {
    String lines = wire.startsWith("-") || wire.startsWith("+") ? wire : lines(wire);
    return reader(lines + "\r\n").read();
  }

  /** A bulk string's text may hold spaces: only what its length does not cover is split. */
  private static String lines(String wire) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < wire.length()) {
      int space = wire.indexOf(' ', at);
      String token = wire.substring(at, space < 0 ? wire.length() : space);
      out.append(out.length() == 0 ? "" : "\r\n").append(token);
      at += token.length() + 1;
      if (token.startsWith("$") && !token.equals("$-1")) {
        int length = Integer.parseInt(token.substring(1));
        out.append("\r\n").append(wire, at, at + length);
        at += length + 1;
      }
    }
    return out.toString();
  }
}
