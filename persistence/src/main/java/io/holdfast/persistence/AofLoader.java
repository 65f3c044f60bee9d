package io.holdfast.persistence;

import io.holdfast.CommandException;
import io.holdfast.DamagedFileException;
import io.holdfast.core.Engine;
import io.holdfast.core.codec.ChunkPool;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.CommandDispatcher;
import io.holdfast.core.command.PipelineLookAhead;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.SilentTransport;
import io.holdfast.core.config.Directives;
import io.holdfast.persistence.AofManifest.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Replays the files of a log into a store: what an RDB file holds, then command after command
 * through the dispatcher, as if a client sent them.
 *
 * <p>While that lasts nothing is due, as what stands in the log happened before. A command that is
 * refused, or that does not belong into a log, is damage. A file that ends within a command or a
 * transaction is loaded up to there if nothing was logged behind it and {@code aof-load-truncated}
 * allows; what is behind is left in the file until everything else is known to be good. A rewrite
 * that had just begun has made the next file, which is empty.
 *
 * <p>Thread: the owner; others may ask how far it is.
 */
final class AofLoader {
  private static final System.Logger LOG = System.getLogger("io.holdfast");
  private static final byte[] RDB_MAGIC = "REDIS".getBytes(StandardCharsets.US_ASCII);
  private static final Set<String> ALLOWED = Set.of("select", "multi", "exec", "discard");

  /**
   * A file that does not end behind a command.
   *
   * @param goodBytes how much of it was loaded
   * @param lostBytes what is there of a command or transaction that is not whole
   * @param unusedBytes zeros behind that
   */
  private record Cut(Path file, long goodBytes, long lostBytes, long unusedBytes) {
    void say() {
      if (lostBytes > 0) {
        LOG.log(
            Level.WARNING,
            "{0} ends within a command or transaction: cut at byte {1,number,#}, {2,number,#} bytes"
                + " are gone",
            file,
            goodBytes,
            lostBytes);
      } else {
        LOG.log(
            Level.INFO,
            "{0} was not closed: cut at byte {1,number,#}, behind which are {2,number,#} zeros",
            file,
            goodBytes,
            unusedBytes);
      }
    }
  }

  private final Engine engine;
  private final boolean allowsCut;
  private final List<Cut> cuts = new ArrayList<>(1);

  /** Of all files, how many bytes were read before the one that is being read. */
  private long bytesBefore;

  AofLoader(Engine engine, boolean allowsCut) {
    this.engine = engine;
    this.allowsCut = allowsCut;
  }

  /** Cuts the files that do not end behind a command, before the log goes on. */
  void cut(FileLayer files) throws IOException {
    for (Cut cut : cuts) {
      cut.say();
      try (Appender file = files.open(cut.file)) {
        file.truncate(cut.goodBytes);
        file.sync();
      }
    }
  }

  /** Loads the parts a manifest names. */
  void load(AofFolder folder, AofManifest manifest) throws IOException {
    List<Part> parts = manifest.parts();
    List<Path> paths = new ArrayList<>();
    for (Part part : parts) {
      Path path = folder.path(part);
      if (!Files.isRegularFile(path)) {
        throw new DamagedFileException(path, 0, "named in the manifest, and not there");
      }
      paths.add(path);
    }
    load(paths, manifest.base() == null);
  }

  /** Loads the single file of former times. */
  void loadFormer(Path file) throws IOException {
    load(List.of(file), false);
  }

  private void load(List<Path> paths, boolean hasNoBase) throws IOException {
    long bytes = 0;
    for (Path path : paths) {
      bytes += Files.size(path);
    }
    boolean isGood = false;
    engine.keyspace().replaying(true);
    try {
      engine.loading().begin(bytes);
      int last = last(paths);
      for (int i = 0; i < paths.size(); i++) {
        load(paths.get(i), i == 0 && !hasNoBase, i >= last);
      }
      isGood = true;
    } finally {
      engine.keyspace().replaying(false);
      engine.loading().end(isGood);
    }
  }

  /** The last of the files to which something was appended. */
  static int last(List<Path> paths) throws IOException {
    int last = paths.size() - 1;
    while (last > 0 && isEmpty(paths.get(last))) {
      last--;
    }
    return last;
  }

