package io.holdfast.core.acl;

import io.holdfast.CommandException;
import io.holdfast.ConfigException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.CommandTable;
import io.holdfast.core.command.Rights;
import io.holdfast.core.command.Session;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.server.Info;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The users of a store.
 *
 * <p>One of them, {@code default}, is always there: a new connection is his, and needs no AUTH as
 * long as he is switched on and needs no password.
 *
 * <p>Thread: the owner.
 */
public final class Users {
  static final String DEFAULT = "default";

  /** Who holds sessions of users. */
  public interface Sessions {
    /** What users may do has changed, and perhaps whether AUTH is required. */
    void rightsChanged();

    /** Ends the sessions of a user that a condition is true for. */
    void end(Rights user, Predicate<Session> which);
  }

  private final Map<String, User> byName = new TreeMap<>();
  private final Vocabulary words;
  private final AclLog log;
  private final User defaultUser;
  private Sessions sessions =
      new Sessions() {
        @Override
        public void rightsChanged() {
          // There are none yet.
        }

        @Override
        public void end(Rights user, Predicate<Session> which) {
          // There are none yet.
        }
      };

  /**
   * The default user, and those of the configuration.
   *
   * @param table of the commands that rules can name
   */
  public Users(Config config, Supplier<CommandTable> table, LongSupplier nowMs) {
    words =
        new Vocabulary(
            table, () -> config.get(Directives.ACL_PUBSUB_DEFAULT).equals("allchannels"));
    log = new AclLog(nowMs);
    config.bind(Directives.ACLLOG_MAX_LEN, log::maxEntries);
    defaultUser = new User(DEFAULT, unlimited(), log);
    byName.put(DEFAULT, defaultUser);
    config.bind(Directives.REQUIREPASS, this::defaultPassword);
  }

  /**
   * Takes the users of the configuration, or of the file it names. They are not known before: rules
   * name commands, and those belong to a store that is complete.
   *
   * @throws ConfigException if one is wrong
   */
  public void load(Config config) {
    String file = config.get(Directives.ACLFILE);
    if (!file.isEmpty() && !config.users().isEmpty()) {
      throw new ConfigException(
          "", "aclfile", "users are declared in a file and in the configuration: one of them");
    }
    if (!file.isEmpty()) {
      try {
        replaceAll(new AclFile(Path.of(file)).load(words));
      } catch (CommandException wrong) {
        throw new ConfigException("", "aclfile", wrong.getMessage());
      }
    } else if (!config.users().isEmpty()) {
      declared(config.users()).forEach(this::put);
    }
    config.writeLines("user", () -> file.isEmpty() ? configLines() : List.of());
  }

  private List<String> configLines() {
    return lines().stream().map(line -> new String(line, StandardCharsets.UTF_8)).toList();
  }

  private Map<String, UserRules> declared(List<List<String>> users) {
    Map<String, UserRules> declared = new LinkedHashMap<>();
    for (List<String> user : users) {
      String name = RuleText.of(user.get(0));
      List<String> rules = user.subList(1, user.size()).stream().map(RuleText::of).toList();
      if (RuleText.hasSpaces(name, 0)) {
        throw wrongUser(name, "Spaces not allowed in ACL usernames");
      }
      if (declared.containsKey(name)) {
        throw wrongUser(name, "A user can only be defined once in config files");
      }
      declared.put(name, declared(name, SelectorWords.join(rules)));
    }
    return declared;
  }

  private UserRules declared(String name, SelectorWords joined) {
    if (joined.unmatched().isPresent()) {
      throw wrongUser(name, "Unmatched parenthesis in selector definition");
    }
    UserRules rules = new UserRules(words);
    for (String rule : joined.rules()) {
      try {
        rules.apply(rule);
      } catch (RuleException wrong) {
        throw wrongUser(name, wrong.told(rule));
      }
    }
    return rules;
  }

  private static ConfigException wrongUser(String name, String reason) {
    return new ConfigException("", "user", RuleText.shown(name + ": " + reason));
  }

  private UserRules unlimited() {
    UserRules rules = new UserRules(words);
    List.of("on", "nopass", "+@all", "~*", "&*").forEach(rules::apply);
    return rules;
  }

  /** Whose sessions follow the rules from now on. */
  public void sessions(Sessions value) {
    sessions = value;
  }

  // ---- the default user ----------------------------------------------------------------------

  /** requirepass. */
  private void defaultPassword(String password) {
    UserRules rules = defaultUser.rules().copy();
    rules.apply("resetpass");
    rules.apply(password.isEmpty() ? "nopass" : ">" + RuleText.of(password));
    defaultUser.rules(rules);
    sessions.rightsChanged();
  }

  /** Whose a new connection is. */
  public Rights defaultUser() {
    return defaultUser;
  }

