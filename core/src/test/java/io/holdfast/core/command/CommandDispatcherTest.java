package io.holdfast.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.CommandException;
import io.holdfast.core.CommandTester;
import io.holdfast.core.codec.ChunkPool;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.event.ErrorHandler;
import io.holdfast.core.stats.LatencyMonitor;
import io.holdfast.core.stats.SlowLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandDispatcherTest {
  @Test
  void unknownCommand_isQuotedToTheByte() {
    try (CommandTester tester = CommandTester.open()) {
      ReplyWriter reply = new ReplyWriter(new ChunkPool());
      CommandArgs args = CommandArgs.of(bytes(0xFF, '\r', 'x'), bytes('a', 0, 'b'), bytes(0xC3));
      tester.engine().dispatcher().execute(args, tester.session(), reply);
      assertThat(latin1(reply.toByteArray()))
          .isEqualTo(
              "-ERR unknown command '\u00ff x', with args beginning with: 'a' '\u00c3' \r\n");
    }
  }

  @Test
  void errors_areCountedByCode_andByCommand() {
    try (CommandTester tester = CommandTester.open()) {
      tester.run("SET k v");
      tester.run("INCR k");
      tester.run("GET");
      tester.run("NOSUCH");
      tester.run("CONFIG NOSUCH");
      tester.run("AUTH default");
      CommandDispatcher dispatcher = tester.engine().dispatcher();
      assertThat(dispatcher.errors().byCode()).containsOnlyKeys("ERR").containsEntry("ERR", 5L);
      tester.run("HELLO 9");
      assertThat(dispatcher.errors().byCode()).containsEntry("NOPROTO", 1L);
      assertThat(dispatcher.errors().total()).isEqualTo(6);
      CommandTable table = tester.engine().commands();
      assertThat(table.find("incr").stats().failed()).isEqualTo(1);
      assertThat(table.find("incr").stats().calls()).isEqualTo(1);
      assertThat(table.find("get").stats().rejected()).isEqualTo(1);
      assertThat(table.find("get").stats().calls()).isZero();
      assertThat(dispatcher.processed()).isEqualTo(4);
      dispatcher.resetStats();
      assertThat(dispatcher.errors().total()).isZero();
      assertThat(table.find("incr").stats().calls()).isZero();
    }
  }

  @Test
  void errorCodes_areBounded() {
    ErrorStats errors = new ErrorStats();
    for (int i = 0; i < 1000; i++) {
      errors.count("CODE" + i);
    }
    errors.count("CODE0");
    assertThat(errors.byCode()).hasSize(128).containsEntry("CODE0", 2L);
    assertThat(errors.total()).isEqualTo(1001);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }

  private static List<Throwable> faults() {
    return List.of(
        new IllegalStateException("broken"),
        new StackOverflowError("broken"),
        new OutOfMemoryError("broken"),
        new AssertionError("broken"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void failingHandler_answersAnError_reportsTheFault_andLeavesTheReplyWhole(Throwable thrown) {
    List<String> faults = new ArrayList<>();
    try (CommandTester tester = CommandTester.open()) {
      CommandDispatcher dispatcher =
          dispatcher(
              tester,
              (where, fault) -> faults.add(where + ": " + fault.getMessage()),
              (args, session, reply) -> {
                reply.arrayHeader(3);
                reply.integer(1);
                throw sneaky(thrown);
              });
      ReplyWriter reply = new ReplyWriter(new ChunkPool());
      dispatcher.execute(CommandArgs.of("X"), tester.session(), reply);
      assertThat(latin1(reply.toByteArray())).isEqualTo("-ERR internal error in 'x'\r\n");
      assertThat(faults).containsExactly("command x: broken");
      assertThat(dispatcher.errors().total()).isEqualTo(1);
    }
  }

  @Test
  void refusalHalfWay_takesBackWhatWasWritten() {
    try (CommandTester tester = CommandTester.open()) {
      CommandDispatcher dispatcher =
          dispatcher(
              tester,
              ErrorHandler.logging(),
              (args, session, reply) -> {
                reply.arrayHeader(2);
                throw new CommandException("WRONGTYPE no");
              });
      ReplyWriter reply = new ReplyWriter(new ChunkPool());
      dispatcher.execute(CommandArgs.of("X"), tester.session(), reply);
      assertThat(latin1(reply.toByteArray())).isEqualTo("-WRONGTYPE no\r\n");
    }
  }

  @Test
  void gate_refusesBeforeTheHandler_andBreaksATransaction() {
    try (CommandTester tester = CommandTester.open()) {
      CommandTable table = new CommandTable();
      table.addFamily(
          "X",
          () -> List.of(Command.named("X").arity(1).handler((a, s, reply) -> reply.ok()).build()));
      CommandDispatcher dispatcher =
          new CommandDispatcher(
              table,
              new EffectLog(),
              (command, session) -> {
                throw new CommandException("OOM no");
              },
              tester.engine().waiters(),
              new ClientPause(tester.engine().keyspace(), () -> {}),
              ErrorHandler.logging(),
              times(tester));
      tester.session().beginTransaction();
      ReplyWriter reply = new ReplyWriter(new ChunkPool());
      dispatcher.execute(CommandArgs.of("X"), tester.session(), reply);
      assertThat(latin1(reply.toByteArray())).isEqualTo("-OOM no\r\n");
      assertThat(tester.session().isTransactionBroken()).isTrue();
    }
  }

  @Test
  void http_endsTheConnection_withoutAWord() {
    try (CommandTester tester = CommandTester.open()) {
      for (String line : List.of("POST / HTTP/1.1", "post x", "Host: localhost", "HOST:")) {
        ReplyWriter reply = new ReplyWriter(new ChunkPool());
        reply.ok();
        CommandArgs args = CommandArgs.of(line.split(" "));
        tester.engine().dispatcher().execute(args, tester.session(), reply);
        assertThat(reply.pendingBytes()).as(line).isZero();
      }
    }
  }

  private static CommandDispatcher dispatcher(
      CommandTester tester, ErrorHandler faults, Handler handler) {
    CommandTable table = new CommandTable();
    table.addFamily("X", () -> List.of(Command.named("X").arity(1).handler(handler).build()));
    return new CommandDispatcher(
        table,
        new EffectLog(),
        (command, session) -> {},
        tester.engine().waiters(),
        new ClientPause(tester.engine().keyspace(), () -> {}),
        faults,
        times(tester));
  }

  private static CommandTimes times(CommandTester tester) {
    return new CommandTimes(tester.clock(), new SlowLog(), new LatencyMonitor());
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
