package io.holdfast.persistence;

import io.holdfast.core.Engine;
import io.holdfast.core.appendonly.Durability;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.config.FsyncPolicy;
import io.holdfast.core.effect.EffectSink;
import io.holdfast.core.event.Attachment;
import io.holdfast.core.snapshot.SnapshotListener;
import io.holdfast.persistence.AofManifest.Part;
import io.holdfast.spi.AppendOnlyLog;
import io.holdfast.spi.SnapshotForm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The append only file of one store: turns effects into bytes, says when to sync and when to write
 * the log anew.
 *
 * <pre>
 *  effect -&gt; [SELECT] -&gt; ring -&gt; writer -&gt; the last increment
 *
 *  rewrite     writer   makes the next increment, names it in the manifest
 *              owner    begins a snapshot; from this moment effects belong to that increment
 *              writer   finishes the old increment, goes on in the new one
 *              writer   snapshot complete: names it as the base, deletes what is before
 * </pre>
 *
 * <p>At every moment the manifest names files that hold everything, in order: a crash anywhere in a
 * rewrite leaves the old files or the new ones.
 *
 * <p>Thread: the owner; the writer's tasks touch {@link #manifest} and numbers, one at a time.
 */
final class AofLog implements AppendOnlyLog, EffectSink, Attachment {
  private static final System.Logger LOG = System.getLogger("io.holdfast");

  /** What may wait in memory before who writes is held. */
  static final long ALLOWANCE = 64L << 20;

  private static final long TICK_MS = 1_000;

  /** A sync that takes longer holds whoever writes. */
  private static final long LATE_SYNC_MS = 2_000;

  private static final long MAX_BACKOFF_MS = 3_600_000;
  private static final long MS_PER_SECOND = 1_000;
  private static final int PERCENT = 100;
  private static final int NONE = -1;

  private final Engine engine;
  private final Config config;
  private final Durability durability;
  private final FileLayer files;
  private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();

  private @Nullable AofLoader loader;
  private @Nullable AppendRing ring;
  private @Nullable AofWriter writer;

  /** The database of the last command in the file. */
  private int selected = NONE;

  private boolean isAlways;
  private boolean isStamped;
  private long stampedSecond;

  private long tickAtMs = Long.MAX_VALUE;
  private long syncWantedAtMs = Long.MAX_VALUE;
  private long syncWanted;
  private long delayedSyncs;

  private boolean isRewriting;

  /** Whether its snapshot waits until another, or a transaction, has ended. */
  private boolean isScheduled;

  /** Whether the files do not count yet: the log was switched on, its base is being written. */
  private boolean isAwaitingBase;

  private long rewriteBeganAtMs;
  private long lastRewriteSeconds = -1;
  private boolean isLastRewriteGood = true;
  private long rewrites;
  private long nextAutoRewriteMs;
  private long backoffMs;
  private long rewrittenBytes;

  // The writer's, by tasks.
  private AofFolder folder;
  private AppenderFactory appenders = Appenders.WRITING;
  private AofManifest manifest = AofManifest.EMPTY;
  private long lastBase;
  private long lastIncrement;

  /** The bytes of all files that count, but for the one that grows. */
  private volatile long otherBytes;

  AofLog(Engine engine, FileLayer files) {
    this.engine = engine;
    this.config = engine.config();
    this.durability = engine.durability();
    this.files = files;
    this.folder = AofFolder.of(config, files);
    config.bind(Directives.APPENDFSYNC, this::policy);
    config.bind(Directives.AOF_TIMESTAMP_ENABLED, isWanted -> isStamped = isWanted);
  }

  // ---- loading -------------------------------------------------------------------------------

  @Override
  public boolean load() throws IOException {
    folder = AofFolder.of(config, files);
    AofManifest found = folder.read();
    AofLoader loading = new AofLoader(engine, config.get(Directives.AOF_LOAD_TRUNCATED));
    loader = loading;
    if (found != null) {
      loading.load(folder, found);
      manifest = found;
      return true;
    }
    UnnamedParts.requireNothing(folder);
    if (Files.isRegularFile(folder.former())) {
      loading.loadFormer(folder.former());
      return true;
    }
    return false;
  }

