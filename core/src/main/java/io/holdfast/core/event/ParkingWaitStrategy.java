package io.holdfast.core.event;

/** Sleeps by parking: what an event loop does that has no listener. */
final class ParkingWaitStrategy implements WaitStrategy {
  private final Parking parking;
  private final Thread eventThread;

  ParkingWaitStrategy(Parking parking, Thread eventThread) {
    this.parking = parking;
    this.eventThread = eventThread;
  }

  @Override
  public void await(long timeoutNs) {
    if (timeoutNs == FOREVER) {
      parking.park(this);
    } else {
      parking.parkNanos(this, timeoutNs);
    }
  }

  @Override
  public void signal() {
    parking.unpark(eventThread);
  }
}
