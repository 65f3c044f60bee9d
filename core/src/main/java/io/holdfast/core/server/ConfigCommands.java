package io.holdfast.core.server;

import io.holdfast.CommandException;
import io.holdfast.ConfigException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directive;
import io.holdfast.core.config.Directives;
import io.holdfast.encodings.glob.GlobPattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** CONFIG and its subcommands: declarations, then handlers. */
public final class ConfigCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "CONFIG";

  private final Config config;
  private final Runnable resetStats;

  /**
   * Commands on a configuration.
   *
   * @param resetStats sets every counter of the store to 0
   */
  public ConfigCommands(Config config, Runnable resetStats) {
    this.config = config;
    this.resetStats = resetStats;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(
        Command.named("CONFIG")
            .group(Group.SERVER)
            .since("2.0.0")
            .arity(-2)
            .summary("Tells and changes the configuration.")
            .complexity("Depends on subcommand.")
            .subcommands(
                subcommand("GET", "2.0.0", -3)
                    .summary("Returns the values of directives.")
                    .complexity("O(N) where N is the number of patterns.")
                    .history("7.0.0", "Takes several patterns.")
                    .arguments("{parameter: parameter}...")
                    .handler(this::get),
                Command.help(Group.SERVER, "5.0.0"),
                subcommand("RESETSTAT", "2.0.0", 2)
                    .summary("Sets the counters of INFO to 0.")
                    .complexity("O(1)")
                    .handler(this::resetstat),
                subcommand("REWRITE", "2.8.0", 2)
                    .summary("Writes the values into the configuration file.")
                    .complexity("O(1)")
                    .handler(this::rewrite),
                subcommand("SET", "2.0.0", -4)
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .summary("Sets directives, all of them or none.")
                    .complexity("O(N) where N is the number of directives.")
                    .history("7.0.0", "Sets several directives.")
                    .arguments("{parameter_value: parameter value}...")
                    .secret(ConfigCommands::isSecret)
                    .handler(this::set))
            .build());
  }

  private static boolean isSecret(CommandArgs args, int index) {
    if (index < 3 || index % 2 == 0) {
      return false;
    }
    Directive<?> directive = Directives.find(args.string(index - 1));
    return directive != null && directive.isSecret();
  }

  private static Command.Builder subcommand(String name, String since, int arity) {
    return Command.named(name)
        .group(Group.SERVER)
        .since(since)
        .arity(arity)
        .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE);
  }

  private void get(CommandArgs args, Session session, ReplyWriter reply) {
    Map<String, Directive<?>> found = new LinkedHashMap<>();
    for (int i = 2; i < args.count(); i++) {
      String pattern = args.string(i);
      if (isGlob(pattern)) {
        addMatching(pattern, found);
      } else {
        add(pattern, Directives.find(pattern), found);
      }
    }
    reply.mapHeader(found.size());
    found.forEach(
        (name, directive) -> {
          reply.bulk(name);
          reply.bulk(config.text(directive));
        });
  }

  private static boolean isGlob(String pattern) {
    return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0 || pattern.indexOf('[') >= 0;
  }

  private static void addMatching(String pattern, Map<String, Directive<?>> found) {
    GlobPattern glob =
        GlobPattern.compile(pattern.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
    for (Directive<?> directive : Directives.all()) {
      for (String name : directive.names()) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (glob.matches(bytes, 0, bytes.length)) {
          add(name, directive, found);
        }
      }
    }
  }

  /** A name asked for twice is answered once, as it was first written. */
  private static void add(
      String name, @Nullable Directive<?> directive, Map<String, Directive<?>> found) {
    if (directive != null && found.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
      found.put(name, directive);
    }
  }

  private void resetstat(CommandArgs args, Session session, ReplyWriter reply) {
    resetStats.run();
    reply.ok();
  }

  private void rewrite(CommandArgs args, Session session, ReplyWriter reply) {
    if (config.file().isEmpty()) {
      throw new CommandException("ERR The server is running without a config file");
    }
    try {
      config.rewrite();
    } catch (IOException failed) {
      throw new CommandException("ERR Rewriting config file: " + failed.getMessage());
    }
    reply.ok();
  }

  private void set(CommandArgs args, Session session, ReplyWriter reply) {
    if (args.count() % 2 != 0) {
      throw new CommandException("ERR syntax error");
    }
    Map<String, String> byName = new LinkedHashMap<>();
    Map<Directive<?>, String> values = new LinkedHashMap<>();
    for (int i = 2; i < args.count(); i += 2) {
      String name = args.string(i);
      Directive<?> directive = Directives.find(name);
      if (directive == null) {
        throw QuotingException.of(
            "ERR Unknown option or number of arguments for CONFIG SET - '", args, i, "'");
      }
      if (byName.put(name.toLowerCase(Locale.ROOT), name) != null) {
        throw failure(name, "duplicate parameter");
      }
      values.put(directive, text(args, i + 1, name));
    }
    try {
      config.set(values, session.isAmong(config.get(Directives.ENABLE_PROTECTED_CONFIGS)));
    } catch (ConfigException refused) {
      throw failure(refused.directive().orElse(""), refused.reason());
    }
    reply.ok();
  }

  /** A value as text; bytes that are none would come back as others, a password never. */
  private static String text(CommandArgs args, int index, String name) {
    String text = args.string(index);
    if (!args.equals(index, text.getBytes(StandardCharsets.UTF_8))) {
      throw failure(name, "argument must be UTF-8 text");
    }
    return text;
  }

  private static CommandException failure(String name, String reason) {
    return new CommandException(
        "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + reason);
  }
}
