package io.holdfast.core.acl;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.AclCategory;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.KeyCursor;
import io.holdfast.core.command.KeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Commands, keys and channels that are allowed together.
 *
 * <pre>
 *  rules     -@all +@read -get +config|get +select|0     as they were given, what is overridden left out
 *  allowed   | one bit a command or subcommand, by its number |
 *  first     select: 0                                   arguments that let a command pass without its bit
 * </pre>
 *
 * The bits are what decides; the rules are kept to be told, and say the same when they are followed
 * again from the start, today or with commands still to come.
 *
 * <p>Thread: the owner. Cost of a check: one bit, and for each key or channel its patterns in turn.
 */
final class Selector {
  private final Vocabulary words;
  private final KeyCursor cursor = new KeyCursor();
  private final List<KeyPattern> keys = new ArrayList<>();
  private final List<ChannelPattern> channels = new ArrayList<>();
  private final List<String> commandRules = new ArrayList<>();
  private final Map<Integer, List<String>> firstArguments = new HashMap<>();
  private long[] allowed = {};
  private boolean isAllCommands;
  private boolean startsWithAll;
  private boolean isAllKeys;
  private boolean isAllChannels;

  /** Allows nothing, but for channels if that is the default. */
  Selector(Vocabulary words) {
    this.words = words;
    this.isAllChannels = words.isChannelsByDefault();
  }

  Selector copy() {
    Selector copy = new Selector(words);
    copy.keys.addAll(keys);
    copy.channels.addAll(channels);
    copy.commandRules.addAll(commandRules);
    firstArguments.forEach((number, args) -> copy.firstArguments.put(number, List.copyOf(args)));
    copy.allowed = allowed.clone();
    copy.isAllCommands = isAllCommands;
    copy.startsWithAll = startsWithAll;
    copy.isAllKeys = isAllKeys;
    copy.isAllChannels = isAllChannels;
    return copy;
  }

  // ---- rules ---------------------------------------------------------------------------------

  /**
   * Follows a rule.
   *
   * @throws RuleException if it is none; then nothing has changed
   */
  void apply(String rule) {
    switch (rule.toLowerCase(Locale.ROOT)) {
      case "allkeys", "~*" -> allKeys();
      case "resetkeys" -> resetKeys();
      case "allchannels", "&*" -> allChannels();
      case "resetchannels" -> resetChannels();
      case "allcommands", "+@all" -> allCommands(true);
      case "nocommands", "-@all" -> allCommands(false);
      default -> applyPattern(rule);
    }
  }

  private void applyPattern(String rule) {
    switch (rule.isEmpty() ? 0 : rule.charAt(0)) {
      case '~' -> addKeys(rule, 1, KeyPattern.ALL);
      case '%' -> addKeysByAccess(rule);
      case '&' -> addChannels(rule);
      case '+' -> allow(rule.substring(1));
      case '-' -> forbid(rule.substring(1));
      default -> throw RuleException.syntax();
    }
  }

  private void allKeys() {
    isAllKeys = true;
    keys.clear();
  }

  void resetKeys() {
    isAllKeys = false;
    keys.clear();
  }

  private void allChannels() {
    isAllChannels = true;
    channels.clear();
  }

  void resetChannels() {
    isAllChannels = false;
    channels.clear();
  }

  void defaultChannels() {
    resetChannels();
    isAllChannels = words.isChannelsByDefault();
  }

  private void addKeysByAccess(String rule) {
    checkNotAllKeys();
    int access = 0;
    for (int i = 1; i < rule.length(); i++) {
      int letter = Character.toUpperCase(rule.charAt(i));
      if (letter == 'R' && (access & KeyPattern.READ) == 0) {
        access |= KeyPattern.READ;
      } else if (letter == 'W' && (access & KeyPattern.WRITE) == 0) {
        access |= KeyPattern.WRITE;
      } else if (letter == '~' && access != 0) {
        addKeys(rule, i + 1, access);
        return;
      } else {
        throw RuleException.syntax();
      }
    }
    if (access == 0) {
      throw RuleException.syntax();
    }
    addKeys(rule, rule.length(), access);
  }

