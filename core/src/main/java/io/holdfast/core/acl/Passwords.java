package io.holdfast.core.acl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The passwords of a user, of which only the SHA-256 digests are kept, as hexadecimal digits.
 *
 * <p>Cost of a comparison: the digest of what is given, and every digest kept, however early one is
 * the same: the time tells nothing of them.
 */
final class Passwords {
  private static final HexFormat HEX = HexFormat.of();
  private static final int DIGITS = 64;

  private final Set<String> digests = new LinkedHashSet<>();

  Passwords copy() {
    Passwords copy = new Passwords();
    copy.digests.addAll(digests);
    return copy;
  }

  /** The digest of a password. */
  static String digest(byte[] password) {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(password));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Checks what is said to be a digest.
   *
   * @throws RuleException if it is none
   */
  static String checkDigest(String text) {
    boolean isDigest =
        text.length() == DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    if (!isDigest) {
      throw new RuleException(
          "The password hash must be exactly 64 characters and contain only lowercase"
              + " hexadecimal characters");
    }
    return text;
  }

  void add(String digest) {
    digests.add(digest);
  }

  /**
   * Takes a password away.
   *
   * @throws RuleException if it is not there
   */
  void remove(String digest) {
    if (!digests.remove(digest)) {
      throw new RuleException("The password you are trying to remove from the user does not exist");
    }
  }

  void clear() {
    digests.clear();
  }

  /** The digests, in the order in which they were added. */
  Set<String> digests() {
    return Collections.unmodifiableSet(digests);
  }

  /** Whether a password with this digest is among them. */
  boolean contains(String digest) {
    byte[] given = digest.getBytes(StandardCharsets.US_ASCII);
    boolean isFound = false;
    for (String known : digests) {
      isFound |= MessageDigest.isEqual(known.getBytes(StandardCharsets.US_ASCII), given);
    }
    return isFound;
  }
}
