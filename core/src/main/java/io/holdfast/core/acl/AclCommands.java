package io.holdfast.core.acl;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.AclCategory;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;

/** ACL and its subcommands: declarations, then handlers. */
public final class AclCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "ACL";

  private static final int DEFAULT_LOG_ENTRIES = 10;
  private static final int DEFAULT_PASSWORD_BITS = 256;
  private static final int MAX_PASSWORD_BITS = 4096;
  private static final double MS_PER_SECOND = 1000;

  private final Users users;
  private final Config config;
  private final IntFunction<byte[]> secretBytes;

  /**
   * Commands on the users of a store.
   *
   * @param secretBytes as many bytes as asked for that nobody can guess
   */
  public AclCommands(Users users, Config config, IntFunction<byte[]> secretBytes) {
    this.users = users;
    this.config = config;
    this.secretBytes = secretBytes;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(
        Command.named("ACL")
            .group(Group.SERVER)
            .since("6.0.0")
            .arity(-2)
            .summary("Tells and changes who may do what.")
            .complexity("Depends on subcommand.")
            .subcommands(
                open("CAT", -2)
                    .summary("Returns the categories of commands, or the commands of one.")
                    .complexity("O(N) where N is the number of commands.")
                    .arguments("[categoryname:string]")
                    .handler(this::cat),
                admin("DELUSER", -3)
                    .summary("Deletes users and ends their connections.")
                    .complexity("O(N) where N is the number of connections.")
                    .arguments("username...")
                    .handler(this::deluser),
                admin("DRYRUN", -4)
                    .since("7.0.0")
                    .summary("Says whether a user may run a command, without running it.")
                    .complexity("O(N) where N is the number of the user's patterns.")
                    .arguments("username command [arg...]")
                    .handler(this::dryrun),
                open("GENPASS", -2)
                    .summary("Returns a password that nobody can guess.")
                    .complexity("O(1)")
                    .arguments("[bits:integer]")
                    .handler(this::genpass),
                admin("GETUSER", 3)
                    .summary("Returns the rules of a user.")
                    .complexity("O(N) where N is the number of the user's rules.")
                    .history("6.2.0", "Tells channels.")
                    .history("7.0.0", "Tells selectors, and patterns as rules.")
                    .arguments("username")
                    .handler(this::getuser),
                Command.help(Group.SERVER, "6.0.0"),
                admin("LIST", 2)
                    .summary("Returns the rules of all users, a line each.")
                    .complexity("O(N) where N is the number of users.")
                    .handler(this::list),
                admin("LOAD", 2)
                    .summary("Reads the users from the ACL file.")
                    .complexity("O(N) where N is the number of users.")
                    .handler(this::load),
                admin("LOG", -2)
                    .summary("Returns what was refused lately, or forgets it.")
                    .complexity("O(N) where N is the number of entries.")
                    .history("7.2.0", "Tells the number of an entry, and when it was noted.")
                    .arguments("[{operation: count:integer | RESET}]")
                    .handler(this::log),
                admin("SAVE", 2)
                    .summary("Writes the users to the ACL file.")
                    .complexity("O(N) where N is the number of users.")
                    .handler(this::save),
                admin("SETUSER", -3)
                    .summary("Makes a user, or changes his rules.")
                    .complexity("O(N) where N is the number of rules.")
                    .history("6.2.0", "Knows channels.")
                    .history("7.0.0", "Knows selectors, and patterns for reading and for writing.")
                    .arguments("username [rule...]")
                    .secret((args, index) -> index > 1)
                    .handler(this::setuser),
                admin("USERS", 2)
                    .summary("Returns the names of all users.")
                    .complexity("O(N) where N is the number of users.")
                    .handler(this::users),
                open("WHOAMI", 2)
                    .summary("Returns the name of the connection's user.")
                    .complexity("O(1)")
                    .handler(AclCommands::whoami))
            .build());
  }

  private static Command.Builder open(String name, int arity) {
    return Command.named(name)
        .group(Group.SERVER)
        .since("6.0.0")
        .arity(arity)
        .flags(Flag.NOSCRIPT, Flag.LOADING, Flag.STALE);
  }

  private static Command.Builder admin(String name, int arity) {
    return open(name, arity).flags(Flag.ADMIN);
  }

  // ---- users ---------------------------------------------------------------------------------

  private void setuser(CommandArgs args, Session session, ReplyWriter reply) {
    String name = RuleText.of(args, 2);
    if (RuleText.hasSpaces(name, 0)) {
      throw new CommandException("ERR Usernames can't contain spaces or null characters");
    }
    List<String> words = new ArrayList<>();
    for (int i = 3; i < args.count(); i++) {
      words.add(RuleText.of(args, i));
    }
    SelectorWords joined = SelectorWords.join(words);
    joined
        .unmatched()
        .ifPresent(
            open -> {
              throw QuotingException.of(
                  "ERR Unmatched parenthesis in acl selector starting at '", quoted(open), "'.");
            });
    String[] rule = new String[1];
    try {
      users.set(name, joined.rules(), next -> rule[0] = next);
    } catch (RuleException wrong) {
      throw QuotingException.of(
          "ERR Error in ACL SETUSER modifier '", quoted(rule[0]), "': " + wrong.reason());
    }
    reply.ok();
  }

  private static ByteRange quoted(String text) {
    return ByteRange.of(RuleText.bytes(text));
  }

  private void deluser(CommandArgs args, Session session, ReplyWriter reply) {
    int deleted = 0;
    for (int i = 2; i < args.count(); i++) {
      String name = RuleText.of(args, i);
      if (name.equals(Users.DEFAULT)) {
        throw new CommandException("ERR The 'default' user cannot be removed");
      }
      deleted += users.delete(name) ? 1 : 0;
    }
    reply.integer(deleted);
  }

  private void getuser(CommandArgs args, Session session, ReplyWriter reply) {
    User user = users.find(RuleText.of(args, 2));
    if (user == null) {
      reply.nullBulk();
      return;
    }
    UserRules rules = user.rules();
    reply.mapHeader(6);
    reply.bulk("flags");
    reply.setHeader(rules.flags().size());
    rules.flags().forEach(reply::bulk);
    reply.bulk("passwords");
    reply.arrayHeader(rules.passwords().digests().size());
    rules.passwords().digests().forEach(reply::bulk);
    writeSelector(rules.root(), reply);
    List<Selector> further = rules.selectors().subList(1, rules.selectors().size());
    reply.bulk("selectors");
    reply.arrayHeader(further.size());
    for (Selector selector : further) {
      reply.mapHeader(3);
      writeSelector(selector, reply);
    }
  }

  private static void writeSelector(Selector selector, ReplyWriter reply) {
    field("commands", selector.commandRules(), reply);
    field("keys", selector.keyRules(), reply);
    field("channels", selector.channelRules(), reply);
  }

  private static void field(String name, String value, ReplyWriter reply) {
    reply.bulk(name);
    reply.bulk(RuleText.bytes(value));
  }

  private void list(CommandArgs args, Session session, ReplyWriter reply) {
    List<byte[]> lines = users.lines();
    reply.arrayHeader(lines.size());
    lines.forEach(reply::bulk);
  }

  private void users(CommandArgs args, Session session, ReplyWriter reply) {
    reply.arrayHeader(users.all().size());
    users.all().forEach(user -> reply.bulk(RuleText.bytes(user.name())));
  }

  private static void whoami(CommandArgs args, Session session, ReplyWriter reply) {
    reply.bulk(session.rights().userName());
  }

  private void genpass(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() > 3) {
      throw wrongSubcommand(args);
    }
    long bits = DEFAULT_PASSWORD_BITS;
    if (args.count() == 3) {
      bits = args.longAt(2);
      if (bits <= 0 || bits > MAX_PASSWORD_BITS) {
        throw new CommandException(
            "ERR ACL GENPASS argument must be the number of bits for the output password, a"
                + " positive number up to "
                + MAX_PASSWORD_BITS);
      }
    }
    int digits = (int) (bits + 3) / 4;
    String text = HexFormat.of().formatHex(secretBytes.apply((digits + 1) / 2));
    reply.bulk(text.substring(0, digits));
  }

  private static CommandException wrongSubcommand(CommandArgs args) {
    return QuotingException.of(
        "ERR unknown subcommand or wrong number of arguments for '",
        args.range(1),
        "'. Try ACL HELP.");
  }

  // ---- commands ------------------------------------------------------------------------------

  private void cat(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() > 3) {
      throw wrongSubcommand(args);
    }
    if (args.count() == 2) {
      reply.arrayHeader(AclCategory.values().length);
      for (AclCategory category : AclCategory.values()) {
        reply.bulk(category.text());
      }
      return;
    }
    AclCategory category = Vocabulary.category(args.string(2));
    if (category == null) {
      throw QuotingException.of("ERR Unknown category '", args, 2, "'");
    }
    List<Command> commands = users.words().in(category);
    reply.arrayHeader(commands.size());
    commands.forEach(command -> reply.bulk(command.fullName()));
  }

  private void dryrun(CommandArgs args, Session session, ReplyWriter reply) {
    User user = users.find(RuleText.of(args, 2));
    if (user == null) {
      throw QuotingException.of("ERR User '", args, 2, "' not found");
    }
    byte[][] words = args.toByteArrays();
    CommandArgs asked = CommandArgs.of(Arrays.copyOfRange(words, 3, words.length));
    Command command = users.words().find(asked);
    if (command == null) {
      throw QuotingException.of("ERR Command '", args, 3, "' not found");
    }
    if (!command.accepts(asked.count())) {
      throw new CommandException(
          "ERR wrong number of arguments for '" + command.fullName() + "' command");
    }
    Denial denial = user.denial(command, asked);
    if (denial == null) {
      reply.ok();
    } else {
      reply.bulk(RuleText.bytes(denial.detailedText(user.name(), command, asked)));
    }
  }

  // ---- the log -------------------------------------------------------------------------------

  private void log(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() > 3) {
      throw wrongSubcommand(args);
    }
    if (args.count() == 3 && args.equalsIgnoreCase(2, "RESET")) {
      users.log().clear();
      reply.ok();
      return;
    }
    long count = args.count() == 3 ? args.longAt(2) : DEFAULT_LOG_ENTRIES;
    List<AclLog.Entry> entries = users.log().newest(count);
    reply.arrayHeader(entries.size());
    for (AclLog.Entry entry : entries) {
      writeEntry(entry, users.log().nowMs(), reply);
    }
  }

  private static void writeEntry(AclLog.Entry entry, long nowMs, ReplyWriter reply) {
    reply.mapHeader(10);
    field("count", entry.count(), reply);
    field("reason", entry.reason(), reply);
    field("context", entry.context(), reply);
    field("object", entry.object(), reply);
    field("username", entry.user(), reply);
    reply.bulk("age-seconds");
    reply.doubleValue((nowMs - entry.updatedAtMs()) / MS_PER_SECOND);
    field("client-info", entry.client(), reply);
    field("entry-id", entry.id(), reply);
    field("timestamp-created", entry.createdAtMs(), reply);
    field("timestamp-last-updated", entry.updatedAtMs(), reply);
  }

  private static void field(String name, long value, ReplyWriter reply) {
    reply.bulk(name);
    reply.integer(value);
  }

  // ---- the file ------------------------------------------------------------------------------

  private void load(CommandArgs args, Session session, ReplyWriter reply) {
    users.replaceAll(file().load(users.words()));
    reply.ok();
  }

  private void save(CommandArgs args, Session session, ReplyWriter reply) {
    file().save(users.lines());
    reply.ok();
  }

  private AclFile file() {
    String path = config.get(Directives.ACLFILE);
    if (path.isEmpty()) {
      throw new CommandException(
          "ERR This Redis instance is not configured to use an ACL file. You may want to specify"
              + " users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you"
              + " have a Redis configuration file set) in order to store users in the Redis"
              + " configuration.");
    }
    return new AclFile(Path.of(path));
  }
}