  // ---- on and off ----------------------------------------------------------------------------

  @Override
  public void start() throws IOException {
    createFolder();
    cutWhatIsNotWhole();
    if (manifest.parts().isEmpty()) {
      firstFiles();
    }
    numbersFrom(manifest);
    Part last;
    if (manifest.increments().isEmpty()) {
      last = nextIncrement();
      files.delete(folder.path(last));
    } else {
      last = manifest.increments().get(manifest.increments().size() - 1);
    }
    Appender file = appender(last);
    if (manifest.increments().isEmpty()) {
      manifest = manifest.withIncrement(last);
      folder.write(manifest);
    }
    manifest = folder.withoutHistory(manifest);
    long size = file.size();
    otherBytes = bytesOfParts() - size;
    rewrittenBytes = otherBytes + size;
    begin(file, size);
    engaged();
  }

  private void createFolder() throws IOException {
    folder.create();
    appenders = Appenders.find(config.get(Directives.AOF_APPENDER), folder.folder(), files);
  }

  private Appender appender(Part part) throws IOException {
    Path path = folder.path(part);
    return appenders.over(path, files.open(path));
  }

  /** Only now that everything was loaded may something be taken away. */
  private void cutWhatIsNotWhole() throws IOException {
    if (loader != null) {
      loader.cut(files);
      loader = null;
    }
  }

  /** The single file of former times becomes the base; without one, what the store holds does. */
  private void firstFiles() throws IOException {
    if (Files.isRegularFile(folder.former())) {
      Part base = new Part(folder.prefix(), 1);
      manifest = new AofManifest(base, List.of(), List.of());
      // In this order: a crash between the two is an error at the next start, not an empty store.
      folder.write(manifest);
      files.rename(folder.former(), folder.path(base));
      files.syncFolder(folder.folder());
      files.syncFolderOf(folder.folder());
    } else {
      SnapshotForm form = baseForm();
      Part base = folder.base(1, form);
      saveTo(folder.path(base), form);
      manifest = new AofManifest(base, List.of(), List.of());
    }
  }

  private SnapshotForm baseForm() {
    return config.get(Directives.AOF_USE_RDB_PREAMBLE)
        ? SnapshotForm.RDB_BASE
        : SnapshotForm.COMMAND_BASE;
  }

