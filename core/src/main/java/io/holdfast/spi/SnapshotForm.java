package io.holdfast.spi;

/** What a file is that holds all data of one moment. */
public enum SnapshotForm {
  /** An RDB file. */
  RDB,

  /** The base of an append only file, an RDB file that says so of itself. */
  RDB_BASE,

  /** The base of an append only file, in commands. */
  COMMAND_BASE;

  /** Whether it is the base of an append only file. */
  public boolean isBase() {
    return this != RDB;
  }
}
