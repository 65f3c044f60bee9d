package io.holdfast.core.config;

import io.holdfast.ConfigException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ProtocolException;
import io.holdfast.core.codec.RequestLimits;
import io.holdfast.core.codec.RequestParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a redis.conf, or a command line that looks like one, into a {@link Config}.
 *
 * <pre>
 *  # a comment                          the first character that is no space is a #
 *  maxmemory 100mb                      a directive and its words, later lines winning
 *  requirepass "pass \x00 word"         quoted as in redis-cli
 *  user alice on &gt;secret ~cached:* +get   a user and his rules
 *  rename-command CONFIG ""               a command that cannot be typed
 *  include /etc/holdfast/common.conf    the lines of another file, in place of this one
 * </pre>
 */
public final class ConfigFile {
  /** More than anybody nests on purpose. */
  private static final int MAX_INCLUDES = 16;

  private static final String OPTION = "--";

  private final Config config;
  private final Set<String> said = new HashSet<>();

  private ConfigFile(Config config) {
    this.config = config;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if it cannot be read or says something wrong; names file and line
   */
  public static void load(Path file, Config config) {
    new ConfigFile(config).load(file, 0);
    config.file(file);
  }

  /**
   * Reads the arguments of a program: the path of a file if the first one is no option, then {@code
   * --directive word...} as often as wanted.
   *
   * @throws ConfigException if the file or an option is wrong
   */
  public static void loadArguments(List<String> arguments, Config config) {
    int at = 0;
    ConfigFile file = new ConfigFile(config);
    if (!arguments.isEmpty() && !arguments.get(0).startsWith(OPTION)) {
      file.load(Path.of(arguments.get(0)), 0);
      at = 1;
    }
    while (at < arguments.size()) {
      String option = arguments.get(at++);
      if (!option.startsWith(OPTION) || option.length() == OPTION.length()) {
        throw new ConfigException("", option, "an option begins with --");
      }
      List<String> words = new ArrayList<>();
      while (at < arguments.size() && !arguments.get(at).startsWith(OPTION)) {
        words.add(arguments.get(at++));
      }
      file.apply("", option.substring(OPTION.length()), words, 0);
    }
  }

  private void load(Path file, int depth) {
    if (depth > MAX_INCLUDES) {
      throw new ConfigException(file + ": ", "", "files include each other");
    }
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException absent) {
      throw new ConfigException(file + ": ", "", "there is no such file");
    } catch (IOException unreadable) {
      throw new ConfigException(file + ": ", "", "cannot be read: " + unreadable.getMessage());
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        String place = file + ", line " + (i + 1) + ": ";
        List<String> words = words(place, line);
        apply(place, words.get(0), words.subList(1, words.size()), depth);
      }
    }
  }

  /** A word in quotes, as {@link #words} reads it. */
  static String quoted(String word) {
    return CommandArgs.of(word).quoted(0);
  }

  /** The words of a line, without their quotes. */
  static List<String> words(String place, String line) {
    // The space keeps a line from being taken for a request in the other notation.
    byte[] bytes = (" " + line + "\n").getBytes(StandardCharsets.UTF_8);
    CommandArgs args = new CommandArgs();
    try {
      int taken = new RequestParser(new RequestLimits()).parse(bytes, 0, bytes.length, args);
      if (taken != bytes.length || args.count() == 0) {
        throw new ConfigException(place, "", "not a line of words: " + line);
      }
    } catch (ProtocolException unbalanced) {
      throw new ConfigException(place, "", "unbalanced quotes: " + line);
    }
    List<String> words = new ArrayList<>();
    for (int i = 0; i < args.count(); i++) {
      words.add(args.string(i));
    }
    return words;
  }

  private void apply(String place, String name, List<String> words, int depth) {
    if (name.equalsIgnoreCase("include")) {
      if (words.size() != 1) {
        throw new ConfigException(place, name, "wrong number of arguments");
      }
      load(Path.of(words.get(0)), depth + 1);
      return;
    }
    try {
      if (name.equalsIgnoreCase("user")) {
        config.addUser(words);
      } else if (name.equalsIgnoreCase("rename-command")) {
        config.addRename(words);
      } else {
        config.load(name, words, !said.add(name.toLowerCase(Locale.ROOT)));
      }
    } catch (ConfigException wrong) {
      throw new ConfigException(place, name, wrong.reason());
    }
  }
}
