package io.holdfast.encodings.stream;

import org.jspecify.annotations.Nullable;

/** The consumer groups of a stream, in the order of their names. */
public final class ConsumerGroups {
  private final HeldBytes held;
  private final NameIndex<ConsumerGroup> groups;

  ConsumerGroups(HeldBytes held) {
    this.held = held;
    groups = new NameIndex<>(held);
  }

  /** Number of groups. */
  public int count() {
    return groups.size();
  }

  /** A group by its place in the order of the names. */
  public ConsumerGroup get(int index) {
    return groups.get(index);
  }

  /** The group with this name, or null. */
  public @Nullable ConsumerGroup find(byte[] name, int offset, int length) {
    return groups.find(name, offset, length);
  }

  /**
   * XGROUP CREATE: makes a group with a name that is new, which delivers what is behind an ID.
   *
   * @param entriesRead how many of all entries ever added came up to that ID, or {@link
   *     GroupLag#UNKNOWN_READ}
   */
  public ConsumerGroup create(
      byte[] name, int offset, int length, long lastMs, long lastSeq, long entriesRead) {
    ConsumerGroup group = new ConsumerGroup(name, offset, length, held);
    group.setLastId(lastMs, lastSeq, entriesRead);
    groups.add(group);
    return group;
  }

  /** XGROUP DESTROY: removes a group and everything that is pending in it. */
  public void remove(ConsumerGroup group) {
    groups.remove(group);
    held.add(-group.bytes());
  }

  long bytes() {
    long bytes = groups.bytes();
    for (int i = 0; i < groups.size(); i++) {
      bytes += groups.get(i).bytes();
    }
    return bytes;
  }

  /** Records of pending entries, each of which is in two lists. */
  long size() {
    long size = 0;
    for (int i = 0; i < groups.size(); i++) {
      size += 2 * groups.get(i).pending().size();
    }
    return size;
  }

  int release(int budget) {
    int released = 0;
    for (int i = 0; i < groups.size() && released < budget; i++) {
      released += groups.get(i).release(budget - released);
    }
    return released;
  }

  void copyFrom(ConsumerGroups other) {
    for (int i = 0; i < other.count(); i++) {
      groups.add(other.get(i).copy(held));
    }
  }

  void checkInvariants() {
    groups.checkInvariants();
    for (int i = 0; i < groups.size(); i++) {
      groups.get(i).checkInvariants();
    }
  }
}
