package io.holdfast.oracle;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Prints what a real redis-server answers to a script: {@code Transcript file...}.
 *
 * <p>For writing case files, and for looking behaviour up instead of remembering it.
 */
final class Transcript {
  private Transcript() {}

  public static void main(String[] files) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (RedisServer server = RedisServer.start();
        Side side = new Side(server)) {
      for (String file : files) {
        for (Script.Section section : Script.read(Path.of(file)).sections()) {
          out.println("\n== " + section.title());
          side.reset(2);
          for (Step step : section.steps()) {
            for (Exchange exchange : side.execute(step)) {
              print(out, exchange);
            }
          }
          for (Exchange leftover : side.leftovers()) {
            print(out, leftover);
          }
        }
      }
    }
  }

  private static void print(PrintStream out, Exchange exchange) {
    String at =
        exchange.step().connection().equals(Step.FIRST)
            ? ""
            : "@" + exchange.step().connection() + " ";
    String question = exchange.question();
    if (question.length() > 160) {
      question = question.substring(0, 160) + "...";
    }
    String answer = exchange.reply().notation();
    if (answer.length() > 1500) {
      answer = answer.substring(0, 1500) + "...";
    }
    out.println(at + question + "\n    " + answer);
  }
}
