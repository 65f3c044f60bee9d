package io.holdfast.core.command;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.effect.EffectLog;
import io.holdfast.core.event.ErrorHandler;
import io.holdfast.core.waiting.Waiters;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a command from its arguments to its reply: finds it, checks it, queues it in a transaction
 * or runs it.
 *
 * <pre>
 *  arguments -&gt; table -&gt; subcommand -&gt; arity -&gt; AUTH -&gt; transaction -&gt; gate -&gt; handler -&gt; reply
 *                  |          |          |        |          |          |         |
 *                  '----------'----------'--------'----------'----------'---------'--&gt; error reply
 * </pre>
 *
 * <p>Every door that speaks in commands (wire, scripts, replay) comes through here; the typed API
 * does not. A handler that fails in an unforeseen way gets its command an error reply, the fault is
 * reported, and the next command runs.
 *
 * <p>Thread: the owner. Cost: some nanoseconds a command; what is looked up by text is left to
 * errors and to those who ask.
 */
public final class CommandDispatcher {
  /** Checks that stand between a command and its handler, such as a memory limit. */
  @FunctionalInterface
  public interface Gate {
    /**
     * Lets a command pass.
     *
     * @throws CommandException if it must not run now
     */
    void check(Command command, Session session);
  }

  private final CommandTable table;
  private final EffectLog effects;
  private final Gate gate;
  private @Nullable SlotCheck slots;
  private final Waiters waiters;
  private final ClientPause pause;
  private final ErrorHandler faults;
  private final CommandTimes times;
  private final ErrorStats errors = new ErrorStats();
  private final Monitors monitors;
  private long processed;

  /**
   * Creates a dispatcher.
   *
   * @param waiters who is served when a command has changed keys
   * @param pause holds commands up
   * @param faults told about handlers that failed in an unforeseen way
   * @param times how long commands take
   */
  public CommandDispatcher(
      CommandTable table,
      EffectLog effects,
      Gate gate,
      Waiters waiters,
      ClientPause pause,
      ErrorHandler faults,
      CommandTimes times) {
    this.table = table;
    this.effects = effects;
    this.gate = gate;
    this.waiters = waiters;
    this.pause = pause;
    this.faults = faults;
    this.times = times;
    this.monitors = new Monitors(times.clock());
  }

  /** Sets who sees to it that keys belong together, as in a cluster. */
  public void slots(SlotCheck value) {
    slots = value;
  }

  /** Number of commands run. */
  public long processed() {
    return processed;
  }

  /** The error replies given. */
  public ErrorStats errors() {
    return errors;
  }

  /** Who is told of every command. */
  public Monitors monitors() {
    return monitors;
  }

  /** Sets the counters to 0, those of the commands included. */
  public void resetStats() {
    processed = 0;
    errors.reset();
    table.resetStats();
  }

  /**
   * Commands of one session follow, with nothing but {@link #execute} in between, until {@link
   * #endTurn}. Without it each is timed alone.
   *
   * @return the time, the clock's nanoseconds
   */
  public long beginTurn() {
    return times.beginTurn();
  }

  /** The time as it was when the clock was last looked at; the clock's nanoseconds. */
  public long lookedAtNs() {
    return times.lookedAtNs();
  }

  /** The time. */
  public long look() {
    return times.clock().nanoTime();
  }

  /** What {@link #beginTurn} began ends, before anything is sent. */
  public void endTurn(Session session) {
    times.endTurn(session);
  }

  /**
   * Executes one command and writes its reply. There is none to SHUTDOWN, nor to a line of HTTP,
   * which ends the connection and drops what was to be sent.
   */
  public void execute(CommandArgs args, Session session, ReplyWriter reply) {
    if (session.isOrdinary()) {
      dispatch(args, session, reply);
    } else {
      dispatchUnordinary(args, session, reply);
    }
    session.endReply();
    if (waiters.hasReady()) {
      waiters.serveReady();
    }
  }

