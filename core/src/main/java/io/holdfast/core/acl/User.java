package io.holdfast.core.acl;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Rights;
import io.holdfast.core.command.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user, for as long as he is one: his rules may change, sessions hold on to him. */
final class User implements Rights {
  private final String name;
  private final AclLog log;
  private UserRules rules;
  private boolean mayDoEverything;

  User(String name, UserRules rules, AclLog log) {
    this.name = name;
    this.log = log;
    this.rules = rules;
    rules(rules);
  }

  /** The name, a byte a char. */
  String name() {
    return name;
  }

  UserRules rules() {
    return rules;
  }

  /** Other rules apply from now on. */
  void rules(UserRules value) {
    rules = value;
    mayDoEverything = value.selectors().stream().anyMatch(Selector::allowsEverything);
  }

  /** The line of a configuration file that makes this user. */
  String line() {
    return "user " + name + ' ' + rules.description();
  }

  /** Why a command is refused, or null. */
  @Nullable Denial denial(Command command, CommandArgs args) {
    Denial furthest = Denial.COMMAND;
    List<Selector> selectors = rules.selectors();
    for (int i = 0; i < selectors.size(); i++) {
      Denial denial = selectors.get(i).denial(command, args);
      if (denial == null) {
        return null;
      }
      furthest = Denial.furthest(furthest, denial);
    }
    return furthest;
  }

  /** Whether a channel may be listened to, or those that a pattern means. */
  boolean allowsChannel(byte[] channel, boolean isPattern) {
    return rules.selectors().stream()
        .anyMatch(selector -> selector.allowsChannel(channel, 0, channel.length, isPattern));
  }

  @Override
  public String userName() {
    return RuleText.shown(name);
  }

  @Override
  public boolean mayDoEverything() {
    return mayDoEverything;
  }

  @Override
  public void check(Command command, CommandArgs args, Session session) {
    Denial denial = denial(command, args);
    if (denial != null) {
      log.add(denial.reason(), denial.object(command, args), name, session, args);
      throw refusal("NOPERM " + denial.text(name, command));
    }
  }

  @Override
  public void checkQueued(Command command, CommandArgs args, Session session) {
    Denial denial = denial(command, args);
    if (denial != null) {
      log.add(denial.reason(), denial.object(command, args), name, session, args);
      throw new CommandException(
          "NOPERM ACLs rules changed between the moment the transaction was accumulated and the"
              + " EXEC call. This command is no longer allowed for the following reason: "
              + denial.reason().whenExecuted());
    }
  }

  /** An error that says the name as it is, byte by byte. */
  private static CommandException refusal(String text) {
    byte[] bytes = RuleText.bytes(text);
    return QuotingException.of(ByteRange.of(bytes));
  }

  @Override
  public boolean mayReadAnyKey(CommandArgs args) {
    return mayDoEverything
        || rules.selectors().stream().anyMatch(selector -> selector.allowsReadingAnyKey(args));
  }
}
