package io.holdfast.core.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What the system knows about this process; nothing where it does not tell. */
final class ProcessFigures {
  private static final long BYTES_PER_KIB = 1024;

  /**
   * Linux counts processor time for programs in hundredths of a second, whatever it does inside.
   */
  private static final long TICKS_PER_SECOND = 100;

  private static final long MICROS_PER_SECOND = 1_000_000;

  private ProcessFigures() {}

  /** Bytes of memory the process occupies. */
  static OptionalLong residentBytes() {
    return kib("/proc/self/status", "VmRSS:");
  }

  /** The most it ever occupied. */
  static OptionalLong peakResidentBytes() {
    return kib("/proc/self/status", "VmHWM:");
  }

  /** Bytes of memory the machine has. */
  static OptionalLong systemBytes() {
    return kib("/proc/meminfo", "MemTotal:");
  }

  /** Microseconds spent in the system. */
  static OptionalLong systemMicros() {
    return cpuMicros(14);
  }

  /** Microseconds spent in the program. */
  static OptionalLong userMicros() {
    return cpuMicros(13);
  }

  private static OptionalLong kib(String file, String name) {
    return read(file)
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * BYTES_PER_KIB)
        .findFirst();
  }

  /** A field of /proc/self/stat, counted from 0; the name in parentheses may hold spaces. */
  private static OptionalLong cpuMicros(int field) {
    String stat = read("/proc/self/stat");
    int afterName = stat.lastIndexOf(") ") + 2;
    String[] fields = stat.substring(Math.min(afterName, stat.length())).split(" ", -1);
    int index = field - 2;
    if (afterName < 2 || fields.length <= index) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(fields[index]) * (MICROS_PER_SECOND / TICKS_PER_SECOND));
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8);
    } catch (IOException notOnThisSystem) {
      return "";
    }
  }
}
