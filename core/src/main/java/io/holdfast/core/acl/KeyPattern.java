package io.holdfast.core.acl;

import io.holdfast.core.command.KeySpec;
import io.holdfast.encodings.glob.GlobPattern;

/**
 * Keys a selector allows, and what may be done with their values.
 *
 * @param text the glob as it was written
 * @param access {@link #READ}, {@link #WRITE} or both
 */
record KeyPattern(String text, GlobPattern glob, int access) {
  static final int READ = 1;
  static final int WRITE = 2;
  static final int ALL = READ | WRITE;

  static KeyPattern of(String text, int access) {
    return new KeyPattern(text, GlobPattern.compile(RuleText.bytes(text)), access);
  }

  /** The same keys, and what may be done otherwise as well. */
  KeyPattern and(int more) {
    return new KeyPattern(text, glob, access | more);
  }

  /** What a command does with the values of keys, so that it must be allowed; 0 for neither. */
  static int access(KeySpec spec) {
    return (spec.reads() ? READ : 0) | (spec.writes() ? WRITE : 0);
  }

  boolean allows(byte[] buffer, int offset, int length, int wanted) {
    return (access & wanted) == wanted && glob.matches(buffer, offset, length);
  }

  /**
   * The rule that makes it and nothing else. {@code ~*} would make all keys allowed, and then take
   * no other pattern any more, not even one that stands beside this one.
   */
  String exactRule() {
    return access == ALL && text.equals("*") ? "%RW~*" : rule();
  }

  /** The rule as it is shown. */
  String rule() {
    return switch (access) {
          case READ -> "%R~";
          case WRITE -> "%W~";
          default -> "~";
        }
        + text;
  }
}
