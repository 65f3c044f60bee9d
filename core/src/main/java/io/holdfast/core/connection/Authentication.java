package io.holdfast.core.connection;

import io.holdfast.CommandException;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Users and their passwords: the user "default", who may do everything. Thread: the owner. */
public final class Authentication {
  private static final byte[] DEFAULT_USER = "default".getBytes(StandardCharsets.US_ASCII);

  private byte[] password = {};

  /** Follows requirepass. */
  public Authentication(Config config) {
    config.bind(Directives.REQUIREPASS, text -> password = text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a new connection must authenticate before it does anything else. */
  public boolean isRequired() {
    return password.length > 0;
  }

  /**
   * Lets a user in. Without requirepass the default user gets in with any password.
   *
   * @throws CommandException "WRONGPASS ..."
   */
  void check(byte[] user, byte[] given) {
    // Both are compared in the time their lengths take, whatever they hold.
    boolean isUser = MessageDigest.isEqual(user, DEFAULT_USER);
    boolean isPassword = MessageDigest.isEqual(given, password);
    if (!isUser || isRequired() && !isPassword) {
      throw new CommandException("WRONGPASS invalid username-password pair or user is disabled.");
    }
  }

  /**
   * Lets the default user in.
   *
   * @throws CommandException "WRONGPASS ...", or "ERR AUTH ..." if there is no password to give
   */
  void check(byte[] given) {
    if (!isRequired()) {
      throw new CommandException(
          "ERR AUTH <password> called without any password configured for the default user."
              + " Are you sure your configuration is correct?");
    }
    check(DEFAULT_USER, given);
  }
}
