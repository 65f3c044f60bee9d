package io.holdfast;

import org.jspecify.annotations.Nullable;

/**
 * A change was made and could not be kept: the append only file cannot be written. The change is in
 * memory; whether it is there after a crash is not known.
 *
 * <p>Later changes are refused, before anything is changed, until the file can be written again:
 * {@link CommandException} "MISCONF Errors writing to the AOF file: ...".
 */
public class DurabilityException extends HoldfastException {
  private static final long serialVersionUID = 1L;

  /** Says what went wrong. */
  public DurabilityException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The same for another caller, with his own stack trace. */
  public DurabilityException again() {
    return new DurabilityException(String.valueOf(getMessage()), this);
  }
}