  private static boolean isEmpty(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return AofReader.end(channel) == 0;
    }
  }

  private void load(Path file, boolean mayBeRdb, boolean isLast) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long from = 0;
      if (isRdb(channel)) {
        if (!mayBeRdb) {
          throw new DamagedFileException(file, 0, "an RDB file where commands should be");
        }
        from = loadRdb(file);
      }
      replay(file, channel, from, isLast);
      bytesBefore += channel.size();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void advanced(long bytes) {
    engine.loading().advanced(bytesBefore + bytes);
  }

  static boolean isRdb(FileChannel channel) throws IOException {
    ByteBuffer magic = ByteBuffer.allocate(RDB_MAGIC.length);
    channel.position(0);
    while (magic.hasRemaining() && channel.read(magic) > 0) {
      // More is to come.
    }
    channel.position(0);
    return ByteBuffer.wrap(RDB_MAGIC).equals(magic.flip());
  }

  private long loadRdb(Path file) throws IOException {
    RdbTarget target = new LoadTarget(engine.keyspace(), this::advanced);
    return RdbFiles.read(file, target, engine.config().get(Directives.RDBCHECKSUM), false);
  }

  private void replay(Path file, FileChannel channel, long from, boolean isLast)
      throws IOException {
    AofReader reader = new AofReader(file, channel, from);
    Session session = engine.sessions().openUnlimited(new SilentTransport());
    Replay replay = new Replay(file, reader, session, from);
    try {
      while (replay.turn()) {
        advanced(replay.good);
      }
      if (session.inTransaction()) {
        requireTruncatable(file, replay.good, isLast, "it ends within a transaction");
      } else {
        replay.good = reader.length(); // annotations at the end included
      }
    } catch (AofReader.TruncatedException e) {
      requireTruncatable(file, replay.good, isLast, "it ends within a command");
    } finally {
      engine.sessions().close(session);
    }
    long good = replay.good;
    if (good < channel.size()) {
      cuts.add(new Cut(file, good, reader.length() - good, channel.size() - reader.length()));
    }
  }

  private void requireTruncatable(Path file, long good, boolean isLast, String what) {
    if (!isLast) {
      throw new DamagedFileException(file, good, what + ", and there is a file behind it");
    }
    if (!allowsCut) {
      throw new DamagedFileException(file, good, what + ", see aof-load-truncated");
    }
  }

  /** Commands on their way from one file into the store. */
  private final class Replay {
    /** About a tenth of a millisecond; they are timed together. */
    private static final int COMMANDS_IN_TURN = 256;

    private final Path file;
    private final AofReader reader;
    private final Session session;
    private final CommandArgs args = new CommandArgs();
    private final CommandDispatcher dispatcher = engine.dispatcher();
    private final ReplyWriter replies = new ReplyWriter(new ChunkPool());
    private final PipelineLookAhead lookAhead = new PipelineLookAhead();

    /** Up to where whole commands and transactions were run. */
    long good;

    Replay(Path file, AofReader reader, Session session, long from) {
      this.file = file;
      this.reader = reader;
      this.session = session;
      this.good = from;
    }

    /** Runs the next commands; returns whether there may be more. */
    boolean turn() throws IOException {
      dispatcher.beginTurn();
      try {
        for (int i = 0; i < COMMANDS_IN_TURN; i++) {
          reader.lookAhead(lookAhead, session.database());
          if (!reader.next(args)) {
            return false;
          }
          run();
          if (!session.inTransaction()) {
            good = reader.position();
          }
        }
        return true;
      } finally {
        dispatcher.endTurn(session);
      }
    }

    private void run() {
      try {
        Command command = dispatcher.resolve(args);
        if (!command.isWrite() && !ALLOWED.contains(command.fullName())) {
          throw new CommandException("ERR no command of a log: '" + command.fullName() + "'");
        }
      } catch (CommandException e) {
        throw new DamagedFileException(file, good, "the command is refused: " + e.getMessage());
      }
      long errors = dispatcher.errors().total();
      dispatcher.execute(args, session, replies);
      if (dispatcher.errors().total() != errors) {
        throw new DamagedFileException(file, good, "the command is refused: " + errorText());
      }
      replies.reset();
    }

    private String errorText() {
      byte[] bytes = new byte[(int) Math.min(replies.pendingBytes(), 1 << 12)];
      replies.peek(ByteBuffer.wrap(bytes));
      String text = new String(bytes, StandardCharsets.UTF_8);
      int from = text.indexOf('-') + 1;
      int to = text.indexOf('\r', from);
      return text.substring(from, to < 0 ? text.length() : to);
    }
  }
}
