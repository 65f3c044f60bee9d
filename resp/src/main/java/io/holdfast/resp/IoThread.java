package io.holdfast.resp;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.event.WaitStrategy;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A thread that reads, parses and writes for some connections, each its own for life.
 *
 * <pre>
 *  turn:  ready sockets are read  --Arrival--------&gt; inbox of the owner
 *         mail is opened          &lt;--Departure, ...-- the owner
 *         what it brought is written
 *         sleeps in its selector, woken by sockets and by mail
 * </pre>
 *
 * The queues have no bound of their own: a connection's {@link Window}s bound what is on its way.
 *
 * <p>Thread: its own, but for the section of the owner. Memory: the buffers of a listener, and what
 * is on its way.
 */
final class IoThread implements Runnable {
  private static final int MAIL_CHUNK = 256;

  /** Letters opened before time is looked at. */
  private static final int LOOK_EVERY = 16;

  /** How many empty arrivals wait for the next use: 1 MiB. */
  private static final int RETAINED_ARRIVALS = 256;

  /** How many empty departures wait for the next use: 1 MiB. */
  private static final int RETAINED_DEPARTURES = 64;

  private final IoThreads threads;
  private final Thread thread;
  private final Selector selector;
  private final SelectorWait wait;
  private final MpscUnboundedVarHandleArrayQueue<Runnable> mail =
      new MpscUnboundedVarHandleArrayQueue<>(MAIL_CHUNK);
  private final SpscVarHandleArrayQueue<Arrival> idleArrivals =
      new SpscVarHandleArrayQueue<>(RETAINED_ARRIVALS);
  private final SpscVarHandleArrayQueue<Departure> idleDepartures =
      new SpscVarHandleArrayQueue<>(RETAINED_DEPARTURES);
  private final NetworkBuffers buffers = new NetworkBuffers();
  private final CommandArgs view = new CommandArgs();
  private final Set<IoPeer> peers = new HashSet<>();
  private final ArrayDeque<IoPeer> toFlush = new ArrayDeque<>();
  private final WaitingLine newcomers;
  private final Slice mailSlice;
  private final Slice flushSlice;
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong writes = new AtomicLong();
  private @Nullable Arrival unused;
  private volatile boolean isStopping;
  private volatile boolean isOver;

  // The owner's:

  private int connections;
  private boolean hasNewMail;

  IoThread(IoThreads threads, String name) throws IOException {
    this.threads = threads;
    this.selector = Selector.open();
    this.newcomers = new WaitingLine(new Slice(threads.clock()));
    this.mailSlice = new Slice(threads.clock());
    this.flushSlice = new Slice(threads.clock());
    this.wait = new SelectorWait(selector, () -> !mail.isEmpty(), () -> false);
    this.thread = new Thread(null, this, name, 0, false);
    thread.setDaemon(true);
  }

  // ---- the owner -----------------------------------------------------------------------------

  void start() {
    thread.start();
  }

  /** A connection comes, to be opened. */
  void join(IoPeer peer, ThreadedConnection connection) {
    connections++;
    post(() -> peer.open(selector, connection));
  }

  /** A connection has gone. */
  void left() {
    connections--;
  }

  int connections() {
    return connections;
  }

  /** Whether it has ended, be it by a fault. */
  boolean isOver() {
    return isOver;
  }

  /** Leaves something to be done, at the latest when {@link #wake} is called. */
  void post(Runnable letter) {
    mail.offer(letter);
    hasNewMail = true;
  }

  /** Sees to it that the mail is opened. */
  void wake() {
    if (hasNewMail) {
      hasNewMail = false;
      VarHandle.fullFence();
      wait.wakeIfWaiting();
    }
  }

  Departure newDeparture() {
    Departure idle = idleDepartures.poll();
    return idle == null ? new Departure() : idle;
  }

  void giveBack(Arrival arrival) {
    idleArrivals.offer(arrival);
  }

  /** Opens the mail that is there, closes all sockets and ends. */
  void stop() {
    isStopping = true;
    wait.signal();
  }

  void awaitEnd() {
    boolean isInterrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Never started: nothing but the selector is open. */
  void discard() {
    closeSelector();
  }

  // ---- figures, any thread -------------------------------------------------------------------

  long reads() {
    return reads.get();
  }

  long writes() {
    return writes.get();
  }

  long receivedBytes() {
    return buffers.receivedBytes();
  }

  long sentBytes() {
    return buffers.sentBytes();
  }

  // ---- its peers -----------------------------------------------------------------------------

  NetworkBuffers buffers() {
    return buffers;
  }

  CommandArgs view() {
    return view;
  }

  long nowMs() {
    return threads.nowMs();
  }

  long maxQueryBufferBytes() {
    return threads.maxQueryBufferBytes();
  }

  void countRead() {
    reads.setRelease(reads.getPlain() + 1);
  }

  void countWrite() {
    writes.setRelease(writes.getPlain() + 1);
  }

  Arrival newArrival() {
    Arrival next = unused;
    unused = null;
    if (next == null) {
      next = idleArrivals.poll();
    }
    return next == null ? new Arrival(this) : next;
  }

  /** It was not needed. */
  void keep(Arrival arrival) {
    arrival.clear();
    unused = arrival;
  }

  void giveBack(Departure departure) {
    departure.clear();
    idleDepartures.offer(departure);
  }

  void flushLater(IoPeer peer) {
    toFlush.add(peer);
  }

  /** Who has just come, and waits for his first turn. */
  WaitingLine newcomers() {
    return newcomers;
  }

  void tell(Runnable letter) {
    threads.tell(letter);
  }

  void fault(Throwable error) {
    threads.fault(error);
  }

  void closed(IoPeer peer) {
    peers.remove(peer);
  }

  void opened(IoPeer peer) {
    peers.add(peer);
  }

  // ---- the thread ----------------------------------------------------------------------------

  @Override
  public void run() {
    try {
      while (!isStopping) {
        if (newcomers.isEmpty() && toFlush.isEmpty()) {
          wait.await(WaitStrategy.FOREVER);
        }
        turn();
      }
      openMail();
    } catch (Throwable fault) {
      threads.fault(fault);
    } finally {
      isOver = true;
      end();
    }
  }

  private void turn() throws IOException {
    int count = wait.poll();
    for (int i = 0; i < count; i++) {
      serve(wait.ready(i));
    }
    if (count > 0) {
      wait.clear();
    }
    newcomers.serve();
    mailSlice.begin();
    while (openMail(LOOK_EVERY) && !mailSlice.isOver()) {}
    flush();
  }

  private static void serve(SelectionKey key) {
    if (key.isValid()) {
      ((IoPeer) key.attachment()).onReady();
    }
  }

  /** Opens all that is there. */
  private void openMail() {
    while (openMail(LOOK_EVERY)) {}
  }

  /** Opens some letters; returns whether there may be more. */
  private boolean openMail(int most) {
    for (int i = 0; i < most; i++) {
      Runnable letter = mail.relaxedPoll();
      if (letter == null) {
        return false;
      }
      letter.run();
    }
    return true;
  }

  private void flush() {
    if (toFlush.isEmpty()) {
      return;
    }
    flushSlice.begin();
    do {
      toFlush.remove().flushOrFail();
    } while (!toFlush.isEmpty() && !flushSlice.isOver());
  }

  private void end() {
    for (IoPeer peer : List.copyOf(peers)) {
      peer.fail();
      peer.close();
    }
    closeSelector();
  }

  private void closeSelector() {
    try {
      selector.close();
    } catch (IOException e) {
      // A selector that cannot be closed has no sockets left.
    }
  }
}
