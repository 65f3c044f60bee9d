package io.holdfast.core.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All that is said of a user: whether he may come in, his passwords, and his selectors, the root
 * first.
 *
 * <p>Rules are followed on a {@link #copy}, which takes the place of the original if all went well.
 */
final class UserRules {
  private final Vocabulary words;
  private final Passwords passwords;
  private final List<Selector> selectors = new ArrayList<>(1);
  private boolean isEnabled;
  private boolean isPasswordNeedless;
  private boolean isPayloadTrusted;

  /** Nobody: switched off, without a password, allowed nothing. */
  UserRules(Vocabulary words) {
    this(words, new Passwords());
    selectors.add(new Selector(words));
  }

  private UserRules(Vocabulary words, Passwords passwords) {
    this.words = words;
    this.passwords = passwords;
  }

  UserRules copy() {
    UserRules copy = new UserRules(words, passwords.copy());
    selectors.forEach(selector -> copy.selectors.add(selector.copy()));
    copy.isEnabled = isEnabled;
    copy.isPasswordNeedless = isPasswordNeedless;
    copy.isPayloadTrusted = isPayloadTrusted;
    return copy;
  }

  /**
   * Follows a rule.
   *
   * @throws RuleException if it is none
   */
  void apply(String rule) {
    switch (rule.toLowerCase(Locale.ROOT)) {
      case "" -> {
        // Redis takes nothing for a rule, too.
      }
      case "on" -> isEnabled = true;
      case "off" -> isEnabled = false;
      case "nopass" -> {
        isPasswordNeedless = true;
        passwords.clear();
      }
      case "resetpass" -> resetPasswords();
      case "sanitize-payload" -> isPayloadTrusted = false;
      case "skip-sanitize-payload" -> isPayloadTrusted = true;
      case "clearselectors" -> clearSelectors();
      case "reset" -> reset();
      default -> applyPasswordOrSelector(rule);
    }
  }

  private void applyPasswordOrSelector(String rule) {
    String rest = rule.substring(1);
    switch (rule.charAt(0)) {
      case '>' -> addPassword(Passwords.digest(RuleText.bytes(rest)));
      case '#' -> addPassword(Passwords.checkDigest(rest));
      case '<' -> passwords.remove(Passwords.digest(RuleText.bytes(rest)));
      case '!' -> passwords.remove(Passwords.checkDigest(rest));
      case '(' -> addSelector(rule);
      default -> root().apply(rule);
    }
  }

  private void addPassword(String digest) {
    passwords.add(digest);
    isPasswordNeedless = false;
  }

  private void resetPasswords() {
    isPasswordNeedless = false;
    passwords.clear();
  }

  private void clearSelectors() {
    selectors.subList(1, selectors.size()).clear();
  }

  private void reset() {
    resetPasswords();
    root().resetKeys();
    root().defaultChannels();
    root().allCommands(false);
    isEnabled = false;
    isPayloadTrusted = false;
    clearSelectors();
  }

  private void addSelector(String rule) {
    if (!rule.endsWith(")")) {
      throw RuleException.syntax();
    }
    Selector selector = new Selector(words);
    for (String word : rule.substring(1, rule.length() - 1).split("[ \t-\r\0]+", -1)) {
      if (!word.isEmpty()) {
        selector.apply(word);
      }
    }
    selectors.add(selector);
  }

  // ---- what is said --------------------------------------------------------------------------

  Selector root() {
    return selectors.get(0);
  }

  List<Selector> selectors() {
    return selectors;
  }

  Passwords passwords() {
    return passwords;
  }

  boolean isEnabled() {
    return isEnabled;
  }

  /** Whether any password will do. */
  boolean isPasswordNeedless() {
    return isPasswordNeedless;
  }

  /** The rules that are one word, as they are told. */
  List<String> flags() {
    List<String> flags = new ArrayList<>();
    flags.add(isEnabled ? "on" : "off");
    if (isPasswordNeedless) {
      flags.add("nopass");
    }
    flags.add(isPayloadTrusted ? "skip-sanitize-payload" : "sanitize-payload");
    return flags;
  }

  /** All rules: followed from the start they describe the same user. */
  String description() {
    StringBuilder rules = new StringBuilder(String.join(" ", flags()));
    passwords.digests().forEach(digest -> rules.append(" #").append(digest));
    rules.append(' ').append(root().description());
    for (Selector selector : selectors.subList(1, selectors.size())) {
      rules.append(" (").append(selector.description()).append(')');
    }
    return rules.toString();
  }
}
