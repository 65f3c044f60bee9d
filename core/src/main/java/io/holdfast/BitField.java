package io.holdfast;

import java.util.ArrayList;
import java.util.List;

/**
 * What one BITFIELD does to a string: reads and writes of integers of any width at any bit, one
 * after the other.
 *
 * <pre>{@code
 * BitFieldType u8 = BitFieldType.unsigned(8);
 * BitField hit =
 *     BitField.none()
 *         .overflow(BitFieldOverflow.SAT)
 *         .incrBy(u8, u8.offset(3), 1)               // the fourth counter, which stops at 255
 *         .get(u8, u8.offset(4));
 * List<Long> values = store.bitmaps().field("counters", hit);
 * }</pre>
 *
 * Offsets are in bits, bit 0 being the highest of the first byte; an integer's highest bit comes
 * first. Immutable: every method answers another one.
 */
public final class BitField {
  private static final BitField NONE = new BitField(List.of(), BitFieldOverflow.WRAP);

  private final List<Step> steps;
  private final BitFieldOverflow overflow;

  /** What a step does. */
  public enum Action {
    /** Answers an integer. */
    GET,
    /** Sets an integer and answers the old one. */
    SET,
    /** Adds to an integer and answers the sum. */
    INCRBY
  }

  /**
   * One read or write.
   *
   * @param action what it does
   * @param type the integer's type
   * @param offset where the integer starts, in bits
   * @param value what is set or added; 0 for GET
   * @param overflow what happens if the type cannot hold the result
   */
  public record Step(
      Action action, BitFieldType type, long offset, long value, BitFieldOverflow overflow) {}

  private BitField(List<Step> steps, BitFieldOverflow overflow) {
    this.steps = steps;
    this.overflow = overflow;
  }

  /** One that does nothing. */
  public static BitField none() {
    return NONE;
  }

  /** One that does these steps. */
  public static BitField of(List<Step> steps) {
    return new BitField(List.copyOf(steps), BitFieldOverflow.WRAP);
  }

  /** Then GET: answers an integer; bits behind the end of the string are 0. */
  public BitField get(BitFieldType type, long offset) {
    return with(new Step(Action.GET, type, offset, 0, overflow));
  }

  /** Then SET: sets an integer and answers what it was. */
  public BitField set(BitFieldType type, long offset, long value) {
    return with(new Step(Action.SET, type, offset, value, overflow));
  }

  /** Then INCRBY: adds to an integer and answers the sum. */
  public BitField incrBy(BitFieldType type, long offset, long increment) {
    return with(new Step(Action.INCRBY, type, offset, increment, overflow));
  }

  /**
   * Says what the writes that follow do with an overflow; {@link BitFieldOverflow#WRAP} at first.
   */
  public BitField overflow(BitFieldOverflow value) {
    return new BitField(steps, value);
  }

  private BitField with(Step step) {
    List<Step> more = new ArrayList<>(steps.size() + 1);
    more.addAll(steps);
    more.add(step);
    return new BitField(List.copyOf(more), overflow);
  }

  /** The steps, in order. */
  public List<Step> steps() {
    return steps;
  }
}
