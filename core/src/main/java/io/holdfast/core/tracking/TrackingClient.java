package io.holdfast.core.tracking;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.PushMessage;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.KeyCursor;
import io.holdfast.core.command.ReadTracker;
import io.holdfast.core.command.Session;

/** A client that is told; his session knows of it exactly as long as he is. */
final class TrackingClient implements ReadTracker {
  /** What CLIENT CACHING has said of the command that follows. */
  enum Caching {
    UNSAID,
    YES,
    NO
  }

  private final Tracking tracking;
  private final Session session;
  private final KeyCursor keys = new KeyCursor();
  private TrackingOptions options;
  private Caching caching = Caching.UNSAID;
  private boolean isRedirectionBroken;

  TrackingClient(Tracking tracking, Session session, TrackingOptions options) {
    this.tracking = tracking;
    this.session = session;
    this.options = options;
  }

  TrackingOptions options() {
    return options;
  }

  void options(TrackingOptions value) {
    options = value;
    isRedirectionBroken = false;
  }

  Caching caching() {
    return caching;
  }

  void caching(Caching value) {
    caching = value;
  }

  Session session() {
    return session;
  }

  /** Whether what changes is changed by his own command. */
  boolean isAtWork() {
    return session.isReplying();
  }

  @Override
  public void ran(Command command, CommandArgs args) {
    if (command.is(Flag.READONLY)
        && !options.isBroadcast()
        && command.group() != Group.PUBSUB
        && counts()) {
      if (keys.begin(command, args)) {
        while (keys.next()) {
          int index = keys.index();
          tracking.remember(args.buffer(), args.offset(index), args.length(index), session.id());
        }
      }
    }
    if (caching != Caching.UNSAID && !isAboutToSayMore(command)) {
      caching = Caching.UNSAID;
    }
  }

  private boolean counts() {
    return switch (options.choice()) {
      case ALL -> true;
      case OPTIN -> caching == Caching.YES;
      case OPTOUT -> caching != Caching.NO;
    };
  }

  /** CLIENT says what is to be, and a transaction is one command. */
  private boolean isAboutToSayMore(Command command) {
    Command container = command.container();
    return session.inTransaction() || container != null && container.name().equals("client");
  }

  /** Tells the client, or who is told instead. */
  void tell(PushMessage message) {
    if (options.redirect() == 0) {
      if (session.protocol() > 2) {
        session.push(message);
      }
      return;
    }
    Session target = tracking.find(options.redirect());
    if (target == null) {
      isRedirectionBroken = true;
      if (session.protocol() > 2) {
        session.push(PushMessage.redirectionBroken(options.redirect()));
      }
    } else if (target.protocol() > 2 || target.subscriptions() != null) {
      target.push(message);
    }
  }

  boolean isRedirectionBroken() {
    return isRedirectionBroken;
  }

  @Override
  public long redirect() {
    return options.redirect();
  }

  @Override
  public String letters() {
    return "t" + (isRedirectionBroken ? "R" : "") + (options.isBroadcast() ? "B" : "");
  }

  @Override
  public void end() {
    tracking.end(this);
  }
}