  /** As the client has wished: without an answer, or without touching what is read. */
  private void dispatchUnordinary(CommandArgs args, Session session, ReplyWriter reply) {
    if (session.replyMode() == Session.ReplyMode.SKIP_NEXT) {
      session.replyMode(Session.ReplyMode.SKIP);
    }
    long mark = reply.mark();
    session.database().keyspace().accessClock().stopped(session.isNoTouch());
    try {
      dispatch(args, session, reply);
    } finally {
      session.database().keyspace().accessClock().stopped(false);
    }
    if (session.replyMode() != Session.ReplyMode.ON && !session.isWaiting()) {
      reply.rewind(mark);
      session.replySkipped();
    }
  }

  private void dispatch(CommandArgs args, Session session, ReplyWriter reply) {
    Command command = table.find(args);
    if (command != null && command.isContainer() && args.count() > 1) {
      command = command.subcommand(args);
    }
    if (command == null && session.rights() == Rights.UNLIMITED) {
      command = table.findByDeclaredName(args); // replay knows nothing of other names
    }
    if (command == null && isHttp(args)) {
      reply.reset();
      session.transport().closeAfterReply();
      return;
    }
    try {
      admit(command, args, session);
    } catch (CommandException refused) {
      refuse(command, refused, session, reply);
      return;
    }
    assert command != null : "admitted";
    if (pause.isActive() && pause.holds(command, session)) {
      pause.postpone(this, args, session, reply);
      return;
    }
    if (session.inTransaction() && !command.controlsTransaction()) {
      session.queue(command, args);
      reply.queued();
      return;
    }
    session.begin(command, errors, reply);
    run(command, args, session, reply);
  }

  /** EXEC: runs what was queued as one unit and writes the array of replies. */
  public void executeQueued(Session session, ReplyWriter reply) {
    List<Session.Queued> queued = session.queued();
    session.unwatch();
    reply.arrayHeader(queued.size());
    effects.beginUnit();
    session.executing(true);
    try {
      for (Session.Queued next : queued) {
        if (session.mayDoEverything() || isStillAllowed(next, session, reply)) {
          run(next.command(), next.args(), session, reply);
        }
      }
    } finally {
      session.executing(false);
      effects.endUnit(session.database().index());
      session.endTransaction();
    }
  }

  /** Rules may have changed since a command was queued. */
  private boolean isStillAllowed(Session.Queued queued, Session session, ReplyWriter reply) {
    try {
      session.rights().checkQueued(queued.command(), queued.args(), session);
      return true;
    } catch (CommandException refused) {
      fail(refused, reply);
      return false;
    }
  }

  /**
   * The command or subcommand the arguments name, with as many arguments as it takes.
   *
   * @throws CommandException if there is none, with Redis's text
   */
  public Command resolve(CommandArgs args) {
    Command command = table.find(args);
    if (command != null && command.isContainer() && args.count() > 1) {
      command = command.subcommand(args);
    }
    return checkShape(command, args);
  }

  /**
   * Whether a browser was led here by a page that means no good; its next lines may be commands.
   */
  private static boolean isHttp(CommandArgs args) {
    return args.equalsIgnoreCase(0, "POST") || args.equalsIgnoreCase(0, "HOST:");
  }

  private void admit(@Nullable Command found, CommandArgs args, Session session) {
    Command command = checkShape(found, args);
    boolean isLimited = !session.mayDoEverything();
    if (isLimited && session.mustAuthenticate() && !command.isAllowedUnauthenticated()) {
      throw new CommandException("NOAUTH Authentication required.");
    }
    if (session.inTransaction() && command.is(Flag.NO_MULTI)) {
      throw new CommandException("ERR Command not allowed inside a transaction");
    }
    if (isLimited) {
      session.rights().check(command, args, session);
    }
    if (slots != null && session.rights() != Rights.UNLIMITED) {
      checkSlots(slots, command, args, session);
    }
    gate.check(command, session);
    if (session.isMonitoring() && mayTouchKeys(command)) {
      throw new CommandException("ERR Replica can't interact with the keyspace");
    }
    if (session.isConfinedToMessages() && !command.isAllowedWhileSubscribed()) {
      throw new CommandException(
          "ERR Can't execute '"
              + command.fullName()
              + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this"
              + " context");
    }
  }

