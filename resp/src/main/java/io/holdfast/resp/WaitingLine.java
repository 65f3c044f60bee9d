package io.holdfast.resp;

import java.util.ArrayDeque;

/**
 * Those who have to wait until the others are served, in the order in which they came: who has more
 * to do than fits in one turn of theirs, or who has only just connected.
 *
 * <p>However many they are and however much they ask for, between two looks at the sockets they get
 * one {@link Slice} together; who asks for little never waits behind them.
 *
 * <p>Thread: the one whose sockets are looked at.
 */
final class WaitingLine {
  /** Somebody who waits for his turn. */
  interface Member {
    /** He was the first, and has left the line. */
    void onTurn();
  }

  private final ArrayDeque<Member> line = new ArrayDeque<>();
  private final Slice slice;

  WaitingLine(Slice slice) {
    this.slice = slice;
  }

  boolean isEmpty() {
    return line.isEmpty();
  }

  /** One who is not in the line goes to its end. */
  void add(Member member) {
    line.add(member);
  }

  /** Gives those at the head their turns, each at most one. */
  void serve() {
    int left = line.size();
    if (left == 0) {
      return;
    }
    slice.begin();
    do {
      line.remove().onTurn();
      left--;
    } while (left > 0 && !slice.isOver());
  }
}
