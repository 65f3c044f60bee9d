package io.holdfast.core.server;

import io.holdfast.CommandException;
import io.holdfast.HoldfastException;
import io.holdfast.SetCondition;
import io.holdfast.core.appendonly.AppendOnly;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import io.holdfast.core.config.MemorySize;
import io.holdfast.core.config.TrustedClients;
import io.holdfast.core.generic.ObjectOps;
import io.holdfast.core.keyspace.Database;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.keyspace.Keyspace;
import io.holdfast.core.keyspace.Listpacks;
import io.holdfast.core.snapshot.Snapshots;
import io.holdfast.core.string.StringOps;
import io.holdfast.encodings.glob.GlobPattern;
import io.holdfast.encodings.listpack.Listpack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** DEBUG. To COMMAND it is one command: what it takes is read by the handler. */
public final class DebugCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "DEBUG";

  private static final long MS_PER_SECOND = 1000;
  private static final long MAX_PACKED_THRESHOLD = 4L << 30;
  private static final int MATCHES = 10_000;
  private static final String NOT_POSITIVE = "ERR value is out of range, must be positive";

  private static final String[] HELP = {
    "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
    "DIGEST",
    "    Twenty bytes, in hexadecimal digits, that tell data apart.",
    "DIGEST-VALUE [<key> ...]",
    "    The same of single values.",
    "ERROR <string>",
    "    Reply with an error.",
    "HTSTATS <dbid>",
    "    How the table of a database's keys is filled.",
    "LISTPACK <key>",
    "    Write the listpack of a key to the log.",
    "LOG <message>",
    "    Write a message to the log.",
    "OBJECT <key>",
    "    How the entry of a key is held in memory.",
    "LOADAOF",
    "    Write what is still to be written to the append only file, drop the data and load it.",
    "PAUSE-CRON <0|1>",
    "QUICKLIST-PACKED-THRESHOLD <size>",
    "REPLYBUFFER PEAK-RESET-TIME <NEVER|RESET|time>",
    "REPLYBUFFER RESIZING <0|1>",
    "    Nothing: there is no such thing here.",
    "POPULATE <count> [<prefix>] [<size>]",
    "    Make keys prefix:0, prefix:1 ... (key:0 ...) where there are none, with values value:0 ...,"
        + " cut or filled with zeros to a size.",
    "PROTOCOL <type>",
    "    Reply with a value of a type: string, integer, double, bignum, null, array, set, map,"
        + " attrib, push, verbatim, true or false.",
    "RELOAD [NOSAVE] [NOFLUSH]",
    "    Save the data, drop it and load it; or load what was saved before (NOSAVE), or to what is"
        + " there (NOFLUSH).",
    "SET-ACTIVE-EXPIRE <0|1>",
    "    Delete keys when they are due (1), or only when somebody asks for them (0).",
    "SET-SKIP-CHECKSUM-VALIDATION <0|1>",
    "    Take payloads whose checksums are wrong (1), or refuse them (0).",
    "SLEEP <seconds>",
    "    Hold up everybody; decimals allowed.",
    "STRINGMATCH-TEST",
    "    Match patterns drawn at random with texts drawn at random.",
    "HELP",
    "    Prints this help."
  };

  /** Switches the deletion of keys on time on and off. */
  @FunctionalInterface
  public interface ActiveExpiry {
    /** Deletes keys on time from now on, or only when they are asked for. */
    void enable(boolean isEnabled);
  }

  private final ActiveExpiry activeExpiry;
  private final Snapshots snapshots;
  private final AppendOnly appendOnly;
  private final TrustedClients trusted;

  /**
   * Commands on the inside of a store.
   *
   * @param trusted who may use them
   */
  public DebugCommands(
      TrustedClients trusted,
      ActiveExpiry activeExpiry,
      Snapshots snapshots,
      AppendOnly appendOnly) {
    this.appendOnly = appendOnly;
    this.trusted = trusted;
    this.activeExpiry = activeExpiry;
    this.snapshots = snapshots;
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(
        Command.named("DEBUG")
            .group(Group.SERVER)
            .since("1.0.0")
            .arity(-2)
            .flags(Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE)
            .summary("Looks at the inside, for tests.")
            .complexity("Depends on subcommand.")
            .systemCommand()
            .handler(this::debug)
            .build());
  }

  private void debug(CommandArgs args, Session session, ReplyWriter reply) {
    if (!session.isAmong(trusted)) {
      throw new CommandException(
          "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\","
              + " you can run it from a local connection, otherwise you need to set this option in"
              + " the configuration file, and then restart the server.");
    }
    String name = args.string(1).toUpperCase(Locale.ROOT);
    if (name.equals("DIGEST-VALUE")) {
      digestValue(args, session.database(), reply);
      return;
    }
    if (name.equals("RELOAD")) {
      reload(args, reply);
      return;
    }
    String subcommand = name + " " + args.count();
    switch (subcommand) {
      case "HELP 2" -> help(reply);
      case "DIGEST 2" -> reply.simpleString(DatasetDigest.of(session.database().keyspace()));
      case "ERROR 3" -> throw QuotingException.of(new Object[] {args.range(2)});
      case "HTSTATS 3" -> tableStats(args, session.database().keyspace(), reply);
      case "LOADAOF 2" -> loadAof(session.database().keyspace(), reply);
      case "LISTPACK 3" -> listpack(args, session.database(), reply);
      case "LOG 3" -> log(args, reply);
      case "PAUSE-CRON 3" -> reply.ok();
      case "POPULATE 3", "POPULATE 4", "POPULATE 5" -> populate(args, session.database(), reply);
      case "PROTOCOL 3" -> DebugProtocol.reply(args.string(2), reply);
      case "QUICKLIST-PACKED-THRESHOLD 3" -> packedThreshold(args, reply);
      case "REPLYBUFFER 4" -> replyBuffer(args, reply);
      case "OBJECT 3" -> object(args, session.database(), reply);
      case "SET-ACTIVE-EXPIRE 3" -> setActiveExpire(args, reply);
      case "SET-SKIP-CHECKSUM-VALIDATION 3" -> skipChecksums(args, session.database(), reply);
      case "SLEEP 3" -> sleep(args, reply);
      case "STRINGMATCH-TEST 2" -> matchAtRandom(reply);
      default -> throw unknown(args);
    }
  }

  private static QuotingException unknown(CommandArgs args) {
    return QuotingException.of(
        "ERR unknown subcommand or wrong number of arguments for '", args, 1, "'. Try DEBUG HELP.");
  }

  private static void help(ReplyWriter reply) {
    reply.arrayHeader(HELP.length);
    for (String line : HELP) {
      reply.simpleString(line);
    }
  }

  private static void digestValue(CommandArgs args, Database db, ReplyWriter reply) {
    reply.arrayHeader(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      reply.simpleString(DatasetDigest.ofValue(db, args.range(i)));
    }
  }

  private static void tableStats(CommandArgs args, Keyspace keyspace, ReplyWriter reply) {
    long index = args.longAt(2);
    if (index < 0 || index >= keyspace.databaseCount()) {
      throw new CommandException("ERR Out of range database");
    }
    Database db = keyspace.database((int) index);
    byte[] text =
        ("[Dictionary HT]\n"
                + tableStats(db.size(), db.tableBytes())
                + "[Expires HT]\n"
                + tableStats(db.expiringSize(), db.deadlineBytes()))
            .getBytes(StandardCharsets.US_ASCII);
    reply.verbatim("txt", text, 0, text.length);
  }

  private static String tableStats(long elements, long bytes) {
    return "Hash table 0 stats (main hash table):\n"
        + (elements == 0
            ? "No stats available for empty dictionaries\n"
            : " number of elements: " + elements + "\n bytes: " + bytes + "\n");
  }

  private static void log(CommandArgs args, ReplyWriter reply) {
    System.getLogger("io.holdfast")
        .log(System.Logger.Level.INFO, () -> "DEBUG LOG: " + args.string(2));
    reply.ok();
  }

  private static void packedThreshold(CommandArgs args, ReplyWriter reply) {
    try {
      if (MemorySize.parse(args.string(2)) < MAX_PACKED_THRESHOLD) {
        reply.ok();
        return;
      }
    } catch (IllegalArgumentException noSize) {
      // As if it were too large.
    }
    throw new CommandException(
        "ERR argument must be a memory value bigger than 1 and smaller than 4gb");
  }

  private static void replyBuffer(CommandArgs args, ReplyWriter reply) {
    boolean isTime = args.equalsIgnoreCase(2, "PEAK-RESET-TIME");
    if (!isTime && !args.equalsIgnoreCase(2, "RESIZING")) {
      throw unknown(args);
    }
    if (isTime && !args.equalsIgnoreCase(3, "NEVER") && !args.equalsIgnoreCase(3, "RESET")) {
      args.longAt(3);
    }
    reply.ok();
  }

  private static void skipChecksums(CommandArgs args, Database db, ReplyWriter reply) {
    db.keyspace().skipChecksums(args.isLong(2) && args.longAt(2) != 0);
    reply.ok();
  }

  private static void matchAtRandom(ReplyWriter reply) {
    Random random = new Random(MATCHES);
    byte[] bytes = new byte[32];
    for (int i = 0; i < MATCHES; i++) {
      random.nextBytes(bytes);
      for (int at = 0; at < bytes.length; at += 3) {
        bytes[at] = (byte) "*?[]^\\-a".charAt(random.nextInt(8));
      }
      int length = random.nextInt(bytes.length / 2);
      GlobPattern.compile(bytes, 0, length).matches(bytes, length, random.nextInt(length + 1));
    }
    reply.simpleString("Apparently Redis did not crash: test passed");
  }

  private static void populate(CommandArgs args, Database db, ReplyWriter reply) {
    long count = args.longAt(2, 0, Long.MAX_VALUE, NOT_POSITIVE);
    String prefix = args.count() > 3 ? args.string(3) : "key";
    long size =
        args.count() > 4 ? args.longAt(4, 0, db.keyspace().maxStringBytes(), NOT_POSITIVE) : 0;
    for (long i = 0; i < count; i++) {
      byte[] key = (prefix + ':' + i).getBytes(StandardCharsets.UTF_8);
      byte[] value = ("value:" + i).getBytes(StandardCharsets.US_ASCII);
      if (size > 0) {
        value = Arrays.copyOf(value, (int) size);
      }
      StringOps.set(
          db, key, 0, key.length, value, 0, value.length, SetCondition.NX, Database.NO_EXPIRY);
    }
    reply.ok();
  }

  private static void listpack(CommandArgs args, Database db, ReplyWriter reply) {
    int handle = find(args, db);
    if (db.encoding(handle) != Entry.LISTPACK) {
      throw new CommandException("ERR Not a listpack encoded object.");
    }
    byte[] page = db.page(handle);
    int at = db.valueOffset(handle);
    StringBuilder text = new StringBuilder();
    text.append("{total bytes ").append(Listpack.bytes(page, at)).append('}');
    for (int entry = Listpack.first(page, at);
        entry != Listpack.NONE;
        entry = Listpack.next(page, at, entry)) {
      int position = entry;
      text.append("\n{position ").append(position).append("} ");
      Listpacks.visit(
          page,
          at,
          position,
          (bytes, offset, length) ->
              text.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1)));
    }
    System.getLogger("io.holdfast").log(System.Logger.Level.INFO, text.toString());
    reply.simpleString("Listpack structure printed on stdout");
  }

  private static int find(CommandArgs args, Database db) {
    int handle = ObjectOps.find(db, args.buffer(), args.offset(2), args.length(2));
    if (handle == 0) {
      throw new CommandException("ERR no such key");
    }
    return handle;
  }

  private static void object(CommandArgs args, Database db, ReplyWriter reply) {
    int handle = find(args, db);
    reply.simpleString(
        "Value at:0x"
            + Integer.toHexString(handle)
            + " refcount:1 encoding:"
            + ObjectOps.encoding(db, handle)
            + " valuelength:"
            + db.valueLength(handle)
            + " lru:"
            + db.access(handle)
            + " lru_seconds_idle:"
            + db.keyspace().accessClock().idleSeconds(db.access(handle)));
  }

  private void reload(CommandArgs args, ReplyWriter reply) {
    boolean saves = true;
    boolean flushes = true;
    for (int i = 2; i < args.count(); i++) {
      if (args.equalsIgnoreCase(i, "NOSAVE")) {
        saves = false;
      } else if (args.equalsIgnoreCase(i, "NOFLUSH")) {
        flushes = false;
      } else {
        throw new CommandException(
            "ERR DEBUG RELOAD only supports the NOFLUSH and NOSAVE options.");
      }
    }
    try {
      snapshots.reload(saves, flushes);
    } catch (UncheckedIOException | HoldfastException e) {
      throw new CommandException("ERR Error trying to load the RDB dump: " + e.getMessage());
    }
    reply.ok();
  }

  private void loadAof(Keyspace keyspace, ReplyWriter reply) {
    if (appendOnly.isRewriting()) {
      throw new CommandException("ERR Background append only file rewriting in progress");
    }
    try {
      appendOnly.reload(keyspace);
    } catch (IOException | HoldfastException e) {
      throw new CommandException("ERR Error trying to load the AOF files: " + e.getMessage());
    }
    reply.ok();
  }

  private void setActiveExpire(CommandArgs args, ReplyWriter reply) {
    activeExpiry.enable(args.longAt(2) != 0);
    reply.ok();
  }

  private static void sleep(CommandArgs args, ReplyWriter reply) {
    double seconds = args.isDouble(2) ? args.doubleAt(2) : 0;
    try {
      Thread.sleep((long) Math.max(0, seconds * MS_PER_SECOND));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reply.ok();
  }
}
