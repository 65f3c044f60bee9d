package io.holdfast.core.command;

import io.holdfast.CommandException;
import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.PushMessage;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.config.TrustedClients;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.keyspace.Watcher;
import io.holdfast.core.waiting.Timeout;
import io.holdfast.core.waiting.Waiter;
import io.holdfast.core.waiting.Waiters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state a stream of commands runs in: one for each connection, script, replay, and one for the
 * commands an application sends in process.
 *
 * <p>Thread: the owner.
 */
public final class Session implements Watcher {
  /** Where the session's commands come from. */
  public interface Transport {
    /** Address and port of the peer, as CLIENT LIST prints it. */
    String peerAddress();

    /** Address and port the peer connected to. */
    String localAddress();

    /** Whether the peer came through a unix socket. */
    boolean isUnixSocket();

    /** Whether the peer is on this machine, and says so by the way he came. */
    default boolean isLocal() {
      return isUnixSocket()
          || peerAddress().startsWith("127.")
          || peerAddress().startsWith("[0:0:0:0:0:0:0:1]")
          || peerAddress().startsWith("[::1]");
    }

    /** File descriptor number for CLIENT LIST, or -1. */
    int fileDescriptor();

    /** Bytes received and not yet executed. */
    long queryBufferBytes();

    /** Bytes of replies not yet sent. */
    long outputBufferBytes();

    /** When the peer last sent anything, in ms since the epoch. */
    long lastInputAtMs();

    /** Lets replies that were written go out, then ends the connection. */
    void closeAfterReply();

    /** Ends the connection at once; not for the session whose command runs. */
    default void close() {
      closeAfterReply();
    }

    /** Whether a command may wait, and be answered when {@link #resume} is called. */
    default boolean canWait() {
      return false;
    }

    /** Something was written outside of the session's own turn, be it the reply it waited for. */
    default void resume() {}
  }

  /** CLIENT REPLY: whether commands are answered. */
  public enum ReplyMode {
    ON,
    /** The next command is not answered. */
    SKIP_NEXT,
    /** The command that runs is not answered. */
    SKIP,
    OFF
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Watched(int database, byte[] key) {}

  private final long id;
  private final Keyspace keyspace;
  private final Transport transport;
  private final long createdAtMs;
  private Database database;
  private int protocol = 2;
  private Rights rights;
  private boolean isAuthenticated = true;
  private boolean isAuthenticationRequired;
  private boolean mayDoEverything;
  private String name = "";
  private String libraryName = "";
  private String libraryVersion = "";
  private @Nullable Command lastCommand;
  private final Waiters waiters;
  private @Nullable Waiter waiter;
  private boolean isPostponed;
  private @Nullable Monitors monitors;
  private ReplyMode replyMode = ReplyMode.ON;
  private boolean isNoEvict;
  private boolean isNoTouch;
  private @Nullable Subscriptions subscriptions;
  private @Nullable ReadTracker tracker;

  /** Where the last command was answered. */
  private @Nullable ReplyWriter replies;

  /** Whether a reply may have been written in part. */
  private boolean isReplying;

  /** Messages that came meanwhile. */
  private final List<PushMessage> heldBack = new ArrayList<>(0);

  /** Of the dispatcher that runs the commands. */
  private ErrorStats errors = new ErrorStats();

  private boolean inTransaction;
  private boolean isExecuting;
  private boolean isTransactionBroken;
  private boolean isWatchBroken;
  private long queuedBytes;
  private final List<Queued> queued = new ArrayList<>(0);
  private final List<Watched> watched = new ArrayList<>(0);

  /** A command waiting for EXEC. */
  record Queued(Command command, CommandArgs args) {}

  /**
   * Starts a session on database 0.
   *
   * @param id unique within the store
   * @param waiters where its commands wait
   * @param rights of who is behind it
   */
  public Session(long id, Keyspace keyspace, Waiters waiters, Transport transport, Rights rights) {
    this.id = id;
    this.keyspace = keyspace;
    this.waiters = waiters;
    this.transport = transport;
    this.rights = rights;
    this.mayDoEverything = rights.mayDoEverything();
    this.database = keyspace.database(0);
    this.createdAtMs = keyspace.nowMs();
  }

  /** CLIENT ID. */
  public long id() {
    return id;
  }

  /** Where the commands come from. */
  public Transport transport() {
    return transport;
  }

  /** When the session started, in ms since the epoch. */
  public long createdAtMs() {
    return createdAtMs;
  }

