package io.holdfast.resp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The sockets this process has open, where the system tells. */
final class OpenSockets {
  private final long before = count();

  /** Whether there are no more than at first. */
  boolean areAsBefore() {
    return count() <= before;
  }

  private static long count() {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(OpenSockets::isSocket).count();
    } catch (IOException notOnThisSystem) {
      return 0;
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
