package io.holdfast.core.config;

import io.holdfast.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of one store's directives.
 *
 * <pre>{@code
 * config.load("maxmemory", List.of("100mb"));               // before the store is opened
 * config.bind(Directives.TIMEOUT, limits::timeoutSeconds);  // told now, and when it changes
 * config.set(Map.of("timeout", "60", "maxclients", "100")); // CONFIG SET: all of them or none
 * }</pre>
 *
 * <p>Thread: whoever configures, up to the opening; the owner from then on.
 */
public final class Config {
  private final Map<Directive<?>, Object> values = new HashMap<>();
  private final Map<Directive<?>, List<Consumer<Object>>> bindings = new HashMap<>();
  private final List<List<String>> users = new ArrayList<>();
  private final Map<String, Supplier<List<String>>> foreignLines = new LinkedHashMap<>();
  private @Nullable Path file;
  private final Map<String, String> renames = new LinkedHashMap<>();

  /** The defaults. */
  public Config() {
    for (Directive<?> directive : Directives.all()) {
      values.put(directive, Objects.requireNonNull(directive.defaultValue()));
    }
  }

  /** The same values, with nobody bound to them. */
  public Config copy() {
    Config copy = new Config();
    copy.values.putAll(values);
    copy.users.addAll(users);
    copy.file = file;
    copy.renames.putAll(renames);
    return copy;
  }

  /** The value of a directive. */
  @SuppressWarnings("unchecked") // only parsed values of the directive's own type are put in
  public <T> T get(Directive<T> directive) {
    return (T) Objects.requireNonNull(values.get(directive));
  }

  /** The value of a directive as CONFIG GET gives it. */
  public String text(Directive<?> directive) {
    return format(directive);
  }

  /** The value of a directive as the words of a line in a file. */
  <T> List<String> words(Directive<T> directive) {
    return directive.type().words(get(directive));
  }

  private <T> String format(Directive<T> directive) {
    return directive.type().format(get(directive));
  }

  /**
   * Lets somebody know the value of a directive: at once, and whenever it changes. Who cannot live
   * with a value throws an {@link IllegalArgumentException} that says why; nothing is changed then.
   */
  @SuppressWarnings("unchecked") // as in get
  public <T> void bind(Directive<T> directive, Consumer<? super T> listener) {
    bindings
        .computeIfAbsent(directive, d -> new ArrayList<>(1))
        .add(value -> listener.accept((T) value));
    listener.accept(get(directive));
  }

  /**
   * Sets a directive before the store is opened, whatever may be changed later.
   *
   * @param words what stands behind the name in a configuration file
   * @throws ConfigException if there is no such directive, or the words are no value of it
   */
  public void load(String name, List<String> words) {
    load(name, words, false);
  }

  /**
   * As {@link #load(String, List)}.
   *
   * @param isLater whether the words are on a later line of what is being read
   */
  void load(String name, List<String> words, boolean isLater) {
    Directive<?> directive = Directives.find(name);
    if (directive == null) {
      throw new ConfigException("", name, "there is no such directive");
    }
    try {
      values.put(directive, isLater ? added(directive, words) : parse(directive, words));
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException("", name, String.valueOf(wrong.getMessage()));
    }
  }

  /**
   * As {@link #load(String, List)}, with the value in one text, as CONFIG SET takes it.
   *
   * @throws ConfigException if there is no such directive, or the text is no value of it
   */
  public void load(String name, String text) {
    Directive<?> directive = Directives.find(name);
    load(name, directive == null ? List.of(text) : directive.type().split(text));
  }

  /**
   * Declares a user, as a line {@code user name rule...} does.
   *
   * @throws ConfigException if there is no name
   */
  public void addUser(List<String> words) {
    if (words.isEmpty()) {
      throw new ConfigException("", "user", "wrong number of arguments");
    }
    users.add(List.copyOf(words));
  }

  /**
   * Lets a command be typed by another name, as {@code rename-command name other} does.
   *
   * @throws ConfigException if these are not two names
   */
  public void addRename(List<String> words) {
    if (words.size() != 2) {
      throw new ConfigException("", "rename-command", "wrong number of arguments");
    }
    renames.put(words.get(0), words.get(1));
  }