  /** The last command, or null. */
  public @Nullable Command lastCommand() {
    return lastCommand;
  }

  /** A command begins, at a moment of its own; those that EXEC runs share the moment of EXEC. */
  void begin(Command command, ErrorStats errors, ReplyWriter replies) {
    lastCommand = command;
    this.errors = errors;
    this.replies = replies;
    isReplying = true;
    keyspace.beginCommand();
  }

  /** The database commands work on. */
  public Database database() {
    return database;
  }

  /** SELECT. */
  public void select(int index) {
    database = keyspace.database(index);
  }

  /** 2 or 3. */
  public int protocol() {
    return protocol;
  }

  /** HELLO: chooses RESP 2 or 3. */
  public void protocol(int version) {
    protocol = version;
  }

  // ---- the user ------------------------------------------------------------------------------

  /** Whether the session is among the clients that are trusted, or no client's. */
  public boolean isAmong(TrustedClients trusted) {
    return rights == Rights.UNLIMITED || trusted.include(transport.isLocal());
  }

  /** What the user behind the session may do. */
  public Rights rights() {
    return rights;
  }

  /** A new client is behind the session: he is the default user, if he need not authenticate. */
  public void start(Rights defaultUser, boolean isAuthenticationRequired) {
    rights = defaultUser;
    isAuthenticated = !isAuthenticationRequired;
    rightsChanged(isAuthenticationRequired);
  }

  /** AUTH has succeeded. */
  public void login(Rights user) {
    rights = user;
    isAuthenticated = true;
    rightsChanged(isAuthenticationRequired);
  }

  /** The user's rules have changed, or whether AUTH is required. */
  public void rightsChanged(boolean isAuthenticationRequired) {
    this.isAuthenticationRequired = isAuthenticationRequired;
    mayDoEverything = !mustAuthenticate() && rights.mayDoEverything();
  }

  /** Whether somebody has come in, be it because nobody is kept out. */
  public boolean isAuthenticated() {
    return isAuthenticated;
  }

  /** Whether only commands may be run that need no AUTH. */
  public boolean mustAuthenticate() {
    return isAuthenticationRequired && !isAuthenticated;
  }

  /** Whether neither AUTH nor rules can keep a command from running: the one test a command. */
  boolean mayDoEverything() {
    return mayDoEverything;
  }

  /** Whether a command may read keys that are not among its arguments. */
  public boolean mayReadAnyKey(CommandArgs args) {
    return mayDoEverything || rights.mayReadAnyKey(args);
  }

  /** Ends the connection: at once, or after the reply if it is its command that runs. */
  public void end() {
    if (isReplying) {
      transport.closeAfterReply();
    } else {
      transport.close();
    }
  }

  /** CLIENT GETNAME; empty if there is none. */
  public String name() {
    return name;
  }

  /** CLIENT SETNAME. */
  public void name(String value) {
    name = value;
  }

  /** CLIENT SETINFO LIB-NAME. */
  public String libraryName() {
    return libraryName;
  }

  /** CLIENT SETINFO LIB-NAME. */
  public void libraryName(String value) {
    libraryName = value;
  }

  /** CLIENT SETINFO LIB-VER. */
  public String libraryVersion() {
    return libraryVersion;
  }

  /** CLIENT SETINFO LIB-VER. */
  public void libraryVersion(String value) {
    libraryVersion = value;
  }

  /** RESET: all that a client can choose is as at the start, but for the name of its library. */
  public void reset(Rights defaultUser, boolean isAuthenticationRequired) {
    endTransaction();
    endSubscriptions();
    endMonitoring();
    endTracking();
    select(0);
    protocol = 2;
    name = "";
    replyMode = ReplyMode.ON;
    isNoTouch = false;
    start(defaultUser, isAuthenticationRequired);
  }

  /** CLIENT REPLY. */
  public ReplyMode replyMode() {
    return replyMode;
  }

  /** CLIENT REPLY. */
  public void replyMode(ReplyMode value) {
    replyMode = value;
  }

  /** What CLIENT REPLY SKIP was said for is over. */
  void replySkipped() {
    if (replyMode == ReplyMode.SKIP) {
      replyMode = ReplyMode.ON;
    }
  }

  /** CLIENT NO-EVICT: whether the connection is kept when clients take too much memory. */
  public boolean isNoEvict() {
    return isNoEvict;
  }

  /** CLIENT NO-EVICT. */
  public void noEvict(boolean value) {
    isNoEvict = value;
  }

  /** CLIENT NO-TOUCH: whether commands but TOUCH leave the time of a key's last access alone. */
  public boolean isNoTouch() {
    return isNoTouch;
  }

