package io.holdfast.core.feed;

import io.holdfast.StoredValue;
import io.holdfast.ValueChange;
import io.holdfast.spi.Effect;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest effects of a store, by number: one writer, any number of readers, no locks.
 *
 * <pre>
 *  number     first                     end
 *               |                        |
 *  slots   ...  e4  e5  e6  e7  e8  e9   .   .      slot = number mod capacity
 *               ^ kept                   ^ the next effect's
 * </pre>
 *
 * <p>An effect leaves when the slots or the bytes are used up, the oldest first; the newest always
 * stays, however long it is. The writer moves {@code first} on before it takes a slot away, so a
 * reader who does not find a number in its slot and then looks at {@code first} knows whether it is
 * gone or has not come yet. Effects do not change, so what he finds is whole.
 *
 * <p>Thread: the owner adds, anybody reads. Memory: a reference a slot, and the effects.
 */
final class ChangeBuffer {
  /** An array, a list's element and their headers. */
  private static final int BYTES_PER_WORD = 24;

  /** A key's change with its two values, empty. */
  private static final int BYTES_PER_VALUE = 192;

  private static final int BYTES_PER_EFFECT = 96;

  private final AtomicReferenceArray<Effect> slots;
  private final int capacity;
  private final long maxBytes;

  /** Of the effects kept; the owner's. */
  private long bytes;

  private volatile long first;
  private volatile long end;

  /**
   * Creates an empty buffer.
   *
   * @param capacity how many effects it keeps at most
   * @param maxBytes how many bytes these may take
   * @param first the number of the first effect to come
   */
  ChangeBuffer(int capacity, long maxBytes, long first) {
    this.slots = new AtomicReferenceArray<>(capacity);
    this.capacity = capacity;
    this.maxBytes = maxBytes;
    this.first = first;
    this.end = first;
  }

  /** Keeps an effect, the next in the order of numbers. */
  void add(Effect effect) {
    assert effect.sequence() == end : "no number is left out";
    bytes += bytes(effect);
    while (first < end && (bytes > maxBytes || end - first == capacity)) {
      removeFirst();
    }
    slots.set(slot(effect.sequence()), effect);
    end = effect.sequence() + 1;
  }

  private void removeFirst() {
    long oldest = first;
    bytes -= bytes(slots.get(slot(oldest)));
    first = oldest + 1;
    slots.set(slot(oldest), null);
  }

  /** The effect with a number; null if it is gone or has not come yet. */
  @Nullable Effect find(long number) {
    Effect effect = slots.get(slot(number));
    return effect != null && effect.sequence() == number ? effect : null;
  }

  /** The number of the oldest effect kept; all before are gone. */
  long first() {
    return first;
  }

  /** The number the next effect will have. */
  long end() {
    return end;
  }

  private int slot(long number) {
    return (int) (number % capacity);
  }

  private static long bytes(Effect effect) {
    long bytes = BYTES_PER_EFFECT;
    for (byte[] word : effect.command()) {
      bytes += BYTES_PER_WORD + word.length;
    }
    for (ValueChange value : effect.values()) {
      bytes += BYTES_PER_VALUE + value.key().length;
      bytes += value.before().map(StoredValue::bytes).orElse(0);
      bytes += value.after().map(StoredValue::bytes).orElse(0);
    }
    return bytes;
  }
}
