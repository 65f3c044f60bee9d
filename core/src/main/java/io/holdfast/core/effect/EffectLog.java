package io.holdfast.core.effect;

import io.holdfast.ValueChange;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.spi.Effect;
import io.holdfast.spi.EffectListener;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Numbers the effects of a store and hands them on: as bytes to its sinks, as objects to its
 * listeners.
 *
 * <pre>
 *  operation -&gt; write(name).add(...).emit(database) --+--&gt; sinks, the same bytes
 *                                                     '--&gt; listeners, an {@link Effect} each
 * </pre>
 *
 * <p>Operations ask {@link #isActive()} before they write an effect. A unit (transaction or block)
 * is opened and closed around operations; it becomes MULTI ... EXEC when it had an effect, and
 * nothing otherwise. Units nest; the outermost counts.
 *
 * <p>What happens in a block that may yet be undone is numbered and published when it has ended:
 * see {@link HeldBack}.
 *
 * <p>Thread: the owner.
 */
public final class EffectLog {
  private static final byte[] MULTI = ascii("*1\r\n$5\r\nMULTI\r\n");
  private static final byte[] EXEC = ascii("*1\r\n$4\r\nEXEC\r\n");

  private final HeldBack heldBack = new HeldBack();
  private final EffectWriter writer = new EffectWriter(this);
  private final List<EffectSink> sinks = new ArrayList<>(1);
  private final List<EffectListener> listeners = new ArrayList<>(2);
  private boolean isActive;
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
    return isActive;
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
    isActive = true;
  }

  /** Removes a listener. After the last one a number is left out: what happens goes unheard. */
  public void removeListener(EffectListener listener) {
    if (listeners.remove(listener)) {
      removed();
    }
  }

  /** Adds a sink, which receives every effect from now on. */
  public void addSink(EffectSink sink) {
    sinks.add(sink);
    isActive = true;
  }

  /** Removes a sink, as {@link #removeListener} does. */
  public void removeSink(EffectSink sink) {
    if (sinks.remove(sink)) {
      removed();
    }
  }

  private void removed() {
    isActive = !listeners.isEmpty() || !sinks.isEmpty();
    if (!isActive) {
      sequence++;
    }
  }

  /**
   * Begins an effect; ask first whether it {@linkplain #isActive would be heard}.
   *
   * @param name the canonical command's name
   */
  public EffectWriter write(byte[] name) {
    writer.begin();
    return writer.add(name);
  }

  /** Logs an effect whose words were collected. */
  public void log(int database, List<byte[]> words) {
    writer.begin();
    writer.addAll(words).emit(database);
  }

  /** As {@link #write(byte[])}, of a command and the key it is about. */
  public EffectWriter write(byte[] name, ByteRange key) {
    return write(name).add(key);
  }

  /** The writer's effect is complete. */
  void emit(int database) {
    if (!isActive) {
      return;
    }
    List<ValueChange> changes = listeners.isEmpty() ? List.of() : values.get();
    if (heldBack.isHolding()) {
      List<byte[]> words = writer.words();
      heldBack.hold(
          () -> {
            writer.begin();
            writer.addAll(words).end();
            number(database, changes);
          });
    } else {
      number(database, changes);
    }
  }

  private void number(int database, List<ValueChange> changes) {
    if (unitDepth > 0 && !unitHasEffect) {
      publish(database, MULTI, "MULTI");
      unitHasEffect = true;
    }
    sequence++;
    for (int i = 0; i < sinks.size(); i++) {
      EffectSink sink = sinks.get(i);
      sink.begins(database, unitHasEffect);
      writer.to(sink);
      sink.ends();
    }
    if (!listeners.isEmpty()) {
      tell(database, writer.words(), changes);
    }
  }

  private void tell(int database, List<byte[]> words, List<ValueChange> changes) {
    Effect effect = new Effect(sequence, database, Collections.unmodifiableList(words), changes);
    for (int i = 0; i < listeners.size(); i++) {
      listeners.get(i).onEffect(effect);
    }
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
      publish(database, EXEC, "EXEC");
      unitHasEffect = false;
    }
  }

  private void publish(int database, byte[] request, String word) {
    sequence++;
    for (int i = 0; i < sinks.size(); i++) {
      EffectSink sink = sinks.get(i);
      sink.begins(database, unitHasEffect);
      sink.bytes(request, 0, request.length);
      sink.ends();
    }
    if (!listeners.isEmpty()) {
      tell(database, List.of(ascii(word)), List.of());
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
