package io.holdfast.encodings.quicklist;

import static io.holdfast.encodings.quicklist.NodeIndex.NONE;

import io.holdfast.encodings.listpack.Listpack;
import java.util.function.LongConsumer;

/** Looking for all elements that are the same, in either direction: LPOS and LREM. */
final class QuicklistSearch {
  private QuicklistSearch() {}

  // ---- positions -------------------------------------------------------------------------------

  /** See {@link Quicklist#positions}; every limit is at least 1. */
  static long forward(
      Quicklist list,
      QuicklistCursor cursor,
      byte[] element,
      int offset,
      int length,
      long rank,
      long most,
      long maxLength,
      LongConsumer found) {
    NodeIndex index = list.nodes.index;
    long matches = 0;
    long looked = 0;
    for (int node = index.first(); node != NONE && looked < maxLength; node = index.next(node)) {
      cursor.enter(list, node);
      long at = looked;
      int from = cursor.position();
      while (cursor.findInNode(element, offset, length)) {
        at += cursor.entriesBetween(from, cursor.position());
        from = cursor.position();
        if (at >= maxLength) {
          break;
        }
        matches++;
        if (matches >= rank) {
          found.accept(at);
          if (matches - rank + 1 == most) {
            return most;
          }
        }
        if (!cursor.nextInNode()) {
          break;
        }
        at++;
        from = cursor.position();
      }
      looked += index.count(node);
    }
    return Math.max(matches - rank + 1, 0);
  }

  /** As above, from the tail. */
  static long backward(
      Quicklist list,
      QuicklistCursor cursor,
      byte[] element,
      int offset,
      int length,
      long rank,
      long most,
      long maxLength,
      LongConsumer found) {
    long matches = 0;
    long last = list.size() - 1;
    long end = Math.max(last - maxLength, -1);
    boolean more = cursor.seek(list, -1);
    for (long at = last; more && at > end; at--) {
      if (cursor.equals(element, offset, length)) {
        matches++;
        if (matches >= rank) {
          found.accept(at);
          if (matches - rank + 1 == most) {
            return most;
          }
        }
      }
      more = cursor.prev();
    }
    return Math.max(matches - rank + 1, 0);
  }

  // ---- removal ---------------------------------------------------------------------------------

  /** See {@link Quicklist#removeEqual}. */
  static long removeForward(
      Quicklist list, QuicklistCursor cursor, long most, byte[] element, int offset, int length) {
    QuicklistNodes nodes = list.nodes;
    NodeIndex index = nodes.index;
    long removed = 0;
    int node = index.first();
    while (node != NONE && removed < most) {
      cursor.enter(list, node);
      if (!cursor.findInNode(element, offset, length)) {
        node = index.next(node);
        continue;
      }
      int count = index.count(node);
      int atMost = (int) Math.min(most - removed, count);
      int gone = count;
      if (count > 1) {
        gone = removeInNode(nodes, node, cursor.position(), atMost, element, offset, length);
      }
      removed += gone;
      if (gone == count) {
        node = nodes.remove(node);
      } else {
        nodes.shrink(node);
        // Only with what was looked through already.
        int prev = index.prev(node);
        int joined = nodes.areSparse(prev, node) ? nodes.merge(prev) : node;
        nodes.settle(joined);
        node = index.next(joined);
      }
    }
    cursor.leave();
    nodes.settleEnds();
    return removed;
  }

  /** As above, from the tail. */
  static long removeBackward(
      Quicklist list, QuicklistCursor cursor, long most, byte[] element, int offset, int length) {
    QuicklistNodes nodes = list.nodes;
    NodeIndex index = nodes.index;
    long removed = 0;
    int node = index.last();
    while (node != NONE && removed < most) {
      cursor.enterAtLast(list, node);
      if (!cursor.findBackInNode(element, offset, length)) {
        node = index.prev(node);
        continue;
      }
      int count = index.count(node);
      int atMost = (int) Math.min(most - removed, count);
      int gone = count;
      if (count > 1) {
        gone = removeBackInNode(nodes, node, cursor.position(), atMost, element, offset, length);
      }
      removed += gone;
      if (gone == count) {
        int following = nodes.remove(node);
        node = following == NONE ? index.last() : index.prev(following);
      } else {
        nodes.shrink(node);
        int joined = nodes.areSparse(node, index.next(node)) ? nodes.merge(node) : node;
        nodes.settle(joined);
        node = index.prev(joined);
      }
    }
    cursor.leave();
    nodes.settleEnds();
    return removed;
  }

  /** Removes from the first match on; runs of matches go in one move. */
  private static int removeInNode(
      QuicklistNodes nodes, int node, int first, int most, byte[] element, int offset, int length) {
    nodes.change(node);
    byte[] page = nodes.page(node);
    int at = nodes.at(node);
    int removed = 0;
    int position = first;
    while (position != Listpack.NONE && removed < most) {
      int to = position;
      int run = 0;
      do {
        to = Listpack.after(page, at, to);
        run++;
      } while (removed + run < most
          && to != Listpack.end(page, at)
          && Listpack.equals(page, at, to, element, offset, length));
      Listpack.removeRange(page, at, position, to, run);
      removed += run;
      position =
          position == Listpack.end(page, at)
              ? Listpack.NONE
              : Listpack.find(page, at, position, 0, element, offset, length);
    }
    nodes.index.addCount(node, -removed);
    return removed;
  }

  /** Removes from the last match on. */
  private static int removeBackInNode(
      QuicklistNodes nodes, int node, int last, int most, byte[] element, int offset, int length) {
    nodes.change(node);
    byte[] page = nodes.page(node);
    int at = nodes.at(node);
    int removed = 0;
    for (int position = last; position != Listpack.NONE && removed < most; ) {
      int prev = Listpack.prev(page, at, position);
      if (Listpack.equals(page, at, position, element, offset, length)) {
        Listpack.remove(page, at, position);
        removed++;
      }
      position = prev;
    }
    nodes.index.addCount(node, -removed);
    return removed;
  }
}