  /** CLIENT NO-TOUCH. */
  public void noTouch(boolean value) {
    isNoTouch = value;
  }

  /** Whether commands are answered, and are accesses of the keys they read, as usual. */
  boolean isOrdinary() {
    return replyMode == ReplyMode.ON && !isNoTouch;
  }

  // ---- messages ------------------------------------------------------------------------------

  /** What the session has subscribed to; null if to nothing. */
  public @Nullable Subscriptions subscriptions() {
    return subscriptions;
  }

  /** The session has subscribed to something, or with null, to nothing any more. */
  public void subscriptions(@Nullable Subscriptions value) {
    subscriptions = value;
  }

  /** Whether the client cannot tell replies from messages, so that few commands are allowed. */
  public boolean isConfinedToMessages() {
    return subscriptions != null && protocol == 2;
  }

  /** Ends all subscriptions without a word. */
  public void endSubscriptions() {
    if (subscriptions != null) {
      subscriptions.end();
    }
  }

  /** CLIENT TRACKING: who is told of what the session reads; null for nobody. */
  public @Nullable ReadTracker tracker() {
    return tracker;
  }

  /** CLIENT TRACKING. */
  public void tracker(@Nullable ReadTracker value) {
    tracker = value;
  }

  /** Ends CLIENT TRACKING. */
  public void endTracking() {
    if (tracker != null) {
      tracker.end();
    }
  }

  /** Whether the session's own command runs, so that its reply may have been written in part. */
  public boolean isReplying() {
    return isReplying;
  }

  /** MONITOR: the session is told of every command. */
  void monitors(Monitors value) {
    monitors = value;
  }

  /** Whether the session is told of every command, and must not touch keys itself. */
  public boolean isMonitoring() {
    return monitors != null;
  }

  /** The session is told of no more commands. */
  public void endMonitoring() {
    if (monitors != null) {
      monitors.remove(this);
      monitors = null;
    }
  }

  /** Sends a message: at once, or after the reply that is being written. */
  public void push(PushMessage message) {
    ReplyWriter writer = replies;
    if (isReplying) {
      heldBack.add(message);
    } else if (writer != null) {
      writer.push(message);
      transport.resume();
    }
  }

  /** A reply begins that is none to a command just begun. */
  void beginReply() {
    isReplying = true;
  }

  /** The reply is complete. */
  void endReply() {
    isReplying = false;
    if (!heldBack.isEmpty()) {
      pushHeldBack();
    }
  }

  private void pushHeldBack() {
    heldBack.forEach(this::push);
    heldBack.clear();
  }

  // ---- waiting -------------------------------------------------------------------------------

  /** Whether a command that finds nothing may wait: not within EXEC, nor within a script. */
  public boolean mayWait() {
    return !isExecuting && transport.canWait();
  }

  /**
   * Serves a command from the first of its keys that has what it takes. If none has, the command
   * waits, and until it is served or ends the session runs no other; where it must not wait it is
   * answered as if time were up.
   *
   * @param keys in the order in which they are tried
   * @param type of the values that can serve, as in {@link io.holdfast.core.keyspace.Entry}
   * @param timeoutMs how long it waits; 0 for without end
   * @throws CommandException of an attempt, or "ERR timeout is out of range"
   */
  public void serveOrAwait(
      List<ByteRange> keys, int type, long timeoutMs, Wait wait, ReplyWriter reply) {
    for (ByteRange key : keys) {
      if (wait.serve(key, reply)) {
        return;
      }
    }
    if (mayWait()) {
      await(keys, type, timeoutMs, wait, reply);
    } else {
      wait.timedOut(reply);
    }
  }

  /** As {@link #serveOrAwait}, after all attempts were in vain; asked {@link #mayWait} before. */
  public void await(List<ByteRange> keys, int type, long timeoutMs, Wait wait, ReplyWriter reply) {
    assert mayWait() && !isWaiting() : "asked before";
    long deadlineMs = Timeout.deadlineMs(keyspace.nowMs(), timeoutMs);
    List<ByteRange> lasting = new ArrayList<>(keys.size());
    keys.forEach(key -> lasting.add(ByteRange.of(key.copy())));
    waiter = new WaitingSession(this, lasting, type, deadlineMs, wait, reply, errors);
    waiters.add(waiter);
  }

  /** The command that waits is to be counted when it is done. */
  void interrupted(InterruptedCommand command) {
    if (waiter instanceof WaitingSession waiting) {
      waiting.interrupted(command);
    }
  }