  private void saveTo(Path base, SnapshotForm form) throws IOException {
    try {
      engine.snapshots().saveTo(base, form);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void numbersFrom(AofManifest found) {
    lastBase = Math.max(lastBase, found.baseSequence());
    lastIncrement = Math.max(lastIncrement, found.lastIncrement());
  }

  private Part nextIncrement() {
    return folder.increment(++lastIncrement);
  }

  private long bytesOfParts() throws IOException {
    long bytes = 0;
    for (Part part : manifest.parts()) {
      bytes += Files.size(folder.path(part));
    }
    return bytes;
  }

  private void begin(Appender file, long size) {
    AppendRing newRing = new AppendRing(durability.position());
    FileDelays delays = new FileDelays(engine, this::post);
    AofWriter newWriter = new AofWriter(newRing, durability, delays, file, size, ALLOWANCE);
    ring = newRing;
    writer = newWriter;
    selected = NONE;
    syncWanted = newRing.position();
    syncWantedAtMs = Long.MAX_VALUE;
    tickAtMs = Long.MAX_VALUE;
    durability.logBegins(newWriter::demand);
    newWriter.policy(config.get(Directives.APPENDFSYNC));
    newWriter.start();
    engine.effects().addSink(this);
    engine.eventLoop().attach(this);
  }

  /** From now on acknowledgements wait as the policy demands. */
  private void engaged() {
    policy(config.get(Directives.APPENDFSYNC));
  }

  private void policy(FsyncPolicy policy) {
    isAlways = policy == FsyncPolicy.ALWAYS;
    AofWriter current = writer;
    if (current != null) {
      current.policy(policy);
      if (!isAwaitingBase) {
        durability.allow(isAlways ? 0 : ALLOWANCE);
      }
    }
  }

  @Override
  public void startAnew() throws IOException {
    folder = AofFolder.of(config, files);
    AofManifest found = folder.read();
    manifest = found == null ? AofManifest.EMPTY : found;
    createFolder();
    numbersFrom(manifest);
    Part first = nextIncrement();
    files.delete(folder.path(first));
    Appender file = appender(first);
    otherBytes = 0;
    isAwaitingBase = true;
    begin(file, 0);
    rewriteBegins();
    snapshotInto(first, null);
  }

  @Override
  public void stop() {
    AofWriter ending = writer;
    if (ending == null) {
      return;
    }
    engine.effects().removeSink(this);
    engine.eventLoop().detach(this);
    ending.end();
    writer = null;
    ring = null;
    isAwaitingBase = false;
    isRewriting = false;
    isScheduled = false;
    if (!ending.isWriteGood() || !ending.isSyncGood()) {
      LOG.log(Level.ERROR, "the append only file ends before what was done last");
    }
    durability.logEnds();
  }

  @Override
  public boolean isOn() {
    return writer != null;
  }

  // ---- effects -------------------------------------------------------------------------------

  @Override
  public void begins(int database, boolean isInUnit) {
    AppendRing to = ring;
    if (to == null) {
      return;
    }
    if (isStamped && !isInUnit) {
      stamp(to);
    }
    if (database != selected) {
      selected = database;
      String number = Integer.toString(database);
      give(to, "*2\r\n$6\r\nSELECT\r\n$" + number.length() + "\r\n" + number + "\r\n");
    }
  }

  @Override
  public void bytes(byte[] array, int offset, int length) {
    AppendRing to = ring;
    if (to != null) {
      to.give(array, offset, length);
    }
  }

  @Override
  public void ends() {
    AppendRing to = ring;
    AofWriter current = writer;
    if (to == null || current == null) {
      return;
    }
    to.publish();
    durability.appended(to.position());
    if (tickAtMs == Long.MAX_VALUE) {
      tickAtMs = engine.keyspace().nowMs() + TICK_MS;
      engine.eventLoop().wakeBy(tickAtMs);
    }
    if (!isAlways && current.isIdle()) {
      current.wake();
    }
  }

  private void stamp(AppendRing to) {
    long second = engine.keyspace().nowMs() / MS_PER_SECOND;
    if (second != stampedSecond) {
      stampedSecond = second;
      give(to, "#TS:" + second + "\r\n");
    }
  }

  private static void give(AppendRing to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    to.give(bytes, 0, bytes.length);
  }

  // ---- the owner's turn ----------------------------------------------------------------------

  @Override
  public int doWork(long nowMs) {
    int work = 0;
    for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
      next.run();
      work++;
    }
    if (nowMs >= tickAtMs) {
      tick(nowMs);
      work++;
    }
    return work;
  }

  private void tick(long nowMs) {
    AppendRing from = ring;
    AofWriter current = writer;
    tickAtMs = Long.MAX_VALUE;
    if (from == null || current == null) {
      return;
    }
    boolean isBusy = current.synced() < from.position();
    if (!current.isWriteGood()) {
      current.retry();
    }
    if (current.synced() >= syncWanted) {
      syncWantedAtMs = Long.MAX_VALUE;
    }
    if (syncWantedAtMs == Long.MAX_VALUE) {
      if (isBusy && !isSyncSuspended()) {
        syncWanted = from.position();
        syncWantedAtMs = nowMs;
        current.sync(syncWanted);
      }
    } else if (!isAlways && nowMs - syncWantedAtMs >= LATE_SYNC_MS && current.isSyncing()) {
      delayedSyncs++;
      current.hold();
    }
    // One that failed waits for its time, whether anything is written meanwhile or not.
    boolean isRewriteDue = !current.isSyncGood() || hasGrown();
    if (nowMs >= nextAutoRewriteMs && !isRewriting && isRewriteDue) {
      rewrite();
    }
    boolean isAgain = isRewriteDue || isRewriting || !current.isWriteGood();
    if (isAgain || isBusy && config.get(Directives.APPENDFSYNC) != FsyncPolicy.NO) {
      tickAtMs = nowMs + TICK_MS;
    }
  }

  private boolean isSyncSuspended() {
    return config.get(Directives.APPENDFSYNC) == FsyncPolicy.NO
        || isRewriting && config.get(Directives.NO_APPENDFSYNC_ON_REWRITE);
  }

  private boolean hasGrown() {
    long percentage = config.get(Directives.AUTO_AOF_REWRITE_PERCENTAGE);
    long bytes = currentBytes();
    if (percentage == 0 || bytes < config.get(Directives.AUTO_AOF_REWRITE_MIN_SIZE)) {
      return false;
    }
    long base = Math.max(1, rewrittenBytes);
    return (bytes - base) * (double) PERCENT / base >= percentage;
  }

  @Override
  public long nextDeadlineMs() {
    return tickAtMs;
  }

  @Override
  public void onClose() {
    stop();
  }

  @Override
  public String name() {
    return "append only file";
  }

  // ---- rewriting -----------------------------------------------------------------------------

  @Override
  public boolean rewrite() {
    AofWriter current = writer;
    if (isRewriting) {
      return false;
    }
    rewriteBegins();
    isScheduled = engine.snapshots().isBusy() || engine.effects().isInUnit();
    if (current == null) {
      rewriteInPlace();
      return true;
    }
    current.at(
        0,
        () -> {
          try {
            Part part = nextIncrement();
            files.delete(folder.path(part));
            Appender file = appender(part);
            nameInManifest(part, file);
            post(() -> snapshotInto(part, file));
          } catch (IOException e) {
            post(() -> rewriteEnds(e));
          }
        });
    return true;
  }

  /** BGREWRITEAOF without a log. */
  private void rewriteInPlace() {
    folder = AofFolder.of(config, files);
    try {
      folder.create();
      snapshotInto(null, null);
    } catch (IOException e) {
      rewriteEnds(e);
    }
  }

  private void nameInManifest(Part part, Appender file) throws IOException {
    AofManifest more = manifest.withIncrement(part);
    try {
      folder.write(more);
    } catch (IOException e) {
      closeUnused(file);
      throw e;
    }
    manifest = more;
  }

  private void rewriteBegins() {
    isRewriting = true;
    rewriteBeganAtMs = engine.clock().epochMs();
  }

  /** Gives the owner something to do. The writer's thread. */
  private void post(Runnable action) {
    inbox.add(action);
    engine.eventLoop().signal();
  }

  /**
   * Takes the snapshot that becomes the base.
   *
   * @param first the increment that follows it; null if there is no log
   * @param file that increment if the log goes on there from the snapshot on; null if it is there
   */
  private void snapshotInto(@Nullable Part first, @Nullable Appender file) {
    Path temporary = folder.temporaryBase();
    SnapshotForm form = baseForm();
    engine
        .snapshots()
        .start(
            temporary,
            form,
            new SnapshotListener() {
              private boolean hasBegun;

              @Override
              public void onStart() {
                hasBegun = true;
                if (isScheduled) {
                  isScheduled = false;
                  rewriteBeganAtMs = engine.clock().epochMs();
                }
                if (file != null) {
                  switchTo(file);
                }
              }

              @Override
              public void onEnd(@Nullable Throwable failure) {
                if (failure == null) {
                  snapshotComplete(temporary, form, first);
                } else {
                  if (!hasBegun && file != null) {
                    closeUnused(file);
                  }
                  rewriteEnds(failure);
                }
              }
            });
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // tasks run one at a time
  private void switchTo(Appender file) {
    AofWriter current = writer;
    AppendRing to = ring;
    if (current == null || to == null) {
      closeUnused(file);
      return;
    }
    selected = NONE;
    stampedSecond = 0;
    current.at(
        to.position(),
        () -> {
          otherBytes += current.fileBytes();
          current.switchTo(file);
        });
  }

  private static void closeUnused(Appender file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "closing an unused file", e);
    }
  }

