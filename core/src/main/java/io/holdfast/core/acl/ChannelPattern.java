package io.holdfast.core.acl;

import io.holdfast.encodings.glob.GlobPattern;
import java.util.Arrays;

/**
 * Channels a selector allows.
 *
 * @param text the glob as it was written
 */
record ChannelPattern(String text, GlobPattern glob) {
  static ChannelPattern of(String text) {
    return new ChannelPattern(text, GlobPattern.compile(RuleText.bytes(text)));
  }

  /**
   * Whether a channel may be used. A pattern may only be the same one: which channels it means
   * cannot be compared.
   */
  boolean allows(byte[] buffer, int offset, int length, boolean isPattern) {
    if (isPattern) {
      byte[] own = RuleText.bytes(text);
      return Arrays.equals(own, 0, own.length, buffer, offset, offset + length);
    }
    return glob.matches(buffer, offset, length);
  }
}
