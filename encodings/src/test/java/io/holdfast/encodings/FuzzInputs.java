package io.holdfast.encodings;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Feeds a fuzz target in a normal build: with examples, with examples a few bytes of which are
 * damaged, and with noise. {@code .ci/fuzz} runs the same targets guided by coverage, for as long
 * as one likes; what it finds becomes one more example.
 */
public final class FuzzInputs {
  private static final int[] TELLING_BYTES = {
    0, 1, 2, 5, 0x3F, 0x40, 0x7F, 0x80, 0x81, 0xBF, 0xC0, 0xDF, 0xE0, 0xEF, 0xF0, 0xF1, 0xF2, 0xF3,
    0xF4, 0xF5, 0xFE, 0xFF
  };

  private FuzzInputs() {}

  /** What is fed: a decoder and all that can be done with what it accepts. */
  @FunctionalInterface
  public interface Target {
    /** One input; whatever it throws is a finding. */
    void run(byte[] input);
  }

  /**
   * Feeds the target.
   *
   * @param bytesPerByte how many bytes the target may allocate for each byte of its input; beside a
   *     megabyte for whatever the JVM does meanwhile
   * @throws AssertionError with the input, if the target throws or allocates more
   */
  public static void feed(Target target, List<byte[]> examples, long seed, int bytesPerByte) {
    examples.forEach(example -> feed(target, example, "example", bytesPerByte));
    Random random = new Random(ModelRun.seed(seed));
    int rounds = ModelRun.LONG ? 3_000_000 : 30_000;
    for (int round = 0; round < rounds; round++) {
      byte[] input = examples.get(random.nextInt(examples.size())).clone();
      if (random.nextInt(20) == 0) {
        input = new byte[random.nextInt(80)];
        random.nextBytes(input);
      }
      for (int damages = random.nextInt(4); damages > 0; damages--) {
        input = damaged(random, input);
      }
      feed(target, input, "seed " + ModelRun.seed(seed) + " round " + round, bytesPerByte);
    }
  }

  private static void feed(Target target, byte[] input, String which, int bytesPerByte) {
    long before = AllocatedBytes.now();
    try {
      target.run(input.clone());
    } catch (Throwable e) {
      throw new AssertionError(which + ": " + HexFormat.of().formatHex(input), e);
    }
    long allocated = AllocatedBytes.now() - before;
    if (allocated > (1 << 20) + (long) bytesPerByte * input.length) {
      throw new AssertionError(
          which + " allocates " + allocated + " bytes: " + HexFormat.of().formatHex(input));
    }
  }

  private static byte[] damaged(Random random, byte[] input) {
    if (input.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(input.length);
    switch (random.nextInt(7)) {
      case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> input[at] = (byte) random.nextInt();
      case 2, 3 -> input[at] = (byte) TELLING_BYTES[random.nextInt(TELLING_BYTES.length)];
      case 4 -> input[at] += (byte) (random.nextInt(5) - 2);
      case 5 -> {
        byte[] longer = Arrays.copyOf(input, input.length + 1);
        System.arraycopy(input, at, longer, at + 1, input.length - at);
        return longer;
      }
      default -> {
        byte[] shorter = Arrays.copyOf(input, input.length - 1);
        System.arraycopy(input, at + 1, shorter, at, shorter.length - at);
        return shorter;
      }
    }
    return input;
  }
}
