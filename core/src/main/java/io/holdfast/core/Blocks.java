package io.holdfast.core;

import io.holdfast.Clock;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.effect.HeldBack;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.encodings.undo.UndoLog;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs blocks that happen as a whole or not at all.
 *
 * <pre>
 *  begin   the undo log notes what is overwritten; what is to be told is held back
 *  block   operations, and blocks within it, each from a savepoint on
 *  end     commit: what was freed is given back, what was held back is told, as one unit
 *          thrown: the log is played back, what was held back is forgotten
 * </pre>
 *
 * A block within a block belongs to it; if it throws, it is undone alone, and the outer one may
 * catch that and go on.
 *
 * <p>Thread: the owner. Cost: see {@link UndoLog}; no clock is read unless somebody wants to know
 * how long blocks take.
 */
public final class Blocks {
  /** Learns of every block that ended. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A block, and no other around it, has ended.
     *
     * @param durationNs how long it ran
     * @param changes how many changes it made to the data, undone or not
     * @param isUndone whether it threw, and nothing has happened
     */
    void onBlockEnd(long durationNs, long changes, boolean isUndone);
  }

  private final Keyspace keyspace;
  private final EffectLog effects;
  private final HeldBack heldBack;
  private final UndoLog undo;
  private final Clock clock;
  private @Nullable Listener listener;

  /** Runs blocks on a keyspace. */
  Blocks(Keyspace keyspace, Clock clock) {
    this.keyspace = keyspace;
    this.effects = keyspace.effects();
    this.heldBack = effects.heldBack();
    this.undo = keyspace.undo();
    this.clock = clock;
  }

  /** Sets who learns of blocks that ended, besides who learnt of them before. */
  public void addListener(Listener added) {
    Listener before = listener;
    listener =
        before == null
            ? added
            : (durationNs, changes, isUndone) -> {
              before.onBlockEnd(durationNs, changes, isUndone);
              added.onBlockEnd(durationNs, changes, isUndone);
            };
  }

  /** Reports every block that runs for longer than this. */
  public void report(Duration budget, Consumer<String> log) {
    long budgetNs = budget.toNanos();
    addListener(
        (durationNs, changes, isUndone) -> {
          if (durationNs > budgetNs) {
            log.accept(
                "block kept others out for longer than its budget: durationUs="
                    + durationNs / 1_000
                    + ", budgetUs="
                    + budgetNs / 1_000
                    + ", changes="
                    + changes
                    + ", undone="
                    + isUndone);
          }
        });
  }

  /** Writes to the logger {@code io.holdfast}. */
  static void warn(String message) {
    System.getLogger("io.holdfast").log(System.Logger.Level.WARNING, message);
  }

  /**
   * Runs a block.
   *
   * @param index of the database its unit is logged in
   * @return what it returns; what it throws is thrown, and then it has not happened
   */
  <A, T extends @Nullable Object> T run(Function<? super A, ? extends T> block, A db, int index) {
    if (undo.isActive()) {
      return runWithin(block, db);
    }
    Listener told = listener;
    long startNs = told == null ? 0 : clock.nanoTime();
    long changes = keyspace.stats().changes();
    long expired = keyspace.stats().expired();
    T result;
    undo.begin();
    heldBack.begin();
    effects.beginUnit();
    try {
      result = block.apply(db);
    } catch (Throwable e) {
      long made = keyspace.stats().changes() - changes;
      keyspace.undoTo(0, changes, expired);
      undo.rollBack();
      heldBack.drop();
      effects.endUnit(index);
      tell(told, startNs, made, true);
      throw e;
    }
    long made = keyspace.stats().changes() - changes;
    commit(index);
    tell(told, startNs, made, false);
    return result;
  }

  private <A, T extends @Nullable Object> T runWithin(
      Function<? super A, ? extends T> block, A db) {
    int savepoint = undo.savepoint();
    int held = heldBack.count();
    long changes = keyspace.stats().changes();
    long expired = keyspace.stats().expired();
    try {
      return block.apply(db);
    } catch (Throwable e) {
      keyspace.undoTo(savepoint, changes, expired);
      heldBack.dropTo(held);
      throw e;
    }
  }

  private void commit(int index) {
    undo.commit();
    try {
      heldBack.release();
    } finally {
      effects.endUnit(index);
    }
  }

  private void tell(@Nullable Listener told, long startNs, long changes, boolean isUndone) {
    if (told != null) {
      told.onBlockEnd(clock.nanoTime() - startNs, changes, isUndone);
    }
  }
}
