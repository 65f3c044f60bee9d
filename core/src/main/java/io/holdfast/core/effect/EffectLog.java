package io.holdfast.core.effect;

import io.holdfast.ValueChange;
import io.holdfast.spi.Effect;
import io.holdfast.spi.EffectListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Numbers the effects of a store and hands them to its listeners.
 *
 * <p>Operations ask {@link #isActive()} before they build an effect. A unit (transaction or block)
 * is opened and closed around operations; it becomes MULTI ... EXEC when it had an effect, and
 * nothing otherwise. Units nest; the outermost counts.
 *
 * <p>What happens in a block that may yet be undone is numbered and published when it has ended:
 * see {@link HeldBack}.
 *
 * <p>Thread: the owner.
 */
public final class EffectLog {
  private static final List<byte[]> MULTI = List.of(ascii("MULTI"));
  private static final List<byte[]> EXEC = List.of(ascii("EXEC"));

  private final HeldBack heldBack = new HeldBack();
  private final List<EffectListener> listeners = new ArrayList<>(2);
  private Supplier<List<ValueChange>> values = List::of;
  private long sequence;
  private int unitDepth;
  private boolean unitHasEffect;

  /** Creates a log nobody listens to. */
  public EffectLog() {}

  /** What a block that may yet be undone has to tell, effects and all else. */
  public HeldBack heldBack() {
    return heldBack;
  }

  /** Whether an effect would be heard. */
  public boolean isActive() {
    return !listeners.isEmpty();
  }

  /** Sets who knows what became of the keys that were touched since the last effect. */
  public void values(Supplier<List<ValueChange>> source) {
    values = source;
  }

  /** Number of the last effect. */
  public long sequence() {
    return sequence;
  }

  /** Adds a listener, which hears every effect from now on. */
  public void addListener(EffectListener listener) {
    listeners.add(listener);
  }

  /** Removes a listener. After the last one a number is left out: what happens goes unheard. */
  public void removeListener(EffectListener listener) {
    if (listeners.remove(listener) && listeners.isEmpty()) {
      sequence++;
    }
  }

  /**
   * Emits an effect.
   *
   * @param database index of the database
   * @param command the canonical command; the arrays become the log's
   */
  public void emit(int database, byte[]... command) {
    if (!isActive()) {
      return;
    }
    List<byte[]> words = Collections.unmodifiableList(Arrays.asList(command));
    List<ValueChange> changes = values.get();
    if (heldBack.isHolding()) {
      heldBack.hold(() -> number(database, words, changes));
    } else {
      number(database, words, changes);
    }
  }

  private void number(int database, List<byte[]> command, List<ValueChange> changes) {
    if (unitDepth > 0 && !unitHasEffect) {
      unitHasEffect = true;
      publish(new Effect(++sequence, database, MULTI));
    }
    publish(new Effect(++sequence, database, command, changes));
  }

  /** Opens a unit: the effects up to {@link #endUnit} belong together. */
  public void beginUnit() {
    unitDepth++;
  }

  /** Whether a unit is open. */
  public boolean isInUnit() {
    return unitDepth > 0;
  }

  /** Closes a unit. */
  public void endUnit(int database) {
    if (--unitDepth == 0 && unitHasEffect) {
      unitHasEffect = false;
      publish(new Effect(++sequence, database, EXEC));
    }
  }

  private void publish(Effect effect) {
    for (int i = 0; i < listeners.size(); i++) {
      listeners.get(i).onEffect(effect);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
