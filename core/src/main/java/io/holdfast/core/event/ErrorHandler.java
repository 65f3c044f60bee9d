package io.holdfast.core.event;

/** Gets the errors that no caller waits for. May be called by any thread that owns the store. */
@FunctionalInterface
public interface ErrorHandler {
  /**
   * Something failed, and the loop goes on.
   *
   * @param where what was being done, for the log
   */
  void onError(String where, Throwable error);

  /** Writes to the logger {@code io.holdfast}. */
  static ErrorHandler logging() {
    return (where, error) ->
        System.getLogger("io.holdfast").log(System.Logger.Level.ERROR, where + " failed", error);
  }
}
