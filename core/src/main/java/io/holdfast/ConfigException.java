package io.holdfast;

import java.util.Optional;

/**
 * A configuration cannot be used: a directive is unknown, its value is wrong, or its file cannot be
 * read. The message names the place.
 */
public class ConfigException extends HoldfastException {
  private static final long serialVersionUID = 1L;

  private final String directive;
  private final String reason;

  /**
   * A directive that cannot be applied.
   *
   * @param place file and line, ending in {@code ": "}; empty if there is none
   * @param directive the directive's name, as written; empty if the file itself is at fault
   * @param reason what is wrong with it
   */
  public ConfigException(String place, String directive, String reason) {
    super(place + (directive.isEmpty() ? "" : directive + ": ") + reason);
    this.directive = directive;
    this.reason = reason;
  }

  /** The directive's name, as written; absent if the file itself is at fault. */
  public Optional<String> directive() {
    return directive.isEmpty() ? Optional.empty() : Optional.of(directive);
  }

  /** What is wrong, without the place. */
  public String reason() {
    return reason;
  }
}
