package io.holdfast.core.command;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command as it is declared: everything COMMAND, ACL, the AOF and the documentation want to know,
 * the handler, and how often it ran.
 *
 * <pre>{@code
 * Command.named("GETDEL").group(STRING).since("6.2.0").arity(2).flags(WRITE, FAST)
 *     .keys("RW ACCESS DELETE", 1, 0, 1)
 *     .summary("Returns a string and deletes its key.").complexity("O(1)")
 *     .arguments("key")
 *     .handler(this::getdel)
 * }</pre>
 *
 * A command with subcommands is a container; it has a handler of its own only if it can be called
 * without one. Immutable but for the counters: a {@link CommandTable} holds {@link #copy copies} of
 * its own, so that what one store runs is not counted in another.
 */
public final class Command {
  private final String name;
  private final @Nullable Command container;
  private final Group group;
  private final String since;
  private final int arity;
  private final Set<Flag> flags;
  private final List<String> aclCategories;
  private final List<String> tips;
  private final List<KeySpec> keySpecs;
  private final String summary;
  private final String complexity;
  private final String arguments;
  private final List<String> history;
  private final @Nullable String deprecatedSince;
  private final @Nullable String replacedBy;
  private final Map<String, Command> subcommands;
  private final @Nullable Handler handler;
  private final boolean isHelp;
  private final boolean controlsTransaction;
  private final boolean executesTransaction;
  private final boolean isAllowedWhileSubscribed;
  private final boolean isSystemCommand;
  private final @Nullable Function<CommandArgs, KeySpec> keySpecByArguments;
  private final boolean isWrite;
  private final boolean isDenyOom;
  private final boolean isAllowedUnauthenticated;
  private final Command[] subcommandList;
  private final byte[] upperCaseName;
  private final boolean isBrief;
  private final @Nullable SecretArguments secretArguments;
  private final CommandStats stats = new CommandStats();
  private int number;

  /** Tells which arguments are passwords. */
  @FunctionalInterface
  public interface SecretArguments {
    /** Whether the argument must not be shown, in a log or to a monitor. */
    boolean isSecret(CommandArgs args, int index);
  }

  private Command(Builder builder, @Nullable Command container) {
    this.name = builder.name;
    this.container = container;
    this.group = builder.group;
    this.since = builder.since;
    this.arity = builder.arity;
    this.flags = Collections.unmodifiableSet(EnumSet.copyOf(builder.flags));
    this.aclCategories = List.copyOf(builder.aclCategories);
    this.tips = List.copyOf(builder.tips);
    this.keySpecs = List.copyOf(builder.keySpecs);
    this.summary = builder.summary;
    this.complexity = builder.complexity;
    this.arguments = builder.arguments;
    this.history = List.copyOf(builder.history);
    this.deprecatedSince = builder.deprecatedSince;
    this.replacedBy = builder.replacedBy;
    this.isHelp = builder.isHelp;
    this.handler = isHelp ? this::help : builder.handler;
    this.controlsTransaction = builder.controlsTransaction;
    this.executesTransaction = builder.executesTransaction;
    this.isAllowedWhileSubscribed = builder.isAllowedWhileSubscribed;
    this.isSystemCommand = builder.isSystemCommand;
    this.keySpecByArguments = builder.keySpecByArguments;
    this.isWrite = flags.contains(Flag.WRITE);
    this.isDenyOom = flags.contains(Flag.DENYOOM);
    this.isAllowedUnauthenticated = flags.contains(Flag.NO_AUTH);
    this.isBrief =
        !flags.contains(Flag.BLOCKING)
            && (flags.contains(Flag.FAST)
                || (isWrite || flags.contains(Flag.READONLY)) && complexity.equals("O(1)"));
    this.secretArguments = builder.secretArguments;
    this.upperCaseName = name.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    this.subcommandList = new Command[builder.subcommands.size()];
    for (int i = 0; i < subcommandList.length; i++) {
      subcommandList[i] = new Command(builder.subcommands.get(i), this);
    }
    this.subcommands = byName(subcommandList);
  }

  private Command(Command declared, @Nullable Command container) {
    this.name = declared.name;
    this.container = container;
    this.group = declared.group;
    this.since = declared.since;
    this.arity = declared.arity;
    this.flags = declared.flags;
    this.aclCategories = declared.aclCategories;
    this.tips = declared.tips;
    this.keySpecs = declared.keySpecs;
    this.summary = declared.summary;
    this.complexity = declared.complexity;
    this.arguments = declared.arguments;
    this.history = declared.history;
    this.deprecatedSince = declared.deprecatedSince;
    this.replacedBy = declared.replacedBy;
    this.isHelp = declared.isHelp;
    this.handler = isHelp ? this::help : declared.handler;
    this.controlsTransaction = declared.controlsTransaction;
    this.executesTransaction = declared.executesTransaction;
    this.isAllowedWhileSubscribed = declared.isAllowedWhileSubscribed;
    this.isSystemCommand = declared.isSystemCommand;
    this.keySpecByArguments = declared.keySpecByArguments;
    this.isWrite = declared.isWrite;
    this.isDenyOom = declared.isDenyOom;
    this.isAllowedUnauthenticated = declared.isAllowedUnauthenticated;
    this.isBrief = declared.isBrief;
    this.secretArguments = declared.secretArguments;
    this.upperCaseName = declared.upperCaseName;
    this.subcommandList = new Command[declared.subcommandList.length];
    for (int i = 0; i < subcommandList.length; i++) {
      subcommandList[i] = new Command(declared.subcommandList[i], this);
    }
    this.subcommands = byName(subcommandList);
  }

  private static Map<String, Command> byName(Command[] commands) {
    if (commands.length == 0) {
      return Map.of();
    }
    Map<String, Command> byName = new LinkedHashMap<>();
    for (Command command : commands) {
      if (byName.put(command.name, command) != null) {
        throw new IllegalArgumentException("declared twice: name=" + command.fullName());
      }
    }
    return Collections.unmodifiableMap(byName);
  }

  /** The same command with counters of its own. */
  Command copy() {
    return new Command(this, null);
  }

  /** Starts a declaration; the name in upper case. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** The subcommand HELP of a container: its reply follows from the other subcommands. */
  public static Builder help(Group group, String since) {
    Builder help =
        named("HELP")
            .group(group)
            .since(since)
            .arity(2)
            .flags(Flag.LOADING, Flag.STALE)
            .summary("Explains the subcommands.")
            .complexity("O(1)");
    help.isHelp = true;
    return help;
  }

  private void help(CommandArgs args, Session session, ReplyWriter reply) {
    assert container != null : "HELP is a subcommand";
    HelpReply.write(container, reply);
  }

  /**
   * Numbers the command and its subcommands; returns the next number.
   *
   * @param next unique in the table
   */
  int numberFrom(int next) {
    number = next++;
    for (Command subcommand : subcommandList) {
      next = subcommand.numberFrom(next);
    }
    return next;
  }

  /** Different for every command and subcommand of a table, as small as can be. */
  public int number() {
    return number;
  }

  /** The name in lower case; a subcommand's own part of it. */
  public String name() {
    return name;
  }

  /** The name in lower case, as error texts say it: {@code get}, {@code client|list}. */
  public String fullName() {
    return container == null ? name : container.name + "|" + name;
  }

  /** The family. */
  public Group group() {
    return group;
  }

  /** The Redis version that brought the command. */
  public String since() {
    return since;
  }

  /** The number of arguments, the name included; negative: at least that many. */
  public int arity() {
    return arity;
  }

  /** Whether a command of this many arguments can be meant. */
  public boolean accepts(int argumentCount) {
    return arity >= 0 ? argumentCount == arity : argumentCount >= -arity;
  }

  /** The flags. */
  public Set<Flag> flags() {
    return flags;
  }

  /** Whether the command has a flag. */
  public boolean is(Flag flag) {
    return flags.contains(flag);
  }

  /** Whether the command may change data. */
  public boolean isWrite() {
    return isWrite;
  }

  /** Whether the command is refused when memory is at its limit. */
  public boolean isDenyOom() {
    return isDenyOom;
  }

  /** Whether the command runs at once inside a transaction instead of being queued. */
  public boolean controlsTransaction() {
    return controlsTransaction;
  }

  /** Whether the command runs the queued commands of a transaction, so that failing ends it. */
  public boolean executesTransaction() {
    return executesTransaction;
  }

  /** Whether a client that speaks RESP2 may run the command while it is subscribed to anything. */
  boolean isAllowedWhileSubscribed() {
    return isAllowedWhileSubscribed;
  }

  /** Whether the command may be run without AUTH. */
  public boolean isAllowedUnauthenticated() {
    return isAllowedUnauthenticated;
  }

  /** Whether it takes about as long as any other of its kind, which is not long. */
  boolean isBrief() {
    return isBrief;
  }

  /** Whether an argument must be shown to nobody. */
  boolean isSecret(CommandArgs args, int index) {
    return secretArguments != null && secretArguments.isSecret(args, index);
  }

  /** Whether only people who look after a server have a use for the command. */
  public boolean isSystemCommand() {
    return isSystemCommand;
  }

  /** ACL categories beyond those that follow from group and flags. */
  public List<String> aclCategories() {
    return aclCategories;
  }

  /** Hints for proxies and clients. */
  public List<String> tips() {
    return tips;
  }

  /** Where the keys are. */
  public List<KeySpec> keySpecs() {
    return keySpecs;
  }

  /** The keys among the words of a command, in the order of the specs. Any thread. */
  public List<byte[]> keys(List<byte[]> words) {
    CommandArgs args = CommandArgs.of(words.toArray(byte[][]::new));
    return Keys.find(this, args).orElse(List.of()).stream()
        .map(found -> words.get(found.index()))
        .toList();
  }

  /** What happens to a key, where that depends on the arguments. */
  public KeySpec keySpecFor(KeySpec declared, CommandArgs args) {
    return keySpecByArguments == null ? declared : keySpecByArguments.apply(args);
  }

  /** One sentence on what the command does. */
  public String summary() {
    return summary;
  }

  /** Cost. */
  public String complexity() {
    return complexity;
  }

  /** The arguments after the name, in the notation {@code ArgumentSyntax} reads. */
  public String arguments() {
    return arguments;
  }

  /** How the command is written, for people: {@code CONFIG SET parameter value [...]}. */
  public String usage() {
    String usage = Argument.usage(ArgumentSyntax.parse(this), " ");
    String upper = fullName().replace('|', ' ').toUpperCase(Locale.ROOT);
    return usage.isEmpty() ? upper : upper + " " + usage;
  }

  /** Changes of the command, each {@code "version: what"}. */
  public List<String> history() {
    return history;
  }

  /** The version that deprecated the command, or null. */
  public @Nullable String deprecatedSince() {
    return deprecatedSince;
  }

  /** What to use instead of a deprecated command, or null. */
  public @Nullable String replacedBy() {
    return replacedBy;
  }

  /** The container this is a subcommand of, or null. */
  public @Nullable Command container() {
    return container;
  }

  /** Subcommands by lower-case name, in the order of declaration. */
  public Map<String, Command> subcommands() {
    return subcommands;
  }

  boolean isContainer() {
    return subcommandList.length > 0;
  }

  /** The subcommand that the argument behind the name means, or null. */
  @Nullable Command subcommand(CommandArgs args) {
    for (Command subcommand : subcommandList) {
      if (args.equalsIgnoreCase(1, subcommand.upperCaseName)) {
        return subcommand;
      }
    }
    return null;
  }

  byte[] upperCaseName() {
    return upperCaseName;
  }

  /** What runs; null if only subcommands can be called. */
  public @Nullable Handler handler() {
    return handler;
  }

  /** How often it ran, and how long that took. */
  public CommandStats stats() {
    return stats;
  }

  void resetStats() {
    stats.reset();
    subcommands.values().forEach(Command::resetStats);
  }

  @Override
  public String toString() {
    return fullName();
  }

  /** Collects a declaration. */
  public static final class Builder {
    private final String name;
    private Group group = Group.GENERIC;
    private String since = "1.0.0";
    private int arity;
    private final Set<Flag> flags = EnumSet.noneOf(Flag.class);
    private final List<String> aclCategories = new ArrayList<>();
    private final List<String> tips = new ArrayList<>();
    private final List<KeySpec> keySpecs = new ArrayList<>();
    private String summary = "";
    private String complexity = "";
    private String arguments = "";
    private final List<String> history = new ArrayList<>();
    private @Nullable String deprecatedSince;
    private @Nullable String replacedBy;
    private final List<Builder> subcommands = new ArrayList<>();
    private boolean controlsTransaction;
    private boolean executesTransaction;
    private boolean isAllowedWhileSubscribed;
    private boolean isSystemCommand;
    private boolean isHelp;
    private @Nullable Function<CommandArgs, KeySpec> keySpecByArguments;
    private @Nullable SecretArguments secretArguments;
    private @Nullable Handler handler;

    private Builder(String name) {
      this.name = name.toLowerCase(Locale.ROOT);
    }

    /** Sets the family. */
    public Builder group(Group value) {
      group = value;
      return this;
    }

    /** Sets the Redis version that brought the command. */
    public Builder since(String version) {
      since = version;
      return this;
    }

    /** Sets the number of arguments, the name included; negative: at least that many. */
    public Builder arity(int value) {
      arity = value;
      return this;
    }

    /** Adds flags. */
    public Builder flags(Flag... values) {
      flags.addAll(List.of(values));
      return this;
    }

    /** Adds ACL categories beyond those that follow from group and flags. */
    public Builder acl(String... categories) {
      aclCategories.addAll(List.of(categories));
      return this;
    }

    /** Adds hints for proxies and clients. */
    public Builder tips(String... values) {
      tips.addAll(List.of(values));
      return this;
    }

    /** Adds a range of keys; see {@link KeySpec#range}. */
    public Builder keys(String accessAndEffects, int first, int last, int step) {
      return keys(KeySpec.range(accessAndEffects, first, last, step));
    }

    /** Adds keys. */
    public Builder keys(KeySpec spec) {
      keySpecs.add(spec);
      return this;
    }

    /** Sets the one sentence on what the command does. */
    public Builder summary(String text) {
      summary = text;
      return this;
    }

    /** Sets the cost. */
    public Builder complexity(String text) {
      complexity = text;
      return this;
    }

    /** Sets the arguments after the name, in the notation {@code ArgumentSyntax} reads. */
    public Builder arguments(String syntax) {
      arguments = syntax;
      return this;
    }

    /** Adds a change of the command. */
    public Builder history(String version, String what) {
      history.add(version + ": " + what);
      return this;
    }

    /** Marks the command as deprecated. */
    public Builder deprecated(String sinceVersion, String replacement) {
      deprecatedSince = sinceVersion;
      replacedBy = replacement;
      return this;
    }

    /** Lets the command run at once inside a transaction instead of being queued. */
    public Builder controlsTransaction() {
      controlsTransaction = true;
      return this;
    }

    /** As {@link #controlsTransaction}; and if the command is refused, the transaction is over. */
    public Builder executesTransaction() {
      executesTransaction = true;
      return controlsTransaction();
    }

    /** Lets a client that speaks RESP2 run the command while it is subscribed to anything. */
    public Builder allowedWhileSubscribed() {
      isAllowedWhileSubscribed = true;
      return this;
    }

    /** Says that only people who look after a server have a use for the command. */
    public Builder systemCommand() {
      isSystemCommand = true;
      return this;
    }

    /** Says what really happens to a key, where the declared spec has VARIABLE_FLAGS. */
    public Builder keysByArguments(Function<CommandArgs, KeySpec> spec) {
      keySpecByArguments = spec;
      return this;
    }

    /** Says which arguments must not be shown to anybody. */
    public Builder secret(SecretArguments value) {
      secretArguments = value;
      return this;
    }

    /** Adds subcommands. */
    public Builder subcommands(Builder... commands) {
      subcommands.addAll(List.of(commands));
      return this;
    }

    /** Sets what runs. */
    public Builder handler(Handler value) {
      handler = value;
      return this;
    }

    /** Ends the declaration. */
    public Command build() {
      return new Command(this, null);
    }
  }
}
