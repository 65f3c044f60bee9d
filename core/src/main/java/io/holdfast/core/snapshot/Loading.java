package io.holdfast.core.snapshot;

import io.holdfast.Clock;
import io.holdfast.CommandException;
import io.holdfast.LoadProgress;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Rights;
import io.holdfast.core.command.Session;
import io.holdfast.core.event.Attachment;
import io.holdfast.core.event.ErrorHandler;
import io.holdfast.core.event.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What goes on while a store's data is loaded: who asks is told how far it is, and clients that it
 * is not there yet.
 *
 * <pre>
 *  begin --&gt; read --&gt; advanced --&gt; read --&gt; advanced --&gt; ... --&gt; end
 *                         |
 *                         +-- every {@value #TURN_BYTES} bytes: the listeners have a turn
 *                         +-- every second: progress is told
 * </pre>
 *
 * <p>Loading is one long operation; nobody else comes to own the store before its end. Clients are
 * served in between all the same, as far as that needs no data: commands that are not allowed while
 * loading are refused.
 *
 * <p>Thread: the owner; the listeners have turns only on the thread they always have them on.
 */
public final class Loading {
  /** Some milliseconds of loading. */
  private static final long TURN_BYTES = 1 << 20;

  private static final long TOLD_EVERY_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long MS_PER_SECOND = 1000;

  private final Clock clock;
  private final ErrorHandler errors;
  private final List<Attachment> listeners = new ArrayList<>(1);
  private final List<Consumer<LoadProgress>> observers = new ArrayList<>(1);
  private boolean isActive;
  private boolean servesClients;
  private long startedAtMs;
  private long bytesTotal;
  private long bytesRead;
  private long nextTurnBytes;
  private long nextToldNs;

  /** Nothing is being loaded. */
  public Loading(Clock clock, ErrorHandler errors) {
    this.clock = clock;
    this.errors = errors;
  }

  /** Adds who serves clients in between. */
  public void addListener(Attachment listener) {
    listeners.add(listener);
  }

  /** Removes who was added. */
  public void removeListener(Attachment listener) {
    listeners.remove(listener);
  }

  /** Adds who is told at the beginning, every second and at the end; must not call the store. */
  public void observe(Consumer<LoadProgress> observer) {
    observers.add(observer);
  }

  /**
   * Clients are refused from now on, until {@link #end}, and served while it {@link #advanced}.
   * Called before a listener opens, so that nobody comes before the data.
   */
  public void serveClients() {
    isActive = true;
    servesClients = true;
    startedAtMs = clock.epochMs();
  }

  /**
   * Loads in the next turn of the duty cycle, and so on the thread that serves clients.
   *
   * @return completed when that is done, or with what went wrong
   */
  public <T> CompletableFuture<T> inNextTurn(EventLoop eventLoop, Supplier<T> load) {
    CompletableFuture<T> loaded = new CompletableFuture<>();
    eventLoop.attach(
        new Attachment() {
          @Override
          public int doWork(long nowMs) {
            eventLoop.detach(this);
            try {
              loaded.complete(load.get());
            } catch (Throwable e) {
              loaded.completeExceptionally(e);
            }
            return 1;
          }

          @Override
          public long nextDeadlineMs() {
            return 0;
          }

          @Override
          public String name() {
            return "loading";
          }
        });
    return loaded;
  }

  /** Loading begins. */
  public void begin(long bytes) {
    isActive = true;
    startedAtMs = clock.epochMs();
    bytesTotal = bytes;
    bytesRead = 0;
    nextTurnBytes = 0;
    nextToldNs = clock.nanoTime();
    advanced(0);
  }

  /**
   * Loading has come that far. To be called often; costs a comparison.
   *
   * @param bytes of all there are
   */
  public void advanced(long bytes) {
    if (bytes >= nextTurnBytes) {
      bytesRead = bytes;
      nextTurnBytes = bytes + TURN_BYTES;
      turn();
    }
  }

  private void turn() {
    if (servesClients) {
      long nowMs = clock.epochMs();
      for (Attachment listener : List.copyOf(listeners)) {
        try {
          listener.doWork(nowMs);
        } catch (RuntimeException | Error e) {
          errors.onError("attachment " + listener.name() + ", while loading", e);
        }
      }
    }
    long nowNs = clock.nanoTime();
    if (nowNs - nextToldNs >= 0) {
      nextToldNs = nowNs + TOLD_EVERY_NS;
      tell();
    }
  }

  private void tell() {
    for (Consumer<LoadProgress> observer : observers) {
      try {
        observer.accept(progress());
      } catch (RuntimeException | Error e) {
        errors.onError("observer of loading", e);
      }
    }
  }

  /** Everything was loaded, or something went wrong. */
  public void end(boolean isGood) {
    boolean wasActive = isActive;
    isActive = false;
    servesClients = false;
    if (isGood && wasActive) {
      bytesRead = bytesTotal;
      tell();
    }
  }

  /** Whether data is being loaded. */
  public boolean isActive() {
    return isActive;
  }

  /** When it began, in seconds since the epoch. */
  public long startedAtSeconds() {
    return startedAtMs / MS_PER_SECOND;
  }

  /** In how many seconds it will end, if it goes on as it did; 1 as long as that is unknown. */
  public long etaSeconds() {
    long elapsedMs = clock.epochMs() - startedAtMs;
    return bytesRead == 0
        ? 1
        : (long) (elapsedMs * ((double) (bytesTotal - bytesRead) / bytesRead)) / MS_PER_SECOND;
  }

  /** How far it is. */
  public LoadProgress progress() {
    return new LoadProgress(bytesRead, bytesTotal);
  }

  /**
   * Refuses a command that needs data, unless it comes from what is loaded.
   *
   * @throws CommandException "LOADING Redis is loading the dataset in memory"
   */
  public void check(Command command, Session session) {
    if (isActive
        && servesClients
        && !command.is(Flag.LOADING)
        && session.rights() != Rights.UNLIMITED) {
      throw new CommandException("LOADING Redis is loading the dataset in memory");
    }
  }
}
