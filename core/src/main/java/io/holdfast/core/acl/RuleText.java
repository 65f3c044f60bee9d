package io.holdfast.core.acl;

import io.holdfast.core.codec.CommandArgs;
import java.nio.charset.StandardCharsets;

/** Names, rules and patterns as text of one char a byte, whatever the bytes mean. */
final class RuleText {
  private RuleText() {}

  /** An argument. */
  static String of(CommandArgs args, int index) {
    return new String(
        args.buffer(), args.offset(index), args.length(index), StandardCharsets.ISO_8859_1);
  }

  /** Text as Java has it, in UTF-8. */
  static String of(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** The bytes. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** To be read by people: bytes that are UTF-8 as what they mean. */
  static String shown(String text) {
    return new String(bytes(text), StandardCharsets.UTF_8);
  }

  /** Whether a byte is there that would end the text where texts stand behind each other. */
  static boolean hasSpaces(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || c == ' ' || c >= '\t' && c <= '\r') {
        return true;
      }
    }
    return false;
  }
}
