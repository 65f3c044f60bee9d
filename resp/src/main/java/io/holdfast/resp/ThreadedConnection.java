package io.holdfast.resp;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.CommandBatch;
import io.holdfast.core.codec.ProtocolException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/**
 * A client whose socket is an I/O thread's: commands arrive parsed, and replies depart in pieces.
 *
 * <p>What it must not execute yet it holds. A client whose command waits is read on meanwhile, up
 * to the limit of what a client may have waiting; one whose replies wait for the log is not.
 *
 * <p>Thread: the owner.
 */
final class ThreadedConnection extends Connection {
  private final IoPeer peer;
  private final ArrayDeque<Arrival> held = new ArrayDeque<>(1);
  private long heldBytes;

  /** The I/O thread has enough to do for this client, and says so when it has less. */
  private boolean isWaitingToSend;

  /** The client will send nothing more. */
  private boolean isInputOver;

  ThreadedConnection(RespListener listener, SocketChannel channel, IoPeer peer) throws IOException {
    super(listener, channel);
    this.peer = peer;
    peer.authenticated(!session().mustAuthenticate());
  }

  /** Commands have come. */
  void arrived(Arrival arrival) {
    if (isClosing()) {
      finish(arrival);
      return;
    }
    inputCame(listener.turnAtMs());
    held.add(arrival);
    heldBytes += arrival.commands().length();
    serveOrLineUp();
  }

  @Override
  void serve() throws IOException {
    goOn();
  }

  @Override
  void executeHeld() throws IOException {
    if (!held.isEmpty() && mayExecute() && !isInLine()) {
      beginTurn();
      try {
        runHeld();
      } finally {
        listener.args().clear();
        endTurn();
        if (wasLongTurn()) {
          beHeavy();
        }
      }
    }
    if (isClosing()) {
      dropHeld();
    } else if (isInputOver) {
      end();
    } else if (session().isWaiting() && !session().mustAuthenticate()) {
      held.forEach(this::acknowledge);
      if (heldBytes > listener.limits().maxQueryBufferBytes()) {
        close();
      }
    }
  }

  private void runHeld() throws IOException {
    while (!held.isEmpty() && mayExecute() && !isInLine()) {
      Arrival next = held.element();
      run(next.commands());
      // What has run is given back, but before AUTH not while it waits: the next depends on it.
      boolean isOver = next.commands().isFinished();
      if (isClosing() || !isOver || session().isWaiting() && session().mustAuthenticate()) {
        return;
      }
      held.remove();
      heldBytes -= next.commands().length();
      finish(next);
    }
  }

  /** Runs commands until one waits or the turn is over. */
  private void run(CommandBatch commands) throws IOException {
    CommandArgs args = listener.args();
    int looked = 0;
    while (!isClosing() && !session().isWaiting() && !isInLine()) {
      if (commands.nextAt() >= looked && !commands.isFinished()) {
        looked =
            listener
                .lookAhead()
                .read(session().database(), commands.bytes(), commands.nextAt(), commands.end());
      }
      if (!commands.next(args)) {
        ProtocolException malformed = commands.failure();
        if (malformed != null) {
          refuse(malformed);
        }
        return;
      }
      execute(args);
      if (isTurnOver()) {
        lineUp(listener.line());
      }
    }
  }

  /** The client will send nothing more. */
  void inputOver() {
    isInputOver = true;
    if (!isClosing()) {
      end();
    }
  }

  /** Ends as soon as the client has what he has asked for; who waits for more does so in vain. */
  private void end() {
    if (session().isWaiting() || held.isEmpty() && replies.pendingBytes() == 0) {
      close();
    } else if (held.isEmpty()) {
      closeAfterReply();
      sendOrCheck();
    }
  }

  private void finish(Arrival arrival) {
    acknowledge(arrival);
    arrival.giveBack();
  }

  private void acknowledge(Arrival arrival) {
    if (arrival.acknowledge()) {
      peer.authenticated(!session().mustAuthenticate());
      if (peer.input().done(arrival.commands().length())) {
        peer.thread().post(peer::readOn);
      }
    }
  }

  private void dropHeld() {
    held.forEach(Arrival::giveBack);
    held.clear();
    heldBytes = 0;
  }

  // ---- replies -------------------------------------------------------------------------------

  @Override
  void sendOrCheck() {
    if (!isWaitingToSend) {
      flush();
    } else if (isOverOutputLimit()) {
      close();
    }
  }

  @Override
  void flush() {
    if (isOverrun()) {
      close();
      return;
    }
    Window output = peer.output();
    isWaitingToSend = false;
    for (long left = sendableBytes(); left > 0 && !isWaitingToSend; ) {
      if (output.hasRoom() || !output.awaitBelow(Window.BYTES)) {
        left -= depart(left);
      } else {
        isWaitingToSend = true;
      }
    }
    if (isClosing() && replies.pendingBytes() == 0) {
      isWaitingToSend = output.awaitBelow(1);
      if (!isWaitingToSend) {
        close();
      }
    }
    if (!isClosed() && isOverOutputLimit()) {
      close();
    }
  }

  private int depart(long most) {
    Departure departure = peer.thread().newDeparture();
    int room = departure.bytes().remaining();
    departure.bytes().limit((int) Math.min(room, most));
    int count = replies.peek(departure.bytes());
    departure.bytes().flip();
    replies.consume(count);
    peer.output().pass(count);
    peer.thread().post(departure.to(peer));
    return count;
  }

  /** The I/O thread has sent some of what it was passed. */
  void roomAgain() {
    if (!isClosed() && isWaitingToSend) {
      flush();
    }
  }

  @Override
  long departedBytes() {
    return peer.output().inFlight();
  }

  @Override
  void disconnect() {
    dropHeld();
    peer.thread().post(peer::close);
    peer.thread().left();
    peer.thread().wake();
  }

  // ---- figures -------------------------------------------------------------------------------

  @Override
  public long queryBufferBytes() {
    return heldBytes + peer.heldBytes();
  }

  @Override
  public long lastInputAtMs() {
    return Math.max(super.lastInputAtMs(), peer.heldAtMs());
  }
}
