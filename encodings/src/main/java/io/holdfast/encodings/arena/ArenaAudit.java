package io.holdfast.encodings.arena;

/**
 * A proof that every live block of an arena is reached exactly once.
 *
 * <p>Whoever owns the blocks reports each handle to {@link #reached(int)}; {@link #finish()} then
 * finds what leaked. Memory: one byte a block while it runs; for tests and debug commands.
 */
public final class ArenaAudit {
  private final Arena arena;
  private final boolean[][] unreached;

  ArenaAudit(Arena arena) {
    this.arena = arena;
    unreached = new boolean[arena.pageLimit()][];
    for (int page = 1; page < unreached.length; page++) {
      unreached[page] = arena.liveBlocks(page);
    }
  }

  /**
   * Marks a block as reached.
   *
   * @throws AssertionError if it is not live, or was reached before
   */
  public void reached(int handle) {
    int page = Arena.pageNumber(handle);
    check(page > 0 && page < unreached.length, "page of handle", handle);
    int block = arena.blockNumber(handle);
    check(block < unreached[page].length, "block of handle", handle);
    check(unreached[page][block], "live and reached once: handle", handle);
    unreached[page][block] = false;
  }

  /**
   * Ends the audit.
   *
   * @throws AssertionError if a live block was not reached
   */
  public void finish() {
    for (int page = 1; page < unreached.length; page++) {
      for (int block = 0; block < unreached[page].length; block++) {
        check(!unreached[page][block], "reached block " + block + " of page", page);
      }
    }
  }

  static void check(boolean holds, String what, long value) {
    if (!holds) {
      throw new AssertionError("invariant broken: " + what + "=" + value);
    }
  }
}
