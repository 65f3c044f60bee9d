package io.holdfast;

/** When a change that was logged is forced to the disk. */
public enum Fsync {
  /**
   * Before it is acknowledged: a call that has returned is durable. All that come while one sync is
   * under way share the next.
   */
  ALWAYS("always"),
  /** Once a second: after a power failure at most two seconds are missing. */
  EVERY_SECOND("everysec"),
  /** When the operating system likes. */
  NEVER("no");

  private final String directive;

  Fsync(String directive) {
    this.directive = directive;
  }

  String directive() {
    return directive;
  }
}
