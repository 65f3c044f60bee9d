package io.holdfast.core.generic;

import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.keyspace.Database;
import io.holdfast.encodings.glob.GlobPattern;
import java.util.List;
import org.agrona.collections.IntArrayList;

/** The commands that walk over keys: declarations, each with its handler under it. */
public final class ScanCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "KEYS SCAN";

  private ScanCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(KEYS, SCAN);
  }

  private static final Command KEYS =
      Command.named("KEYS")
          .group(Group.GENERIC)
          .since("1.0.0")
          .arity(2)
          .flags(Flag.READONLY)
          .acl("dangerous")
          .tips("request_policy:all_shards", "nondeterministic_output_order")
          .summary("Returns every key that matches a pattern.")
          .complexity("O(N) where N is the number of keys in the database.")
          .arguments("pattern:pattern")
          .handler(ScanCommands::keys)
          .build();

  private static void keys(CommandArgs args, Session session, ReplyWriter reply) {
    Database db = session.database();
    writeKeys(db, new KeyWalk(db, new KeyFilter(pattern(args, 1), null)).all(), reply);
  }

  private static final Command SCAN =
      Command.named("SCAN")
          .group(Group.GENERIC)
          .since("2.8.0")
          .arity(-2)
          .flags(Flag.READONLY)
          .tips("nondeterministic_output", "request_policy:special")
          .summary("Returns some keys, and a cursor to go on with.")
          .complexity(
              "O(1) for a call. O(N) for a whole scan, where N is the number of keys in the"
                  + " database.")
          .history("6.0.0", "Takes TYPE.")
          .arguments(
              "cursor:integer [MATCH pattern:pattern] [COUNT count:integer] [TYPE@6.0.0 type]")
          .handler(ScanCommands::scan)
          .build();

  private static void scan(CommandArgs args, Session session, ReplyWriter reply) {
    ScanRequest request = ScanRequest.ofKeys(args);
    Database db = session.database();
    KeyWalk walk = new KeyWalk(db, new KeyFilter(request.pattern(), request.type()));
    long next = walk.step(request.cursor(), request.count());
    reply.arrayHeader(2);
    reply.bulk(Long.toUnsignedString(next));
    writeKeys(db, walk.found(), reply);
  }

  private static void writeKeys(Database db, IntArrayList handles, ReplyWriter reply) {
    int count = handles.size();
    reply.arrayHeader(count);
    for (int i = 0; i < count; i++) {
      int handle = handles.getInt(i);
      reply.bulk(db.page(handle), db.keyOffset(handle), db.keyLength(handle));
    }
  }

  private static GlobPattern pattern(CommandArgs args, int at) {
    return GlobPattern.compile(args.buffer(), args.offset(at), args.length(at));
  }
}
