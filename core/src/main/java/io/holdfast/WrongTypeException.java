package io.holdfast;

/** A command met a key that holds another type: Redis's WRONGTYPE error. */
public final class WrongTypeException extends CommandException {
  private static final long serialVersionUID = 1L;

  /** An exception with Redis's text. */
  public WrongTypeException() {
    super("WRONGTYPE Operation against a key holding the wrong kind of value");
  }
}
