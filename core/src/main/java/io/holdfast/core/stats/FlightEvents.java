package io.holdfast.core.stats;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** The events of Java Flight Recorder; loaded only where there is one. */
final class FlightEvents {
  private FlightEvents() {}

  /** Whether the recorder of this JVM was started, be it long ago. */
  static boolean areRecorded() {
    return FlightRecorder.isInitialized();
  }

  static void slowCommand(String command, String client, long durationNs) {
    SlowCommand event = new SlowCommand();
    event.command = command;
    event.client = client;
    event.took = durationNs;
    event.commit();
  }

  static void expiryLag(long keys, long lagMs) {
    ExpiryLag event = new ExpiryLag();
    event.keys = keys;
    event.lag = lagMs;
    event.commit();
  }

  static void fileWritten(String kind, String file, long durationNs, boolean isGood) {
    FileWritten event = new FileWritten();
    event.kind = kind;
    event.file = file;
    event.took = durationNs;
    event.good = isGood;
    event.commit();
  }

  @Name("io.holdfast.SlowCommand")
  @Label("Slow Command")
  @Category("Holdfast")
  @Description("A command that slowlog-log-slower-than calls slow")
  @StackTrace(false)
  static final class SlowCommand extends Event {
    @Label("Command")
    String command = "";

    @Label("Client")
    String client = "";

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;
  }

  @Name("io.holdfast.ExpiryLag")
  @Label("Expiry Lag")
  @Category("Holdfast")
  @Description("Keys that were deleted later than they were due")
  @StackTrace(false)
  static final class ExpiryLag extends Event {
    @Label("Keys")
    long keys;

    @Label("Lag")
    @Timespan(Timespan.MILLISECONDS)
    long lag;
  }

  @Name("io.holdfast.FileWritten")
  @Label("File Written")
  @Category("Holdfast")
  @Description("A snapshot or a rewritten append-only file")
  @StackTrace(false)
  static final class FileWritten extends Event {
    @Label("Kind")
    String kind = "";

    @Label("File")
    String file = "";

    @Label("Took")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    @Label("Good")
    boolean good;
  }
}
