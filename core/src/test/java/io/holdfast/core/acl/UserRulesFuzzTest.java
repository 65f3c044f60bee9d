package io.holdfast.core.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.Command;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever is given for a rule: it is followed, or refused with one of Redis's reasons. */
class UserRulesFuzzTest {
  private static final long SEED = 7;
  private static final int RULES = Boolean.getBoolean("holdfast.long") ? 5_000_000 : 20_000;

  private static final Set<String> REASONS =
      Set.of(
          "Syntax error",
          "Unknown command or category name in ACL",
          "Allowing first-arg of a subcommand is not supported",
          "The password you are trying to remove from the user does not exist",
          "The password hash must be exactly 64 characters and contain only lowercase hexadecimal"
              + " characters",
          "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not"
              + " have any effect. Try 'resetkeys' to start with an empty list of patterns",
          "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does"
              + " not have any effect. Try 'resetchannels' to start with an empty list of channels");

  private static final String[] PIECES = {
    "+",
    "-",
    "~",
    "%",
    "&",
    ">",
    "<",
    "#",
    "!",
    "(",
    ")",
    "@",
    "|",
    "*",
    "R",
    "W",
    " ",
    "all",
    "get",
    "config",
    "config|get",
    "select",
    "read",
    "reset",
    "keys",
    "channels",
    "on",
    "off",
    "nopass",
    "\0",
    "\u00ff",
    "\n",
    "[",
    "\\",
    "^",
    "]",
    "a-z",
    "?",
    "0",
    "%RW~",
    "+@",
    "-@"
  };

  @Test
  void anyRule_isFollowedOrRefused_andWhatIsToldMakesTheSameUser() {
    try (CommandTester tester = CommandTester.open()) {
      Vocabulary words = tester.engine().users().words();
      List<Command> commands = words.all();
      Random random = new Random(SEED);
      UserRules rules = new UserRules(words);
      for (int i = 0; i < RULES; i++) {
        String rule = rule(random);
        UserRules draft = rules.copy();
        try {
          draft.apply(rule);
          rules = draft;
        } catch (RuleException refused) {
          assertThat(REASONS).as("rule %d: '%s'", i, rule).contains(refused.reason());
        }
        if (i % 50 == 0) {
          checkTold(rules, words, "rule " + i + ": " + rule);
          check(rules, commands.get(random.nextInt(commands.size())), random);
        }
        if (i % 500 == 0) {
          rules = new UserRules(words);
        }
      }
    }
  }

  private static String rule(Random random) {
    StringBuilder rule = new StringBuilder();
    for (int pieces = 1 + random.nextInt(5); pieces > 0; pieces--) {
      rule.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return rule.toString();
  }

  private static void checkTold(UserRules rules, Vocabulary words, String where) {
    UserRules again = new UserRules(words);
    String told = rules.description();
    for (String rule : SelectorWords.join(List.of(told.split(" ", -1))).rules()) {
      again.apply(rule);
    }
    assertThat(again.description()).as(where).isEqualTo(told);
  }

  /** Any arguments may be asked about. */
  private static void check(UserRules rules, Command command, Random random) {
    String[] words = new String[1 + random.nextInt(6)];
    for (int i = 0; i < words.length; i++) {
      words[i] = rule(random);
    }
    CommandArgs args = CommandArgs.of(words);
    for (Selector selector : rules.selectors()) {
      selector.denial(command, args);
    }
  }
}