  /** The commands to be typed by another name, or by none. */
  public Map<String, String> renames() {
    return Collections.unmodifiableMap(renames);
  }

  /** The users declared: of each his name, then his rules. */
  public List<List<String>> users() {
    return Collections.unmodifiableList(users);
  }

  private <T> Object added(Directive<T> directive, List<String> words) {
    T earlier = get(directive);
    T later = Objects.requireNonNull(directive.type().parse(words, earlier));
    return Objects.requireNonNull(directive.type().add(earlier, later));
  }

  private <T> Object parse(Directive<T> directive, List<String> words) {
    return Objects.requireNonNull(directive.type().parse(words, get(directive)));
  }

  /**
   * CONFIG SET: sets all of some directives or none.
   *
   * @param texts values by directive; the order decides which failure is told
   * @param isTrusted whether who asks may change protected directives
   * @throws ConfigException if a value is wrong, may not be changed, or is refused by who is bound
   */
  public void set(Map<Directive<?>, String> texts, boolean isTrusted) {
    Map<Directive<?>, Object> parsed = new LinkedHashMap<>();
    texts.forEach(
        (directive, text) -> parsed.put(directive, parseChange(directive, text, isTrusted)));
    Map<Directive<?>, Object> old = new LinkedHashMap<>();
    parsed.forEach(
        (directive, value) -> old.put(directive, Objects.requireNonNull(values.get(directive))));
    values.putAll(parsed);
    for (Directive<?> directive : parsed.keySet()) {
      try {
        tell(directive);
      } catch (IllegalArgumentException refused) {
        values.putAll(old);
        old.keySet().forEach(this::tell);
        throw new ConfigException("", directive.name(), String.valueOf(refused.getMessage()));
      }
    }
  }

  /** As {@link #set(Map, boolean)}, for who may not. */
  public void set(Map<Directive<?>, String> texts) {
    set(texts, false);
  }

  private Object parseChange(Directive<?> directive, String text, boolean isTrusted) {
    switch (directive.changeable()) {
      case AT_START -> throw cannotSet(directive, "immutable");
      case PROTECTED -> {
        if (!isTrusted) {
          throw cannotSet(directive, "protected");
        }
      }
      default -> {
        // Read the value first.
      }
    }
    Object value;
    try {
      value = parse(directive, directive.type().split(text));
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException("", directive.name(), String.valueOf(wrong.getMessage()));
    }
    boolean isFixed = directive.changeable() == Directive.Changeable.AT_START_SO_FAR;
    if (isFixed && !value.equals(values.get(directive))) {
      throw cannotSet(directive, "immutable");
    }
    return value;
  }

  private static ConfigException cannotSet(Directive<?> directive, String what) {
    return new ConfigException("", directive.name(), "can't set " + what + " config");
  }

  private void tell(Directive<?> directive) {
    Object value = Objects.requireNonNull(values.get(directive));
    for (Consumer<Object> listener : bindings.getOrDefault(directive, List.of())) {
      listener.accept(value);
    }
  }

  // ---- the file ------------------------------------------------------------------------------

  /** The file the values came from, if they came from one. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  void file(Path value) {
    file = value.toAbsolutePath().normalize();
  }

  /**
   * Lets somebody write lines of his own when the file is rewritten, in place of those that begin
   * with a word which is no directive.
   *
   * @param name the word, in lower case
   * @param lines gives the whole lines
   */
  public void writeLines(String name, Supplier<List<String>> lines) {
    foreignLines.put(name, lines);
  }

  Map<String, List<String>> foreignLines() {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    foreignLines.forEach((name, supplier) -> lines.put(name, supplier.get()));
    return lines;
  }

  /**
   * CONFIG REWRITE: writes the values into the file they came from.
   *
   * @throws java.util.NoSuchElementException if they came from none
   * @throws IOException if it cannot be written; it is as it was then
   */
  public void rewrite() throws IOException {
    ConfigRewrite.rewrite(file().orElseThrow(), this);
  }
}
