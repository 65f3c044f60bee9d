package io.holdfast;

import org.jspecify.annotations.Nullable;

/** The base of every exception this library throws by name. */
public class HoldfastException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception with a message. */
  public HoldfastException(String message) {
    super(message);
  }

  /** An exception with a message and what caused it. */
  public HoldfastException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** An exception that, as an expected outcome of a command, can do without a stack trace. */
  protected HoldfastException(String message, boolean writableStackTrace) {
    super(message, null, false, writableStackTrace);
  }
}
