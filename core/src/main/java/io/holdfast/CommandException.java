package io.holdfast;

import java.util.Objects;

/**
 * A command was refused. The message is Redis's whole error text; its first word is the error code.
 *
 * <p>The same text goes to a client as an error reply. It carries no stack trace: a refusal is an
 * ordinary answer, and a server may give millions of them.
 */
public class CommandException extends HoldfastException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal with Redis's text.
   *
   * @param message the whole text, for example {@code ERR value is not an integer or out of range}
   */
  public CommandException(String message) {
    super(Objects.requireNonNull(message), false);
  }

  /** Redis's whole error text. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** The first word of the message: {@code ERR}, {@code WRONGTYPE}, {@code NOSCRIPT} ... */
  public final String code() {
    String message = getMessage();
    int end = message.indexOf(' ');
    return end < 0 ? message : message.substring(0, end);
  }
}