  /** Whether a command waits, and others must not run. */
  public boolean isWaiting() {
    return waiter != null || isPostponed;
  }

  /** CLIENT PAUSE holds a command up. */
  void postponed() {
    isPostponed = true;
  }

  /** The pause is over; returns false if the session has ended meanwhile. */
  boolean endPostponement() {
    boolean wasPostponed = isPostponed;
    isPostponed = false;
    return wasPostponed;
  }

  /** CLIENT UNBLOCK: ends the wait, as if time were up. Returns false if there was none. */
  public boolean timeOut() {
    if (waiter != null) {
      waiters.timeOut(waiter);
      return true;
    }
    return false;
  }

  /** What a command waited for, other than keys, has come: ends its wait as time would. */
  public void endWait(Wait ended) {
    if (waiter instanceof WaitingSession waiting && waiting.isFor(ended)) {
      waiters.timeOut(waiting);
    }
  }

  /** CLIENT UNBLOCK ERROR: ends the wait with an error. Returns false if there was none. */
  public boolean refuseWait(CommandException why) {
    if (waiter != null) {
      waiters.refuse(waiter, why);
      return true;
    }
    return false;
  }

  /** The session ends: nobody is to be answered. */
  public void endWait() {
    isPostponed = false;
    if (waiter != null) {
      waiters.remove(waiter);
      waiter = null;
    }
  }

  void waitEnded() {
    waiter = null;
    endReply();
    transport.resume();
  }

  // ---- transactions --------------------------------------------------------------------------

  /** Whether MULTI was called and commands are queued. */
  public boolean inTransaction() {
    return inTransaction;
  }

  /** Number of queued commands; -1 outside of a transaction. */
  public int queuedCount() {
    return inTransaction ? queued.size() : -1;
  }

  /** Number of watched keys. */
  public int watchedCount() {
    return watched.size();
  }

  /** Whether a command was refused since MULTI, so that EXEC will be. */
  public boolean isTransactionBroken() {
    return isTransactionBroken;
  }

  /** Whether a watched key has changed or expired, so that EXEC will do nothing. */
  public boolean isWatchBroken() {
    for (int i = 0; i < watched.size() && !isWatchBroken; i++) {
      // Looking deletes a key whose time has come, and that tells this watcher.
      keyspace.database(watched.get(i).database).contains(watched.get(i).key);
    }
    return isWatchBroken;
  }

  /** Whether {@link #onWatchedKeyChanged} was called since WATCH. */
  public boolean isWatchedKeyChanged() {
    return isWatchBroken;
  }

  /** MULTI. */
  public void beginTransaction() {
    inTransaction = true;
    isTransactionBroken = false;
  }

  /** A command could not be queued: EXEC will be refused. */
  void breakTransaction() {
    if (inTransaction) {
      isTransactionBroken = true;
    }
  }

  void queue(Command command, CommandArgs args) {
    CommandArgs own = args.detach();
    queued.add(new Queued(command, own));
    queuedBytes += own.buffer().length;
  }

  /** Bytes of the arguments of the queued commands. */
  public long queuedBytes() {
    return queuedBytes;
  }

  /** Whether the commands run are those that EXEC found queued. */
  public boolean isExecuting() {
    return isExecuting;
  }

  /** Whether a queued command may change data. */
  public boolean hasQueuedChange() {
    return queued.stream().anyMatch(q -> q.command.isWrite() || q.command.is(Flag.MAY_REPLICATE));
  }

  /** EXEC begins to run what was queued, or has done so. */
  void executing(boolean value) {
    isExecuting = value;
  }

  /** Ends the transaction (EXEC, DISCARD) and all watches. */
  public void endTransaction() {
    inTransaction = false;
    isTransactionBroken = false;
    queued.clear();
    queuedBytes = 0;
    unwatch();
  }

  /** The queued commands, in order. */
  List<Queued> queued() {
    return List.copyOf(queued);
  }

  /** WATCH. A key that has expired already does not exist: it cannot expire once more. */
  public void watch(byte[] key) {
    database.contains(key);
    if (database.watch(key, this)) {
      watched.add(new Watched(database.index(), key));
    }
  }

  /** UNWATCH. */
  public void unwatch() {
    for (Watched key : watched) {
      keyspace.database(key.database).unwatch(key.key, this);
    }
    watched.clear();
    isWatchBroken = false;
  }

  @Override
  public void onWatchedKeyChanged() {
    isWatchBroken = true;
  }
}
