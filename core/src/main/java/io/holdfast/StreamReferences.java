package io.holdfast;

/**
 * What becomes of the references that groups hold to an entry which is to be deleted: it may be
 * pending for consumers of several groups.
 */
public enum StreamReferences {
  /** KEEPREF: the entry goes, and stays pending where it is. */
  KEEP,
  /** DELREF: the entry goes, and is pending nowhere any more. */
  DELETE,
  /** ACKED: the entry goes only if every group has read and acknowledged it. */
  ACKNOWLEDGED
}
