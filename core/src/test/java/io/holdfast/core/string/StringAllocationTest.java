package io.holdfast.core.string;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Codec;
import io.holdfast.Holdfast;
import io.holdfast.Store;
import io.holdfast.Strings;
import io.holdfast.ValueReader;
import io.holdfast.VirtualClock;
import io.holdfast.core.AllocatedBytes;
import io.holdfast.core.Engine;
import io.holdfast.core.codec.ChunkPool;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.SilentTransport;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reading in place, overwriting and counting make no garbage, through the typed API and through
 * commands, when nobody listens to effects. It holds before anything is compiled: nothing here
 * rests on the compiler leaving an object out. (MGET and MSET are not among them: they make the few
 * objects that look ahead, as many for a thousand keys as for one.)
 */
class StringAllocationTest {
  private static final int OPERATIONS = 1_000;
  private static final int ROUNDS = 300;

  /** What measuring allocates itself, in a whole round. */
  private static final long MEASURING_BYTES = 100;

  private static final ValueReader<Boolean> LAST_BYTE_IS_X =
      (bytes, offset, length) -> bytes[offset + length - 1] == 'x';

  private static void assertNoGarbage(Runnable operation) {
    long least =
        AllocatedBytes.leastOf(
            ROUNDS,
            MEASURING_BYTES,
            () -> {
              for (int i = 0; i < OPERATIONS; i++) {
                operation.run();
              }
            });
    assertThat(least).as("bytes of %d operations", OPERATIONS).isLessThanOrEqualTo(MEASURING_BYTES);
  }

  private static Store open(boolean hasEventThread) {
    Holdfast.Builder builder = Holdfast.builder().clock(new VirtualClock(Instant.EPOCH)).seed(1);
    return hasEventThread ? builder.open() : builder.invoker().open();
  }

  // ---- the typed API -------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void reading_makesNoGarbage(boolean hasEventThread) {
    try (Store store = open(hasEventThread)) {
      Strings<byte[], byte[]> strings = store.with(Codec.bytes(), Codec.bytes()).strings();
      for (String value : new String[] {"1234567", "text x", "long text ".repeat(50) + "x"}) {
        byte[] key = value.getBytes(US_ASCII);
        byte[] absent = ("no " + value).getBytes(US_ASCII);
        strings.set(key, key);
        assertThat(strings.read(key, LAST_BYTE_IS_X)).isEqualTo(value.endsWith("x"));
        assertNoGarbage(() -> strings.read(key, LAST_BYTE_IS_X));
        assertNoGarbage(() -> strings.read(absent, LAST_BYTE_IS_X));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void overwriting_makesNoGarbage(boolean hasEventThread) {
    try (Store store = open(hasEventThread)) {
      Strings<byte[], byte[]> strings = store.with(Codec.bytes(), Codec.bytes()).strings();
      byte[] key = {'k'};
      byte[][] values = {
        "1234567".getBytes(US_ASCII),
        "text".getBytes(US_ASCII),
        "a text that is much longer than that, and raw".getBytes(US_ASCII),
        new byte[1000]
      };
      int[] turn = {0};
      assertNoGarbage(() -> strings.set(key, values[turn[0]++ & 3]));
      assertThat(store.size()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void counting_makesNoGarbage(boolean hasEventThread) {
    try (Store store = open(hasEventThread)) {
      Strings<byte[], byte[]> strings = store.with(Codec.bytes(), Codec.bytes()).strings();
      byte[] key = {'n'};
      assertNoGarbage(() -> strings.incr(key));
      assertNoGarbage(() -> strings.decrBy(key, 7));
      assertThat(store.strings().get("n")).startsWith("-");
    }
  }

  // ---- commands ------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET text",
        "GET number",
        "GET absent",
        "SET text other",
        "SET text 12345",
        "SET text value PX 100000",
        "SET text value XX KEEPTTL",
        "SET absent value XX",
        "SETNX text value",
        "SETEX text 100 value",
        "GETSET text value",
        "GETEX text EX 100",
        "GETEX text PERSIST",
        "STRLEN number",
        "GETRANGE text 1 -2",
        "GETRANGE number 1 -2",
        "SETRANGE raw 3 xyz",
        "APPEND empty \"\"",
        "INCR number",
        "DECRBY number 3",
        "INCRBYFLOAT float 0.25"
      })
  void command_makesNoGarbage(String command) {
    try (Store store = open(false)) {
      Engine engine = Engine.of(store);
      Session session =
          engine.door().call(() -> engine.sessions().openUnlimited(new SilentTransport()));
      ReplyWriter reply = new ReplyWriter(new ChunkPool());
      for (String line :
          new String[] {
            "SET text value", "SET number 12345", "SETRANGE raw 0 abcdefgh", "SETRANGE empty 0 x"
          }) {
        engine.dispatcher().execute(args(line), session, reply);
      }
      CommandArgs args = args(command);
      assertNoGarbage(
          () -> {
            engine.dispatcher().execute(args, session, reply);
            reply.consume(reply.pendingBytes());
          });
      engine.dispatcher().execute(args, session, reply);
      assertThat(reply.toByteArray()[0]).as("first byte of the reply").isNotEqualTo((byte) '-');
    }
  }

  private static CommandArgs args(String line) {
    return CommandArgs.of(line.replace("\"\"", "").split(" ", -1));
  }

  @Test
  void measuring_seesGarbage() {
    Object[] sink = new Object[1];
    long least =
        AllocatedBytes.leastOf(
            ROUNDS,
            () -> {
              for (int i = 0; i < OPERATIONS; i++) {
                sink[0] = new byte[8];
              }
            });
    assertThat(least).isGreaterThanOrEqualTo(16L * OPERATIONS);
  }
}
