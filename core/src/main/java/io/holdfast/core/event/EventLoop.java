package io.holdfast.core.event;

import io.holdfast.Clock;
import io.holdfast.StoreClosedException;
import io.holdfast.VirtualClock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * The one place where commands run: strictly one at a time, in one order, by whoever owns the word.
 *
 * <pre>
 *  caller:  tryEnter -- free --> run in place --> exit: drain what others queued, release, wake them
 *              |
 *              +-- taken --> await / submit: offer to the queue, announce in the word
 *
 *  event thread (owns the word all the time but while it sleeps):
 *
 *      +--> drain --> attachments --> anything done? -- yes --+
 *      |                                   | no               |
 *      |                  release, wait for signal or deadline, take again
 *      +----------------------------------------------------- +
 * </pre>
 *
 * <p>Modes: <em>borrowed</em>, any caller may own while the event thread sleeps; <em>event thread
 * only</em>, callers always queue; <em>invoker</em>, no thread, no word and no queue, the one
 * application thread that calls owns it always and steps it by {@link #doWork}.
 *
 * <h2>Why nobody is forgotten</h2>
 *
 * <ol>
 *   <li>A queued command. Its caller offers, fences, then looks at the word. If the word is free he
 *       takes it and drains. If it is taken he leaves PENDING in it (or finds it there), and the
 *       owner's release fails until that owner has cleared the bit and looked into the queue: bit
 *       before look there, offer before bit here, so one of the two sees the other.
 *   <li>A handed-on queue. The word is left with PENDING and the event thread is signalled after
 *       that; signals are sticky, so it comes whether it slept or was about to. Any caller who
 *       queues may come first.
 *   <li>The sleep of the event thread. It releases by the same compare-and-set, so what was
 *       announced before keeps it awake. Who announces afterwards finds the word free: he runs it
 *       himself or, where he may not, signals.
 *   <li>A caller's sleep. He parks only after moving his command from LOOKING to PARKED and seeing
 *       the word attended; the owner's move to DONE finds PARKED and unparks.
 *   <li>The event thread's turn. It sets RESERVED and parks while the word is taken; borrowers fail
 *       from then on, and the release, whose compare-and-set meets the bit, unparks it. So no
 *       number of borrowers starves it.
 *   <li>An earlier deadline. The planned wake-up is written by the event thread and compared by the
 *       owner who has a new deadline, both under ownership; the signal follows the release.
 * </ol>
 *
 * <h2>Rules</h2>
 *
 * <ul>
 *   <li>Nobody blocks while owning.
 *   <li>Callers are woken and futures completed after the release, so no foreign callback runs
 *       under ownership. A callback of a future runs on the thread that completed it, which may be
 *       another caller's: what blocks belongs into {@code thenApplyAsync}.
 *   <li>Virtual threads never spin.
 *   <li>What a command throws goes to its caller, what an attachment throws to the error handler;
 *       the thread goes on. If it ends all the same, every call gets the cause.
 * </ul>
 *
 * <p>Agrona's AgentRunner is not used: it ends at an interrupt, which any callback may leave
 * behind, and its idle strategies know no deadline. AgentInvoker fits the invoker mode.
 *
 * <p>Cost: {@link #tryEnter} and {@link #exit} one compare-and-set each and no allocation when
 * nobody else is there; a queued call one object and, if the wait is long, one park.
 */
public final class EventLoop implements Agent, AutoCloseable {
  /** How one event loop is shared. */
  public enum Mode {
    /** Callers run their commands themselves while the event thread sleeps. */
    BORROWED,
    /** Every command runs on the event thread. */
    EVENT_THREAD_ONLY,
    /** The caller's thread is the event thread. */
    INVOKER
  }

  /** How often a spinning caller looks whether the word was handed on. A power of two. */
  private static final int LOOK_EVERY = 16;

  /** The wall clock may be set while the thread sleeps; so it looks once a minute. */
  private static final long MAX_WAIT_MS = TimeUnit.MINUTES.toMillis(1);

  private static final AtomicInteger THREADS = new AtomicInteger();

  private final Limits limits;
  private final Parking parking;
  final Ownership word;
  private final CommandQueue queue = new CommandQueue();
  private final Mode mode;
  private final Clock clock;
  private final ErrorHandler errors;
  private final Attachments attachments;
  private final @Nullable ClockFollower follower;

  /** Never started in invoker mode. */
  private final Thread eventThread;

  private final Object lifecycle = new Object();
  private boolean isStarted;
  private volatile boolean isClosing;
  private volatile @Nullable Throwable causeOfDeath;
  private volatile WaitStrategy waitStrategy;

  // Under ownership:

  /** Whether there is an event thread to hand on to. */
  private boolean isRunning;

  /** When the sleeping event thread will wake by itself; MIN_VALUE if nobody need tell it. */
  private long plannedWakeMs = Long.MIN_VALUE;

  /** The owner has something for the event thread and signals it after the release. */
  private boolean wakeRequested;

  private long lastTurnMs = Long.MIN_VALUE;
  private final FinishedCommands finishedByEventThread = new FinishedCommands();

  /** Outcomes of earlier commands, which wait for the release. */
  private final FinishedCommands completed = new FinishedCommands();

  /** A loop on {@code clock} that logs its errors. */
  public EventLoop(Mode mode, Clock clock) {
    this(mode, clock, ErrorHandler.logging());
  }

  /** A loop on {@code clock}, not yet started. */
  public EventLoop(Mode mode, Clock clock, ErrorHandler errorHandler) {
    this(mode, clock, errorHandler, Limits.DEFAULT, Parking.PLATFORM);
  }

  EventLoop(Mode mode, Clock clock, ErrorHandler errorHandler, Limits limits, Parking parking) {
    this.mode = mode;
    this.limits = limits;
    this.parking = parking;
    this.clock = clock;
    errors = guarded(errorHandler);
    attachments = new Attachments(errors);
    word = new Ownership(mode == Mode.EVENT_THREAD_ONLY);
    String name = "holdfast-events-" + THREADS.incrementAndGet();
    eventThread = new Thread(null, this::runEventThread, name, 0, false);
    eventThread.setDaemon(true);
    waitStrategy = new ParkingWaitStrategy(parking, eventThread);
    if (mode == Mode.INVOKER) {
      word.adopt();
      word.depth = 1;
    }
    if (clock instanceof VirtualClock virtualClock) {
      follower = new ClockFollower(virtualClock);
      follower.clock.follow(follower);
    } else {
      follower = null;
    }
  }

  // ------------------------------------------------------------------ the way of a caller

  /**
   * Takes ownership if nobody has it, or enters once more if the caller has it. Every success is
   * followed by one {@link #exit}, in a {@code finally}.
   *
   * @return false if the caller must {@link #await} or {@link #submit} instead
   * @throws StoreClosedException if the loop is closed
   */
  public boolean tryEnter() {
    Ownership word = this.word;
    if (word.isOwner()) {
      word.depth++;
      return true;
    }
    return word.tryTake() || tryEnterSlowly();
  }

  private boolean tryEnterSlowly() {
    if (word.isClosed()) {
      throw closed();
    }
    if (mode == Mode.INVOKER) {
      if (word.depth != 1) {
        throw new IllegalStateException("a store in invoker mode is used by two threads at once");
      }
      word.adopt();
      word.depth++;
      return true;
    }
    return Thread.currentThread() == eventThread && word.tryTakeAsEventThread();
  }

  /** Leaves once; the last exit runs what others queued, releases and wakes them. */
  public void exit() {
    Ownership word = this.word;
    assert word.isOwner() : "only the owner exits";
    if (word.depth != 0) {
      word.depth--;
      if (mode == Mode.INVOKER && word.depth == 1 && !completed.isEmpty()) {
        finishInvoked();
      }
    } else if (!word.tryReleaseQuietly()) {
      drainAndRelease(new FinishedCommands());
    }
  }

  private void finishInvoked() {
    FinishedCommands finished = new FinishedCommands();
    finished.addAll(completed);
    finished.finishAll(errors);
  }

  /**
   * The owner has the outcome of a command that waited: the future is completed with it, or with
   * what {@code outcome} throws, after the ownership has ended.
   */
  public <T extends @Nullable Object> void completeLater(
      CompletableFuture<T> future, Supplier<T> outcome) {
    FutureCommand<T> command = new FutureCommand<>(outcome, future);
    command.run();
    completed.add(command);
    if (mode != Mode.INVOKER) {
      word.flag();
    }
  }

  /** Runs foreign code: at once, or if the calling thread owns the store, after its release. */
  public void runOutside(Runnable action) {
    if (!isInCommand()) {
      action.run();
      return;
    }
    OutsideCommand later = new OutsideCommand(action);
    later.run();
    completed.add(later);
    if (mode != Mode.INVOKER) {
      word.flag();
    }
  }

  /** Whether the calling thread is within a command, so that others are kept out. */
  public boolean isInCommand() {
    return mode == Mode.INVOKER ? word.depth > 1 : word.isOwner();
  }

  /** Whether the owner cannot wait for others without keeping them out. */
  public boolean isWaitingInVain() {
    return word.isOwner() || mode == Mode.INVOKER || Thread.currentThread() == eventThread;
  }

  /** Whether the owner has entered more than once; called by the owner. */
  public boolean isNested() {
    return word.depth > (mode == Mode.INVOKER ? 2 : 0);
  }

  /** Whether the calling thread owns the store. In invoker mode the caller always does. */
  public boolean isOwner() {
    return word.isOwner() || mode == Mode.INVOKER;
  }

  /** Runs a command under ownership and waits for its result. */
  public <T extends @Nullable Object> T call(Supplier<T> command) {
    return tryEnter() ? runAndExit(command) : await(command);
  }

  /**
   * Runs a command whose caller was refused by {@link #tryEnter}, and waits for its result. An
   * interrupt does not end the wait; the thread's interrupt status is kept.
   *
   * @throws StoreClosedException if the loop closes before the command's turn
   */
  public <T extends @Nullable Object> T await(Supplier<T> command) {
    Thread caller = Thread.currentThread();
    if (isOwner()) {
      return call(command);
    }
    if (caller == eventThread) {
      acquire();
      return runAndExit(command);
    }
    WaitingCommand<T> waiting = new WaitingCommand<>(command, caller, parking);
    queue.offer(waiting);
    announce();
    awaitDone(waiting, caller);
    if (waiting.isRefused()) {
      throw closed();
    }
    Throwable error = waiting.error();
    if (error != null) {
      throw Rethrow.unchecked(error);
    }
    return waiting.result();
  }

  /**
   * Runs a command without waiting for it: in place if nobody owns the store, else queued. What
   * goes wrong, closing included, comes in the future. Cancelling the future does not stop the
   * command.
   *
   * <p>With some thousand commands queued the call waits until its own has run.
   */
  public <T extends @Nullable Object> CompletableFuture<T> submit(Supplier<T> command) {
    try {
      if (tryEnter()) {
        return CompletableFuture.completedFuture(runAndExit(command));
      }
      if (queue.size() >= limits.queued()) {
        return CompletableFuture.completedFuture(await(command));
      }
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
    FutureCommand<T> submitted = new FutureCommand<>(command);
    queue.offer(submitted);
    announce();
    return submitted.future;
  }

  /** The clock the loop lives by. */
  public Clock clock() {
    return clock;
  }

  /** How many commands wait in the queue, a moment ago. Any thread. */
  public int queued() {
    return queue.size();
  }

  private <T extends @Nullable Object> T runAndExit(Supplier<T> command) {
    try {
      return command.get();
    } finally {
      exit();
    }
  }

  /** Sees to it that what the caller has just queued is run. */
  private void announce() {
    switch (word.announce()) {
      case TAKEN -> drainAndRelease(new FinishedCommands());
      case SIGNAL -> waitStrategy.signal();
      case SEEN -> {}
    }
  }

  private void awaitDone(WaitingCommand<?> waiting, Thread caller) {
    int spins = VirtualThreads.isVirtual(caller) ? 0 : limits.spins();
    boolean isInterrupted = false;
    while (!waiting.isDone()) {
      if (spins > 0) {
        Thread.onSpinWait();
        spins--;
        if (spins % LOOK_EVERY == 0 && word.isOpenToCallers()) {
          announce();
        }
      } else if (waiting.parking()) {
        if (word.isOpenToCallers()) {
          announce();
        } else {
          parking.park(this);
          isInterrupted |= Thread.interrupted();
        }
      }
    }
    if (isInterrupted) {
      caller.interrupt();
    }
  }

  // ------------------------------------------------------------------ under ownership

  /** The long way out: runs what is queued, up to the limit, releases, then wakes the callers. */
  private void drainAndRelease(FinishedCommands finished) {
    int left = -1;
    boolean mustSignal = false;
    try {
      int budget = isRunning ? limits.drained() : Integer.MAX_VALUE;
      while (left < 0) {
        if (word.clearPending()) {
          budget -= drain(budget, finished);
          finished.addAll(completed);
        }
        mustSignal |= wakeRequested;
        wakeRequested = false;
        if (budget <= 0 && !queue.isEmpty()) {
          mustSignal = true;
          left = word.handOn();
        } else {
          left = word.tryRelease();
        }
      }
    } finally {
      if (left < 0) {
        mustSignal = true;
        left = word.handOn();
      }
      if ((left & Ownership.RESERVED) != 0) {
        parking.unpark(eventThread);
      } else if (mustSignal) {
        waitStrategy.signal();
      }
      finished.finishAll(errors);
    }
  }

  private int drain(int limit, FinishedCommands finished) {
    int count = 0;
    while (count < limit) {
      QueuedCommand<?> command = queue.poll();
      if (command == null) {
        break;
      }
      count++;
      if (word.isClosed() ? command.refuse(closed()) : command.run()) {
        finished.add(command);
      }
    }
    return count;
  }

  /** Gives the event thread a part to keep working. Any thread. */
  public void attach(Attachment attachment) {
    call(
        () -> {
          attachments.add(attachment);
          wakeEventThread();
          return null;
        });
  }

  /** Takes a part from the event thread; its {@link Attachment#onClose} is not called. */
  public void detach(Attachment attachment) {
    call(
        () -> {
          attachments.remove(attachment);
          return null;
        });
  }

  /** Makes the event thread sleep in another way from now on. Any thread. */
  public void waitBy(WaitStrategy strategy) {
    WaitStrategy former =
        call(
            () -> {
              WaitStrategy replaced = waitStrategy;
              waitStrategy = strategy;
              return replaced;
            });
    former.signal();
  }

  /** Makes the event thread sleep by parking again. Any thread. */
  public void waitByParking() {
    waitBy(new ParkingWaitStrategy(parking, eventThread));
  }

  /**
   * The owner tells that something is due, perhaps earlier than the event thread plans to wake; it
   * is signalled only if so.
   */
  public void wakeBy(long deadlineMs) {
    if (deadlineMs < plannedWakeMs) {
      plannedWakeMs = deadlineMs;
      wakeEventThread();
    }
  }

  /** The owner has left something for an attachment's next turn, whatever the clock says. */
  public void wake() {
    wakeEventThread();
  }

  /** Somebody has left something for an attachment's next turn. Any thread, owner or not. */
  public void signal() {
    waitStrategy.signal();
  }

  private void wakeEventThread() {
    if (isRunning && Thread.currentThread() != eventThread) {
      wakeRequested = true;
      word.flag();
    }
  }

  // ------------------------------------------------------------------ the event thread

  /**
   * One duty cycle. In invoker mode the application calls it, as often as it wants timers to be
   * punctual; otherwise it is the event thread's own.
   *
   * @return how much was done
   */
  @Override
  public int doWork() {
    if (mode == Mode.INVOKER) {
      return call(() -> attachments.doWork(clock.epochMs()));
    }
    if (!word.isOwner()) {
      throw new IllegalStateException("only the owner steps the loop");
    }
    int work = 0;
    if (word.clearPending()) {
      work = drain(limits.drained(), finishedByEventThread);
      if (!queue.isEmpty()) {
        word.flag();
      }
      finishedByEventThread.addAll(completed);
      wakeCallers();
    }
    lastTurnMs = clock.epochMs();
    return work + attachments.doWork(lastTurnMs);
  }

  /** Wakes those whose commands the event thread ran; lets go for it if it runs their code. */
  private void wakeCallers() {
    FinishedCommands finished = finishedByEventThread;
    if (!finished.runsForeignCode()) {
      finished.finishAll(errors);
      return;
    }
    if (word.tryRelease() < 0) {
      word.handOn();
    }
    finished.finishAll(errors);
    acquire();
  }

  @Override
  public String roleName() {
    return eventThread.getName();
  }

  /** Starts the event thread; in invoker mode there is none. */
  public void start() {
    synchronized (lifecycle) {
      if (!isStarted && mode != Mode.INVOKER) {
        isStarted = true;
        eventThread.start();
      }
    }
  }

  private void runEventThread() {
    Throwable cause = null;
    try {
      acquire();
      isRunning = true;
      while (!isClosing) {
        if (doWork() == 0) {
          idle();
        }
      }
    } catch (Throwable e) {
      cause = e;
      errors.onError("event thread", e);
    } finally {
      shutDown(cause);
    }
  }

  /** Takes the word, before all borrowers if it is taken for long. */
  private void acquire() {
    for (int spins = limits.spins(); spins > 0; spins--) {
      if (word.tryTakeAsEventThread()) {
        return;
      }
      Thread.onSpinWait();
    }
    boolean isInterrupted = false;
    word.reserve();
    while (!word.tryTakeAsEventThread()) {
      parking.park(this);
      isInterrupted |= Thread.interrupted();
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets go of the word and sleeps until there is something to do. */
  private void idle() {
    long timeoutNs = WaitStrategy.FOREVER;
    long deadlineMs = Long.MIN_VALUE;
    if (follower == null) {
      deadlineMs = attachments.nextDeadlineMs();
      long nowMs = clock.epochMs();
      if (deadlineMs <= nowMs && deadlineMs > lastTurnMs) {
        return; // came due since the last turn
      }
      timeoutNs = timeoutNs(nowMs, deadlineMs);
    }
    if (mode == Mode.EVENT_THREAD_ONLY) {
      lookOutForCommand();
    }
    plannedWakeMs = deadlineMs;
    if (word.tryRelease() >= 0) {
      await(timeoutNs);
      acquire();
    }
    plannedWakeMs = Long.MIN_VALUE;
  }

  private static long timeoutNs(long nowMs, long deadlineMs) {
    if (deadlineMs == Long.MAX_VALUE) {
      return WaitStrategy.FOREVER;
    }
    // At least 1 ms: a part that is due and did nothing must not keep the thread spinning.
    long timeoutMs = deadlineMs <= nowMs ? 1 : Math.min(deadlineMs - nowMs, MAX_WAIT_MS);
    return TimeUnit.MILLISECONDS.toNanos(Math.max(1, timeoutMs));
  }

  /** A caller who has just had his answer may be back before a sleep would have begun. */
  private void lookOutForCommand() {
    for (int spins = limits.spins(); spins > 0 && !word.isPending(); spins--) {
      Thread.onSpinWait();
    }
  }

  private void await(long timeoutNs) {
    WaitStrategy strategy = waitStrategy;
    try {
      Thread.interrupted(); // a flag left behind would end every wait at once
      strategy.await(timeoutNs);
    } catch (Throwable e) {
      errors.onError("waiting", e);
      waitStrategy = new ParkingWaitStrategy(parking, eventThread);
    }
  }

  // ------------------------------------------------------------------ the end

  /**
   * Runs what was queued before, then refuses everything, closes the attachments and ends the event
   * thread. Waits for that unless called by the owner or by the event thread: then it happens as
   * soon as the caller has let go. May be called again.
   */
  @Override
  public void close() {
    if (mode == Mode.INVOKER) {
      closeInvoker();
      return;
    }
    isClosing = true;
    start();
    waitStrategy.signal();
    if (!isOwner() && Thread.currentThread() != eventThread) {
      joinEventThread();
    }
  }

  /** Whether {@link #close} has been called or the event thread has died. */
  public boolean isClosed() {
    return isClosing || word.isClosed();
  }

  private void closeInvoker() {
    if (!word.isClosed()) {
      word.close();
      attachments.close();
      finishInvoked();
      word.owner = null;
      unfollow();
    }
  }

  private void shutDown(@Nullable Throwable cause) {
    causeOfDeath = cause;
    isClosing = true;
    FinishedCommands finished = new FinishedCommands();
    if (!word.isOwner()) {
      acquire();
    }
    try {
      if (cause == null) {
        drain(queue.size(), finished);
      }
    } finally {
      word.close();
      word.depth = 0;
      isRunning = false;
      try {
        attachments.close();
        unfollow();
        word.flag();
      } finally {
        drainAndRelease(finished);
      }
    }
  }

  private void unfollow() {
    if (follower != null) {
      follower.clock.unfollow(follower);
    }
  }

  private void joinEventThread() {
    boolean isInterrupted = false;
    for (; ; ) {
      try {
        eventThread.join();
        break;
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private StoreClosedException closed() {
    Throwable cause = causeOfDeath;
    String message = cause == null ? "the store is closed" : "the event thread of the store died";
    return new StoreClosedException(message, cause);
  }

  /** An error handler that fails does not take the loop with it. */
  private static ErrorHandler guarded(ErrorHandler handler) {
    return (where, error) -> {
      try {
        handler.onError(where, error);
      } catch (Throwable e) {
        // Nobody is left to tell.
      }
    };
  }

  @Override
  public String toString() {
    return "EventLoop[" + mode + ", " + roleName() + ", " + word + "]";
  }

  /** Lets a virtual clock run what is due, under ownership. */
  private final class ClockFollower implements VirtualClock.Follower {
    final VirtualClock clock;

    ClockFollower(VirtualClock clock) {
      this.clock = clock;
    }

    @Override
    public void beforeAdvance() {
      if (isInCommand()) {
        throw new IllegalStateException("time cannot be advanced from within a command");
      }
    }

    @Override
    public long nextDeadlineMs() {
      try {
        return call(attachments::nextDeadlineMs);
      } catch (StoreClosedException e) {
        return Long.MAX_VALUE;
      }
    }

    @Override
    public int runDue() {
      try {
        return call(() -> attachments.doDueWork(clock.epochMs()));
      } catch (StoreClosedException e) {
        return 0;
      }
    }
  }
}
