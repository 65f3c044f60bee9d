package io.holdfast.core.config;

/** appendfsync: when what was written to the AOF is forced to the disk. */
public enum FsyncPolicy {
  /** Once a second. */
  EVERYSEC,
  /** Before the write is acknowledged. */
  ALWAYS,
  /** When the operating system likes. */
  NO
}
