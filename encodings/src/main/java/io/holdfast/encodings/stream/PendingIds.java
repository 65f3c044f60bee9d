package io.holdfast.encodings.stream;

/** The IDs of the entries pending for one consumer; the rest is in the group's list. */
public final class PendingIds extends IdIndex {
  PendingIds(HeldBytes held) {
    super(0, held);
  }
}
