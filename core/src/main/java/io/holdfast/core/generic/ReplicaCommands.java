package io.holdfast.core.generic;

import io.holdfast.core.codec.ByteRange;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.Wait;
import io.holdfast.core.keyspace.Entry;
import io.holdfast.core.waiting.Timeout;
import java.util.List;

/** WAIT, for replicas of which there are none: the declaration, and the handler under it. */
public final class ReplicaCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "WAIT";

  /** Nobody will come; the reply is how many did. */
  private static final Wait FOR_NOBODY =
      new Wait() {
        @Override
        public boolean serve(ByteRange key, ReplyWriter reply) {
          return false;
        }

        @Override
        public void timedOut(ReplyWriter reply) {
          reply.integer(0);
        }
      };

  private ReplicaCommands() {}

  /** All commands of this file. */
  public static List<Command> commands() {
    return List.of(WAIT);
  }

  private static final Command WAIT =
      Command.named("WAIT")
          .group(Group.GENERIC)
          .since("3.0.0")
          .arity(3)
          .flags(Flag.NOSCRIPT)
          .acl("connection")
          .tips("request_policy:all_shards", "response_policy:agg_min")
          .summary("Waits until replicas have what this client wrote, and says how many have.")
          .complexity("O(1)")
          .arguments("numreplicas:integer timeout:integer")
          .handler(ReplicaCommands::await)
          .build();

  private static void await(CommandArgs args, Session session, ReplyWriter reply) {
    long replicas = args.longAt(1);
    long timeoutMs = Timeout.milliseconds(args, 2);
    if (replicas > 0 && session.mayWait()) {
      session.await(List.of(), Entry.STRING, timeoutMs, FOR_NOBODY, reply);
    } else {
      FOR_NOBODY.timedOut(reply);
    }
  }
}
