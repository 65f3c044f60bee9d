package io.holdfast.core.event;

/** Throws in a caller what its command threw elsewhere: the same object, checked or not. */
final class Rethrow {
  private Rethrow() {}

  static RuntimeException unchecked(Throwable error) {
    throw Rethrow.<RuntimeException>asIs(error);
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException asIs(Throwable error) throws E {
    throw (E) error;
  }
}
