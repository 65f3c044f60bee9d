package io.holdfast.core.acl;

/** A rule that cannot be followed; the message is Redis's reason, without the rule. */
final class RuleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String SYNTAX = "Syntax error";
  private static final String UNKNOWN = "Unknown command or category name in ACL";

  RuleException(String reason) {
    super(reason, null, false, false);
  }

  static RuleException syntax() {
    return new RuleException(SYNTAX);
  }

  static RuleException unknown() {
    return new RuleException(UNKNOWN);
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  /** The reason, and the rule where it is about a command: any other may be a password. */
  String told(String rule) {
    return reason().equals(UNKNOWN)
        ? "Error in applying operation '" + rule + "': " + UNKNOWN
        : reason();
  }
}
