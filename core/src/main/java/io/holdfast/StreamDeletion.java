package io.holdfast;

/** What XDELEX or XACKDEL did with an entry. */
public enum StreamDeletion {
  /** The stream has no entry with this ID. */
  NOT_FOUND,
  /** The entry is deleted. */
  DELETED,
  /** The entry is there still, as some group has not read or not acknowledged it. */
  REFERENCED
}
