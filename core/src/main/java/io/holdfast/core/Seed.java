package io.holdfast.core;

import io.holdfast.encodings.arena.LittleEndian;
import java.io.FileInputStream;
import java.io.IOException;
import java.security.SecureRandom;

/**
 * The seed of a store that was given none: 64 bits nobody can guess, for the hash function and
 * every random choice follow from them.
 *
 * <p>Read from the system's device where there is one: starting the JDK's SecureRandom costs more
 * than all the rest of opening a store.
 */
final class Seed {
  private static final String DEVICE = "/dev/urandom";

  private Seed() {}

  static long unpredictable() {
    return LittleEndian.i64(secret(Long.BYTES), 0);
  }

  /** Bytes nobody can guess, whatever the store's seed: for passwords. */
  static byte[] secret(int count) {
    byte[] bytes = new byte[count];
    try (FileInputStream device = new FileInputStream(DEVICE)) {
      if (device.readNBytes(bytes, 0, bytes.length) == bytes.length) {
        return bytes;
      }
    } catch (IOException noSuchDevice) {
      // As on Windows: the JDK knows where to ask.
    }
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