  private void addKeys(String rule, int from, int access) {
    checkNotAllKeys();
    if (RuleText.hasSpaces(rule, from)) {
      throw RuleException.syntax();
    }
    String text = rule.substring(from);
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).text().equals(text)) {
        keys.set(i, keys.get(i).and(access));
        return;
      }
    }
    keys.add(KeyPattern.of(text, access));
  }

  private void checkNotAllKeys() {
    if (isAllKeys) {
      throw afterAll("allkeys", "resetkeys", "patterns");
    }
  }

  private void addChannels(String rule) {
    if (isAllChannels) {
      throw afterAll("allchannels", "resetchannels", "channels");
    }
    if (RuleText.hasSpaces(rule, 1)) {
      throw RuleException.syntax();
    }
    String text = rule.substring(1);
    if (channels.stream().noneMatch(known -> known.text().equals(text))) {
      channels.add(ChannelPattern.of(text));
    }
  }

  private static RuleException afterAll(String all, String reset, String what) {
    return new RuleException(
        "Adding a pattern after the * pattern (or the '"
            + all
            + "' flag) is not valid and does not have any effect. Try '"
            + reset
            + "' to start with an empty list of "
            + what);
  }

  void allCommands(boolean isAllowed) {
    isAllCommands = isAllowed;
    startsWithAll = isAllowed;
    allowed = new long[0];
    firstArguments.clear();
    commandRules.clear();
  }

  private void allow(String name) {
    if (name.startsWith("@")) {
      setCategory(name, true);
      return;
    }
    Command command = words.find(name);
    int bar = name.lastIndexOf('|');
    if (command != null) {
      set(command, true);
    } else if (bar < 0) {
      throw RuleException.unknown();
    } else {
      allowFirstArgument(name.substring(0, bar), name.substring(bar + 1));
    }
    addRule('+', name);
  }

  /** An argument instead of a subcommand: what old configurations have for SELECT or DEBUG. */
  private void allowFirstArgument(String name, String argument) {
    Command command = words.find(name);
    if (command == null) {
      throw RuleException.unknown();
    }
    if (command.container() != null) {
      throw new RuleException("Allowing first-arg of a subcommand is not supported");
    }
    if (argument.isEmpty()) {
      throw RuleException.syntax();
    }
    if (!command.subcommands().isEmpty()) {
      throw RuleException.unknown();
    }
    List<String> known = firstArguments.getOrDefault(command.number(), List.of());
    List<String> more = new ArrayList<>(known);
    if (known.stream().noneMatch(argument::equalsIgnoreCase)) {
      more.add(argument);
    }
    firstArguments.put(command.number(), more);
  }

  private void forbid(String name) {
    if (name.startsWith("@")) {
      setCategory(name, false);
      return;
    }
    Command command = words.find(name);
    if (command == null) {
      throw RuleException.unknown();
    }
    set(command, false);
    addRule('-', name);
  }

  private void setCategory(String name, boolean isAllowed) {
    AclCategory category = Vocabulary.category(name.substring(1));
    if (category == null) {
      throw RuleException.unknown();
    }
    words.in(category).forEach(command -> setOne(command, isAllowed));
    addRule(isAllowed ? '+' : '-', name);
  }

  private void set(Command command, boolean isAllowed) {
    setOne(command, isAllowed);
    command.subcommands().values().forEach(subcommand -> setOne(subcommand, isAllowed));
  }

  private void setOne(Command command, boolean isAllowed) {
    firstArguments.remove(command.number());
    if (isAllCommands && !isAllowed) {
      isAllCommands = false;
      words.all().forEach(each -> setBit(each.number(), true));
    }
    if (!isAllCommands) {
      setBit(command.number(), isAllowed);
    }
  }

  private void setBit(int number, boolean value) {
    int index = number >>> 6;
    if (index >= allowed.length) {
      allowed = Arrays.copyOf(allowed, index + 1);
    }
    long bit = 1L << number;
    allowed[index] = value ? allowed[index] | bit : allowed[index] & ~bit;
  }

  /** The newest rule on something stands last; what was said of it before has no effect. */
  private void addRule(char sign, String name) {
    String about = name.toLowerCase(Locale.ROOT);
    commandRules.removeIf(
        rule -> rule.startsWith(about, 1) && isEndOrBar(rule, about.length() + 1));
    commandRules.add(sign + about);
  }

  private static boolean isEndOrBar(String rule, int at) {
    return rule.length() == at || rule.charAt(at) == '|';
  }

  // ---- what is allowed -----------------------------------------------------------------------

  boolean allowsEverything() {
    return isAllCommands && isAllKeys && isAllChannels;
  }

  /** Why a command is refused, or null. */
  @Nullable Denial denial(Command command, CommandArgs args) {
    if (!allowsCommand(command, args)) {
      return Denial.COMMAND;
    }
    Denial denial = isAllKeys ? null : keyDenial(command, args);
    return denial == null && !isAllChannels ? channelDenial(command, args) : denial;
  }

  private boolean allowsCommand(Command command, CommandArgs args) {
    return isAllCommands
        || command.isAllowedUnauthenticated()
        || isAllowed(command.number())
        || isFirstArgumentAllowed(command, args);
  }

  private boolean isAllowed(int number) {
    int index = number >>> 6;
    return index < allowed.length && (allowed[index] >>> number & 1) != 0;
  }

  private boolean isFirstArgumentAllowed(Command command, CommandArgs args) {
    List<String> arguments = firstArguments.get(command.number());
    return arguments != null
        && args.count() > 1
        && arguments.stream().anyMatch(RuleText.of(args, 1)::equalsIgnoreCase);
  }

  private @Nullable Denial keyDenial(Command command, CommandArgs args) {
    if (command.keySpecs().isEmpty() || !cursor.begin(command, args)) {
      return null;
    }
    while (cursor.next()) {
      KeySpec spec = command.keySpecFor(cursor.spec(), args);
      if (!allowsKey(args, cursor.index(), KeyPattern.access(spec))) {
        return new Denial(Denial.Reason.KEY, cursor.index());
      }
    }
    return null;
  }

  private boolean allowsKey(CommandArgs args, int index, int access) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).allows(args.buffer(), args.offset(index), args.length(index), access)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Denial channelDenial(Command command, CommandArgs args) {
    ChannelArguments which = ChannelArguments.of(command);
    int end = which.end(args.count());
    for (int i = 1; i < end; i++) {
      boolean isPattern = which == ChannelArguments.PATTERNS;
      if (!allowsChannel(args.buffer(), args.offset(i), args.length(i), isPattern)) {
        return new Denial(Denial.Reason.CHANNEL, i);
      }
    }
    return null;
  }

  /** Whether a channel may be listened to, or with a pattern those it means. */
  boolean allowsChannel(byte[] buffer, int offset, int length, boolean isPattern) {
    if (isAllChannels) {
      return true;
    }
    for (ChannelPattern pattern : channels) {
      if (pattern.allows(buffer, offset, length, isPattern)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a command is allowed that reads keys nobody knows beforehand. */
  boolean allowsReadingAnyKey(CommandArgs args) {
    Command command = words.find(args);
    boolean isEveryKey =
        isAllKeys
            || keys.stream()
                .anyMatch(key -> key.text().equals("*") && (key.access() & KeyPattern.READ) != 0);
    return isEveryKey && command != null && denial(command, args) == null;
  }

  // ---- telling -------------------------------------------------------------------------------

  /** The rules on keys. */
  String keyRules() {
    return isAllKeys ? "~*" : String.join(" ", keys.stream().map(KeyPattern::rule).toList());
  }

  /** The rules on channels. */
  String channelRules() {
    return isAllChannels
        ? "&*"
        : String.join(" ", channels.stream().map(channel -> '&' + channel.text()).toList());
  }

  /** The rules on commands. */
  String commandRules() {
    StringBuilder rules = new StringBuilder(startsWithAll ? "+@all" : "-@all");
    commandRules.forEach(rule -> rules.append(' ').append(rule));
    return rules.toString();
  }

  /** All rules: followed from the start they make the same selector. */
  String description() {
    StringBuilder rules = new StringBuilder();
    if (isAllKeys) {
      rules.append("~* ");
    } else {
      keys.forEach(key -> rules.append(key.exactRule()).append(' '));
    }
    rules.append(isAllChannels ? "" : "resetchannels ");
    String channelRules = channelRules();
    rules.append(channelRules).append(channelRules.isEmpty() ? "" : " ");
    return rules.append(commandRules()).toString();
  }
}