  /** Whether a new connection must authenticate before it does anything else. */
  public boolean isAuthenticationRequired() {
    return !isDefaultUserOpen() || !defaultUser.rules().isEnabled();
  }

  /** Whether the default user needs no password. */
  public boolean isDefaultUserOpen() {
    return defaultUser.rules().isPasswordNeedless();
  }

  // ---- coming in -----------------------------------------------------------------------------

  /**
   * AUTH with a password alone.
   *
   * @throws CommandException "WRONGPASS ...", or "ERR AUTH ..." if there is no password to give
   */
  public void login(CommandArgs args, int password, Session session) {
    if (isDefaultUserOpen()) {
      throw new CommandException(
          "ERR AUTH <password> called without any password configured for the default user."
              + " Are you sure your configuration is correct?");
    }
    login(DEFAULT, args, password, session);
  }

  /**
   * Lets a user in.
   *
   * @param user the index of the name
   * @param password its index
   * @throws CommandException "WRONGPASS ..."
   */
  public void login(CommandArgs args, int user, int password, Session session) {
    login(RuleText.of(args, user), args, password, session);
  }

  private void login(String name, CommandArgs args, int password, Session session) {
    User user = byName.get(name);
    // Before anything is known of the user, so that it takes its time for those there are not, too.
    String digest = Passwords.digest(args.bytes(password));
    if (user == null || !isLetIn(user.rules(), digest)) {
      log.add(Denial.Reason.AUTH, RuleText.of(args, 0), name, session, args);
      throw new CommandException("WRONGPASS invalid username-password pair or user is disabled.");
    }
    session.login(user);
  }

  private static boolean isLetIn(UserRules rules, String digest) {
    boolean isPassword = rules.passwords().contains(digest);
    return rules.isEnabled() && (rules.isPasswordNeedless() || isPassword);
  }

  // ---- all of them ---------------------------------------------------------------------------

  /** By name, in the order of the names' bytes. */
  Collection<User> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** The lines of a configuration file that make these users. */
  public List<byte[]> lines() {
    return all().stream().map(user -> RuleText.bytes(user.line())).toList();
  }

  @Nullable User find(String name) {
    return byName.get(name);
  }

  /** Whether there is a user with a name. */
  public boolean isUser(CommandArgs args, int index) {
    return byName.containsKey(RuleText.of(args, index));
  }

  AclLog log() {
    return log;
  }

  Vocabulary words() {
    return words;
  }

  /**
   * ACL SETUSER: follows all rules or none.
   *
   * @throws RuleException at the first rule that cannot be followed; {@code atRule} knows it
   */
  void set(String name, List<String> rules, AtRule atRule) {
    User known = byName.get(name);
    UserRules draft = known == null ? new UserRules(words) : known.rules().copy();
    for (String rule : rules) {
      atRule.at(rule);
      draft.apply(rule);
    }
    if (known == null) {
      byName.put(name, new User(name, draft, log));
    } else {
      known.rules(draft);
      endListeners(known);
      sessions.rightsChanged();
    }
  }

  /** Told which rule is about to be followed. */
  interface AtRule {
    void at(String rule);
  }

  /** Who listens to what he no longer may is cut off. */
  private void endListeners(User user) {
    sessions.end(
        user,
        session ->
            session.subscriptions() != null
                && !session
                    .subscriptions()
                    .areAll((name, isPattern) -> user.allowsChannel(name, isPattern)));
  }

  /** ACL DELUSER: his sessions end. Returns false if there is no such user. */
  boolean delete(String name) {
    User deleted = byName.remove(name);
    if (deleted != null) {
      sessions.end(deleted, session -> true);
    }
    return deleted != null;
  }

  /** ACL LOAD: these users and no others; who is no default user has to come in anew. */
  void replaceAll(Map<String, UserRules> loaded) {
    List<User> old = new ArrayList<>(byName.values());
    byName.clear();
    byName.put(DEFAULT, defaultUser);
    loaded.forEach(this::put);
    if (!loaded.containsKey(DEFAULT)) {
      defaultUser.rules(unlimited());
    }
    old.remove(defaultUser);
    old.forEach(user -> sessions.end(user, session -> true));
    endListeners(defaultUser);
    sessions.rightsChanged();
  }

  private void put(String name, UserRules rules) {
    if (name.equals(DEFAULT)) {
      defaultUser.rules(rules);
    } else {
      byName.put(name, new User(name, rules, log));
    }
  }

  /** What INFO tells of refusals. */
  public void addTo(Info.Fields fields) {
    fields.add("acl_access_denied_auth", log.count(Denial.Reason.AUTH));
    fields.add("acl_access_denied_cmd", log.count(Denial.Reason.COMMAND));
    fields.add("acl_access_denied_key", log.count(Denial.Reason.KEY));
    fields.add("acl_access_denied_channel", log.count(Denial.Reason.CHANNEL));
  }
}
