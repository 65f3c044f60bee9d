package io.holdfast.core.stats;

/**
 * Tells Java Flight Recorder what is worth recording, where the JDK has it.
 *
 * <p>Its events are {@code io.holdfast.SlowCommand}, {@code ExpiryLag} and {@code FileWritten}. Any
 * thread. Cost: nothing until something is told, and little until somebody records.
 */
public final class FlightRecording {
  private static final boolean IS_THERE = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private FlightRecording() {}

  /** An event's class takes a tenth of a second to make where nobody has recorded anything yet. */
  private static boolean isOn() {
    return IS_THERE && FlightEvents.areRecorded();
  }

  /** A command was slow. */
  static void slowCommand(String command, String client, long durationNs) {
    if (isOn()) {
      FlightEvents.slowCommand(command, client, durationNs);
    }
  }

  /** Keys were deleted later than they were due. */
  public static void expiryLag(long keys, long lagMs) {
    if (isOn()) {
      FlightEvents.expiryLag(keys, lagMs);
    }
  }

  /**
   * A file was written, or could not be.
   *
   * @param kind {@code snapshot} or {@code rewrite}
   */
  public static void fileWritten(String kind, String file, long durationNs, boolean isGood) {
    if (isOn()) {
      FlightEvents.fileWritten(kind, file, durationNs, isGood);
    }
  }
}
