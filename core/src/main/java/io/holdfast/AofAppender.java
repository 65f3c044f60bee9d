package io.holdfast;

/** How commands come to the end of an append only file. */
public enum AofAppender {
  /** They are written to it: a call of the operating system for each lot of them. */
  FILE,
  /**
   * They are copied into its pages, which are mapped into memory: no call of the operating system.
   * Needs holdfast-persistence-chronicle, and a JVM started with
   *
   * <pre>
   * --add-opens java.base/sun.nio.ch=ALL-UNNAMED --add-opens java.base/java.lang.reflect=ALL-UNNAMED
   * </pre>
   *
   * <p>Where these are missing, {@link #FILE} takes its place, and a line of the log says why.
   */
  MAPPED
}
