package io.holdfast.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.DamagedFileException;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.core.CommandTester;
import io.holdfast.core.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bits that flip and ends that are missing: an error with a place, or data that is whole. */
class AofDamageTest {
  private static final int DAMAGES = Boolean.getBoolean("holdfast.long") ? 5_000 : 60;

  @TempDir Path folder;

  private Holdfast.Builder builder() {
    return Holdfast.builder()
        .config("dir", folder.toString())
        .config("appendonly", "yes")
        .seed(1)
        .invoker();
  }

  @Test
  void damage_isAnErrorOrWholeData() throws IOException {
    long seed = 11;
    Random random = new Random(seed);
    try (CommandTester tester = CommandTester.open(builder())) {
      DataSet.commands(random, 16).forEach(tester::run);
    }
    Path increment = folder.resolve("appendonlydir/appendonly.aof.1.incr.aof");
    byte[] good = Files.readAllBytes(increment);
    int refused = 0;
    for (int i = 0; i < DAMAGES; i++) {
      String what = "seed " + seed + ", damage " + i;
      byte[] damaged = good.clone();
      if (i % 3 == 0) {
        damaged = Arrays.copyOf(good, random.nextInt(good.length));
      } else {
        int at = random.nextInt(Math.min(good.length, i % 3 == 1 ? 400 : good.length));
        damaged[at] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(increment, damaged);
      try (Store store = builder().open()) {
        Engine.of(store).keyspace().checkInvariants();
      } catch (DamagedFileException e) {
        refused++;
        assertThat(e.offset()).as(what).isBetween(0L, (long) damaged.length);
        assertThat(increment).as(what).hasBinaryContent(damaged);
      }
    }
    assertThat(refused).as("some damage is seen").isGreaterThan(DAMAGES / 10);
  }

  @Test
  void announcedLengths_allocateNothing() throws IOException {
    for (String input :
        new String[] {
          "*1048576\r\n",
          "*1\r\n$536870912\r\nx",
          "*2\r\n$999999999999999999\r\n",
          "*9999999999\r\n"
        }) {
      AofReaderFuzz.fuzzerTestOneInput(input.getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void randomBytes_areRefusedOrRead() {
    Random random = new Random(3);
    String alphabet = "*$#0123459\r\nSETab\"file ";
    for (int i = 0; i < 400; i++) {
      byte[] input = new byte[random.nextInt(60)];
      for (int j = 0; j < input.length; j++) {
        input[j] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      AofReaderFuzz.fuzzerTestOneInput(input);
    }
  }
}