  private static void checkSlots(
      SlotCheck slots, Command command, CommandArgs args, Session session) {
    int slot = slots.check(command, args, SlotCheck.NO_SLOT);
    if (command.executesTransaction() && session.inTransaction()) {
      for (Session.Queued queued : session.queued()) {
        slot = slots.check(queued.command(), queued.args(), slot);
      }
    }
  }

  private static boolean mayTouchKeys(Command command) {
    return command.isWrite() || command.is(Flag.READONLY) || command.is(Flag.MAY_REPLICATE);
  }

  private Command checkShape(@Nullable Command command, CommandArgs args) {
    if (command == null) {
      Command container = table.find(args);
      throw container == null
          ? UnknownCommandException.command(args)
          : UnknownCommandException.subcommand(container, args);
    }
    if (!command.accepts(args.count()) || command.handler() == null) {
      throw new CommandException(
          "ERR wrong number of arguments for '" + command.fullName() + "' command");
    }
    return command;
  }

  private void refuse(
      @Nullable Command command, CommandException refused, Session session, ReplyWriter reply) {
    session.breakTransaction();
    if (command != null) {
      command.stats().countRejected();
    }
    boolean endsTransaction = command != null && command.executesTransaction();
    if (endsTransaction) {
      session.endTransaction();
    }
    if (endsTransaction && !refused.code().equals(SlotCheck.CODE)) {
      fail(
          new CommandException(
              "EXECABORT Transaction discarded because of: " + withoutErr(refused.getMessage())),
          reply);
    } else {
      fail(refused, reply);
    }
  }

  private static String withoutErr(String text) {
    return text.startsWith("ERR ") ? text.substring("ERR ".length()) : text;
  }

  private void run(Command command, CommandArgs args, Session session, ReplyWriter reply) {
    processed++;
    long mark = reply.mark();
    if (times.isTimedInRun(command, args)) {
      handle(command, args, session, reply, mark);
      command.stats().countCall();
      times.ran(command, args, session, reply.mark() - mark);
    } else {
      long beganNs = times.begin(session);
      handle(command, args, session, reply, mark);
      if (session.isWaiting()) {
        session.interrupted(times.interrupt(command, args, session, beganNs));
      } else {
        command.stats().countCall();
        times.end(command, args, session, beganNs);
      }
    }
    ReadTracker tracker = session.tracker();
    if (tracker != null) {
      tracker.ran(command, args);
    }
    if (!monitors.isEmpty()) {
      monitors.tell(command, args, session);
    }
  }

  private void handle(
      Command command, CommandArgs args, Session session, ReplyWriter reply, long mark) {
    Handler handler = command.handler();
    assert handler != null : "an admitted command has a handler: " + command;
    try {
      handler.execute(args, session, reply);
    } catch (CommandException error) {
      command.stats().countFailed();
      reply.rewind(mark);
      fail(error, reply);
    } catch (RuntimeException | Error fault) {
      command.stats().countFailed();
      reply.rewind(mark);
      fail(new CommandException("ERR internal error in '" + command.fullName() + "'"), reply);
      faults.onError("command " + command.fullName(), fault);
    }
  }

  private void fail(CommandException error, ReplyWriter reply) {
    errors.count(error.code());
    if (error instanceof QuotingException quoting) {
      byte[] text = quoting.text();
      reply.error(text, 0, text.length);
    } else {
      reply.error(error);
    }
  }
}
