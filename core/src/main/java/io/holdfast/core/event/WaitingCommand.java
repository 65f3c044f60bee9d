package io.holdfast.core.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A queued command whose caller waits for it.
 *
 * <pre>
 *  LOOKING --parking()--> PARKED
 *     |                     |
 *     +------ done() -------+--> DONE      (PARKED: the owner unparks the caller after its release)
 * </pre>
 *
 * No wake-up is lost: both arrows are atomic on one field, so either {@code done} finds PARKED and
 * unparks, or {@code parking} finds DONE and the caller does not park.
 */
final class WaitingCommand<T extends @Nullable Object> extends QueuedCommand<T> {
  private static final int LOOKING = 0;
  private static final int PARKED = 1;
  private static final int DONE = 2;
  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(WaitingCommand.class, "phase", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Thread caller;
  private final Parking parking;

  @SuppressWarnings("unused") // through PHASE
  private volatile int phase = LOOKING;

  WaitingCommand(Supplier<T> command, Thread caller, Parking parking) {
    super(command);
    this.caller = caller;
    this.parking = parking;
  }

  boolean isDone() {
    return phase == DONE;
  }

  /** The caller is about to park. Returns false if there is nothing left to wait for. */
  boolean parking() {
    return phase == PARKED || PHASE.compareAndSet(this, LOOKING, PARKED);
  }

  @Override
  boolean done() {
    return (int) PHASE.getAndSet(this, DONE) == PARKED;
  }

  @Override
  void finish() {
    parking.unpark(caller);
  }

  @Override
  boolean finishRunsForeignCode() {
    return false;
  }
}
