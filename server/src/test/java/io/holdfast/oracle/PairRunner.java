package io.holdfast.oracle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs the same steps on two peers, one step at a time on both, and compares what they say.
 *
 * <p>Thread: one.
 */
final class PairRunner implements AutoCloseable {
  private final Side oracle;
  private final Side ours;
  private final Differences differences;
  private final Set<String> lacking = new TreeSet<>();

  PairRunner(Peer oracle, Peer ours, Differences differences) throws IOException {
    this.oracle = new Side(oracle);
    this.ours = new Side(ours);
    this.differences = differences;
  }

  /**
   * Runs a test case from its fresh start to its end; every mismatch, in order.
   *
   * @param protocol 2 or 3, what every connection speaks when it is opened
   */
  List<Mismatch> run(Script.Section section, int protocol) {
    reset(protocol);
    List<Mismatch> mismatches = new ArrayList<>();
    for (Step step : section.steps()) {
      if (step.directive().equals("needs") && lacks(step)) {
        break;
      }
      boolean lost = compare(section.file(), oracle.execute(step), ours.execute(step), mismatches);
      if (lost) {
        return mismatches;
      }
    }
    compare(section.file(), oracle.leftovers(), ours.leftovers(), mismatches);
    return mismatches;
  }

  /**
   * Runs generated commands, neighbours of one connection in one pipeline, and then compares the
   * keyspaces. The first mismatch ends it.
   */
  Optional<Mismatch> runSequence(List<Step> steps, Grammar grammar, int protocol) {
    reset(protocol);
    List<Mismatch> mismatches = new ArrayList<>();
    if (grammar.isInterleaved()) {
      runInterleaved(steps, mismatches);
    } else {
      runPipelines(steps, mismatches);
    }
    if (mismatches.isEmpty()) {
      compareKeyspaces(grammar, mismatches);
    }
    return mismatches.stream().findFirst();
  }

  private void runPipelines(List<Step> steps, List<Mismatch> mismatches) {
    int from = 0;
    while (from < steps.size() && mismatches.isEmpty()) {
      int to = from + 1;
      while (to < steps.size() && steps.get(to).connection().equals(steps.get(from).connection())) {
        to++;
      }
      List<Step> run = steps.subList(from, to);
      compare("generated", oracle.pipeline(run), ours.pipeline(run), mismatches);
      from = to;
    }
  }

  /** After each step what has come on any connection is compared. */
  private void runInterleaved(List<Step> steps, List<Mismatch> mismatches) {
    for (int i = 0; i < steps.size() && mismatches.isEmpty(); i++) {
      oracle.execute(steps.get(i));
      ours.execute(steps.get(i));
      compare("after step " + (i + 1), oracle.leftovers(), ours.leftovers(), mismatches);
    }
  }

  /** The commands that {@code %needs} asked for and the server under test does not have. */
  Set<String> lacking() {
    return lacking;
  }

  private boolean lacks(Step step) {
    boolean any = false;
    for (int i = 0; i < step.words().size(); i++) {
      if (!ours.has(step.word(i))) {
        lacking.add(step.word(i));
        any = true;
      }
    }
    return any;
  }

  private void reset(int protocol) {
    oracle.reset(protocol);
    ours.reset(protocol);
  }

  /** Every key of every database: type, encoding, expiry, value; and the digest of all. */
  private void compareKeyspaces(Grammar grammar, List<Mismatch> mismatches) {
    int databases = grammar.databases();
    for (int database = 0; database < databases && mismatches.isEmpty(); database++) {
      if (database > 0) {
        ask("SELECT " + database, Comparison.EXACT, mismatches);
      }
      // Redis keeps what is due until it comes across it, and would have it in the digest.
      ask("SCAN 0 COUNT 100000", Comparison.parse("any"), mismatches);
      Reply keys = ask("KEYS *", Comparison.parse("unordered"), mismatches);
      if (!mismatches.isEmpty() || keys.elements() == null) {
        return;
      }
      for (Reply key : keys.elements()) {
        String name = '"' + Quoting.escape(text(key)) + '"';
        String type = ask("TYPE " + name, Comparison.EXACT, mismatches).string();
        ask("OBJECT ENCODING " + name, Comparison.EXACT, mismatches);
        ask("PEXPIRETIME " + name, Comparison.within(5_000), mismatches);
        switch (type) {
          case "string" -> ask("GET " + name, Comparison.EXACT, mismatches);
          case "list" -> ask("LRANGE " + name + " 0 -1", Comparison.EXACT, mismatches);
          case "hash" -> ask("HGETALL " + name, Comparison.parse("unordered"), mismatches);
          case "set" -> ask("SMEMBERS " + name, Comparison.parse("unordered"), mismatches);
          case "zset" -> ask("ZRANGE " + name + " 0 -1 WITHSCORES", grammar.scores(), mismatches);
          case "stream" -> compareStream(name, mismatches);
          default -> ask("DUMP " + name, Comparison.parse("type"), mismatches);
        }
      }
    }
    if (mismatches.isEmpty() && grammar.hasExactScores()) {
      ask("DEBUG DIGEST", Comparison.EXACT, mismatches);
    }
  }

  /** Entries, counters, groups and what is pending in them. */
  private void compareStream(String name, List<Mismatch> mismatches) {
    ask("XRANGE " + name + " - +", Comparison.EXACT, mismatches);
    ask("XINFO STREAM " + name, Comparison.EXACT, mismatches);
    Reply groups = ask("XINFO GROUPS " + name, Comparison.EXACT, mismatches);
    for (Reply group : Objects.requireNonNull(groups.elements())) {
      Reply groupName = Objects.requireNonNull(group.elements()).get(1);
      String pending = "XPENDING " + name + " \"" + Quoting.escape(text(groupName)) + '"';
      ask(pending, Comparison.EXACT, mismatches);
      ask(pending + " - + 1000", Comparison.within(20_000), mismatches);
    }
  }

  private static byte[] text(Reply reply) {
    byte[] text = reply.text();
    return text == null ? new byte[0] : text;
  }

  private Reply ask(String line, Comparison comparison, List<Mismatch> mismatches) {
    Step step = Step.command("state", comparison, Quoting.split(line));
    List<Exchange> asked = oracle.execute(step);
    compare("state at the end", asked, ours.execute(step), mismatches);
    return asked.get(0).reply();
  }

  /** Adds what differs; true when a peer stopped answering and going on makes no sense. */
  private boolean compare(
      String file, List<Exchange> left, List<Exchange> right, List<Mismatch> mismatches) {
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      Exchange a = i < left.size() ? left.get(i) : silence(right.get(i));
      Exchange b = i < right.size() ? right.get(i) : silence(left.get(i));
      if (!a.step().comparison().isEqual(a.reply(), b.reply())
          && !differences.explain(a.question(), a.reply(), b.reply())) {
        String where = a.step().line() == 0 ? file : file + ":" + a.step().line();
        mismatches.add(new Mismatch(where, a.question(), a, b));
        if (a.reply().isNone() || b.reply().isNone()) {
          return true;
        }
      }
    }
    return false;
  }

  private static Exchange silence(Exchange other) {
    return new Exchange(
        other.step(), other.asked(), Reply.none("nothing where the other answers", new byte[0]));
  }

  String describe(Mismatch mismatch) {
    return mismatch.describe(oracle.peer().name(), ours.peer().name());
  }

  @Override
  public void close() {
    oracle.close();
    ours.close();
  }
}