  private void snapshotComplete(Path temporary, SnapshotForm form, @Nullable Part first) {
    AofWriter current = writer;
    AppendRing to = ring;
    if (current == null || to == null || first == null) {
      inPlace(temporary, form);
      return;
    }
    current.at(
        0,
        () -> {
          Throwable failure = null;
          try {
            baseIs(temporary, form, first, current);
          } catch (IOException e) {
            failure = e;
          }
          Throwable outcome = failure;
          post(() -> rewriteEnds(outcome));
        });
  }

  private void baseIs(Path temporary, SnapshotForm form, Part first, AofWriter current)
      throws IOException {
    Part base = folder.base(++lastBase, form);
    files.rename(temporary, folder.path(base));
    AofManifest named =
        manifest.increments().contains(first) ? manifest : manifest.withIncrement(first);
    AofManifest next = named.rewritten(base, first);
    folder.write(next);
    manifest = next;
    current.rewritten();
    otherBytes = Files.size(folder.path(base));
    try {
      manifest = folder.withoutHistory(next);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "history of the append only file stays for now", e);
    }
  }

  /** The files hold what the store held at this moment. */
  private void inPlace(Path temporary, SnapshotForm form) {
    Throwable failure = null;
    try {
      AofManifest found = folder.read();
      manifest = found == null ? AofManifest.EMPTY : found;
      numbersFrom(manifest);
      Part base = folder.base(++lastBase, form);
      files.rename(temporary, folder.path(base));
      Part none = new Part("", Long.MAX_VALUE);
      AofManifest next = manifest.rewritten(base, none);
      folder.write(next);
      manifest = folder.withoutHistory(next);
    } catch (IOException e) {
      failure = e;
    }
    rewriteEnds(failure);
  }

  private void rewriteEnds(@Nullable Throwable failure) {
    long nowMs = engine.clock().epochMs();
    isRewriting = false;
    isScheduled = false;
    isLastRewriteGood = failure == null;
    lastRewriteSeconds = (nowMs - rewriteBeganAtMs) / MS_PER_SECOND;
    if (failure == null) {
      rewrites++;
      backoffMs = 0;
      rewrittenBytes = currentBytes();
      if (isAwaitingBase) {
        isAwaitingBase = false;
        engaged();
      }
    } else {
      LOG.log(Level.ERROR, "the append only file could not be written anew", failure);
      backoffMs = Math.min(MAX_BACKOFF_MS, Math.max(TICK_MS, 2 * backoffMs));
      if (isAwaitingBase && writer != null) {
        stop();
      }
    }
    nextAutoRewriteMs = nowMs + backoffMs;
    if (writer != null && tickAtMs == Long.MAX_VALUE) {
      tickAtMs = nowMs + TICK_MS;
    }
  }

  // ---- figures -------------------------------------------------------------------------------

  private long currentBytes() {
    AofWriter current = writer;
    return current == null ? 0 : otherBytes + current.fileBytes();
  }

  @Override
  public Figures figures() {
    AofWriter current = writer;
    long seconds = (engine.clock().epochMs() - rewriteBeganAtMs) / MS_PER_SECOND;
    boolean hasBegun = isRewriting && !isScheduled;
    return new Figures(
        hasBegun,
        isScheduled,
        lastRewriteSeconds,
        hasBegun ? seconds : -1,
        isLastRewriteGood,
        rewrites,
        current == null || current.isWriteGood() && current.isSyncGood(),
        currentBytes(),
        rewrittenBytes,
        current == null ? 0 : Objects.requireNonNull(ring).position() - current.written(),
        current != null && current.isSyncing(),
        delayedSyncs);
  }
}
