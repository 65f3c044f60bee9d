package io.holdfast.core.hyperloglog;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.core.CommandTester;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The HyperLogLog commands: effects, events, encodings, and what is left of a failed one. */
class HyperLogLogCommandsTest {
  private static final String STALE =
      "HYLL\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x80";

  private final CommandTester tester = CommandTester.open();

  @AfterEach
  void close() {
    tester.checkInvariants();
    tester.close();
  }

  @Test
  void pfadd_tellsOnlyOfChanges() {
    tester.run("PFADD h");
    assertThat(tester.effects()).containsExactly("PFADD h");
    assertThat(tester.events()).containsExactly("0:pfadd:h");
    tester.run("PFADD h");
    tester.run("PFADD h a b");
    tester.run("PFADD h b a");
    assertThat(tester.effects()).containsExactly("PFADD h a b");
    assertThat(tester.events()).containsExactly("0:pfadd:h");
  }

  @Test
  void pfcount_logsThatItCached_andPublishesNothing() {
    tester.run("PFADD h a b");
    tester.effects();
    tester.events();
    assertThat(tester.run("PFCOUNT h")).isEqualTo(":2");
    assertThat(tester.effects()).containsExactly("PFCOUNT h");
    assertThat(tester.events()).isEmpty();
    assertThat(tester.run("PFCOUNT h")).isEqualTo(":2");
    assertThat(tester.run("PFCOUNT h missing")).isEqualTo(":2");
    assertThat(tester.effects()).isEmpty();
  }

  @Test
  void pfmerge_tellsAsPfaddDoes() {
    tester.run("PFADD h a b");
    tester.effects();
    tester.events();
    tester.run("PFMERGE d h missing");
    assertThat(tester.effects()).containsExactly("PFMERGE d h missing");
    assertThat(tester.events()).containsExactly("0:pfadd:d");
  }

  @Test
  void pfdebug_logsThatItMadeDense() {
    tester.run("PFADD h a b");
    tester.run("PFADD g a b");
    tester.effects();
    tester.events();
    assertThat(tester.run("PFDEBUG TODENSE h")).isEqualTo(":1");
    assertThat(tester.run("PFDEBUG TODENSE h")).isEqualTo(":0");
    assertThat(tester.run("PFDEBUG getreg g")).startsWith("[:0, ");
    assertThat(tester.run("PFDEBUG ENCODING g")).isEqualTo("+dense");
    assertThat(tester.effects()).containsExactly("PFDEBUG TODENSE h", "PFDEBUG GETREG g");
    assertThat(tester.events()).isEmpty();
  }

  @Test
  void encodings_sparseBecomesDense_andNeverTurnsBack() {
    tester.script(
        """
        CONFIG SET hll-sparse-max-bytes 24
            +OK
        PFADD h a
            :1
        PFDEBUG ENCODING h
            +sparse
        OBJECT ENCODING h
            "raw"
        PFADD h b c d
            :1
        PFDEBUG ENCODING h
            +dense
        STRLEN h
            :12304
        CONFIG SET hll-sparse-max-bytes 3000
            +OK
        PFADD h e
            :1
        PFDEBUG ENCODING h
            +dense
        PFADD s a
            :1
        PFMERGE s h
            +OK
        PFDEBUG ENCODING s
            +dense
        PFCOUNT s h
            :5
        PFSELFTEST
            +OK
        """);
  }

  @Test
  void damaged_addsBeforeTheDamage_areLogged() {
    // The first 16,000 registers are there, the last 384 are not: some elements meet them.
    tester.run("SET h \"" + STALE + "\\x7e\\x7f\"");
    tester.effects();
    Random random = new Random(1);
    String reply = "";
    int added = 0;
    while (!reply.startsWith("-")) {
      reply = tester.run("PFADD h e" + random.nextInt());
      added += reply.equals(":1") ? 1 : 0;
    }
    assertThat(reply).isEqualTo("-INVALIDOBJ Corrupted HLL object detected");
    assertThat(added).isPositive();
    assertThat(tester.effects()).hasSize(added);
    assertThat(tester.run("PFCOUNT h")).isEqualTo("-INVALIDOBJ Corrupted HLL object detected");
  }
}
