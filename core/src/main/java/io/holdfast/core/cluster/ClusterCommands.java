package io.holdfast.core.cluster;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.codec.ReplyWriter;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.Flag;
import io.holdfast.core.command.Group;
import io.holdfast.core.command.Handler;
import io.holdfast.core.command.QuotingException;
import io.holdfast.core.command.Session;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CLUSTER, and what cluster clients send besides: declarations, then handlers. */
public final class ClusterCommands {
  /** The names of the commands declared here. */
  public static final String NAMES = "ASKING CLUSTER READONLY READWRITE";

  private static final String NONDETERMINISTIC = "nondeterministic_output";
  private static final String INVALID_SLOT = "ERR Invalid slot";
  private static final String INVALID_SLOT_OR_COUNT = "ERR Invalid slot or number of keys";

  private final @Nullable ClusterNode node;

  /**
   * Commands of a cluster.
   *
   * @param node null where the store is no cluster
   */
  public ClusterCommands(@Nullable ClusterNode node) {
    this.node = node;
  }

  /** What a handler has to do with a node. */
  private interface NodeHandler {
    void execute(ClusterNode node, CommandArgs args, Session session, ReplyWriter reply);
  }

  private Handler with(NodeHandler handler) {
    return (args, session, reply) -> {
      if (node == null) {
        throw new CommandException("ERR This instance has cluster support disabled");
      }
      handler.execute(node, args, session, reply);
    };
  }

  /** All commands of this file. */
  public List<Command> commands() {
    return List.of(
        plain("ASKING", "3.0.0", Flag.FAST)
            .summary("Announces a command on a slot that moves; here none does.")
            .build(),
        cluster(),
        plain("READONLY", "3.0.0", Flag.LOADING, Flag.STALE, Flag.FAST)
            .summary("Lets a replica answer what reads; here there is none.")
            .build(),
        plain("READWRITE", "3.0.0", Flag.LOADING, Flag.STALE, Flag.FAST)
            .summary("Takes READONLY back.")
            .build());
  }

  private Command.Builder plain(String name, String since, Flag... flags) {
    return Command.named(name)
        .group(Group.CLUSTER)
        .since(since)
        .arity(1)
        .flags(flags)
        .acl("connection")
        .complexity("O(1)")
        .handler(with((cluster, args, session, reply) -> reply.ok()));
  }

  private Command cluster() {
    return Command.named("CLUSTER")
        .group(Group.CLUSTER)
        .since("3.0.0")
        .arity(-2)
        .summary("Tells about the cluster that this one node is.")
        .complexity("Depends on subcommand.")
        .subcommands(
            nodeId("COUNT-FAILURE-REPORTS", "3.0.0")
                .summary("Returns how many nodes say that one has failed: none.")
                .complexity("O(1)")
                .handler(with(ClusterCommands::countFailureReports)),
            subcommand("COUNTKEYSINSLOT", 3)
                .summary("Returns the number of keys in a slot.")
                .complexity("O(1), O(N) with N keys after any of them has changed.")
                .arguments("slot:integer")
                .handler(with(ClusterCommands::countKeysInSlot)),
            subcommand("GETKEYSINSLOT", 4)
                .tips(NONDETERMINISTIC)
                .summary("Returns keys of a slot.")
                .complexity("O(N) with N keys, O(1) if the slot has none.")
                .arguments("slot:integer count:integer")
                .handler(with(ClusterCommands::getKeysInSlot)),
            Command.help(Group.CLUSTER, "5.0.0"),
            subcommand("INFO", 2)
                .tips(NONDETERMINISTIC)
                .summary("Tells the state of the cluster.")
                .complexity("O(1)")
                .handler(with(ClusterCommands::info)),
            subcommand("KEYSLOT", 3)
                .summary("Returns the slot of a key.")
                .complexity("O(N) where N is the length of the key.")
                .arguments("key:string")
                .handler(with(ClusterCommands::keySlot)),
            subcommand("LINKS", 2)
                .since("7.0.0")
                .tips(NONDETERMINISTIC)
                .summary("Returns the links to other nodes: none.")
                .complexity("O(1)")
                .handler(with((cluster, args, session, reply) -> reply.arrayHeader(0))),
            subcommand("MYID", 2)
                .summary("Returns the ID of the node.")
                .complexity("O(1)")
                .handler(with((cluster, args, session, reply) -> reply.bulk(cluster.id()))),
            subcommand("MYSHARDID", 2)
                .since("7.2.0")
                .tips(NONDETERMINISTIC)
                .summary("Returns the ID of the node's shard.")
                .complexity("O(1)")
                .handler(with((cluster, args, session, reply) -> reply.bulk(cluster.shardId()))),
            subcommand("NODES", 2)
                .tips(NONDETERMINISTIC)
                .summary("Describes the nodes, as they are written to a file.")
                .complexity("O(1)")
                .handler(with(ClusterCommands::nodes)),
            nodeId("REPLICAS", "5.0.0")
                .summary("Returns the replicas of a node: none.")
                .complexity("O(1)")
                .handler(with(ClusterCommands::replicas)),
            subcommand("RESET", -2)
                .flags(Flag.ADMIN, Flag.NOSCRIPT)
                .summary("Is refused: a cluster of one node has nothing to go back to.")
                .complexity("O(1)")
                .arguments("[{hard_soft: HARD | SOFT}]")
                .handler(with(ClusterCommands::reset)),
            subcommand("SAVECONFIG", 2)
                .flags(Flag.ADMIN, Flag.NO_ASYNC_LOADING)
                .summary("Does nothing: the cluster is the same at the next start.")
                .complexity("O(1)")
                .handler(with((cluster, args, session, reply) -> reply.ok())),
            subcommand("SHARDS", 2)
                .since("7.0.0")
                .tips(NONDETERMINISTIC)
                .summary("Tells which node serves which slots.")
                .complexity("O(1)")
                .handler(with(ClusterCommands::shards)),
            nodeId("SLAVES", "3.0.0")
                .deprecated("5.0.0", "CLUSTER REPLICAS")
                .summary("Returns the replicas of a node: none.")
                .complexity("O(1)")
                .handler(with(ClusterCommands::replicas)),
            subcommand("SLOTS", 2)
                .tips(NONDETERMINISTIC)
                .deprecated("7.0.0", "CLUSTER SHARDS")
                .summary("Tells which node serves which slots.")
                .complexity("O(1)")
                .history("4.0.0", "Tells the IDs of nodes.")
                .history("7.0.0", "Tells more of where nodes are.")
                .handler(with(ClusterCommands::slots)))
        .build();
  }

  private static Command.Builder subcommand(String name, int arity) {
    return Command.named(name).group(Group.CLUSTER).since("3.0.0").arity(arity).flags(Flag.STALE);
  }

  private static Command.Builder nodeId(String name, String since) {
    return subcommand(name, 3)
        .since(since)
        .flags(Flag.ADMIN)
        .tips(NONDETERMINISTIC)
        .arguments("node-id:string");
  }

  // ---- slots and keys ------------------------------------------------------------------------

  private static void keySlot(
      ClusterNode node, CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(HashSlot.of(args.buffer(), args.offset(2), args.length(2)));
  }

  private static int slot(CommandArgs args, int index, String error) {
    long slot = args.longAt(index);
    if (slot < 0 || slot >= HashSlot.COUNT) {
      throw new CommandException(error);
    }
    return (int) slot;
  }

  private static void countKeysInSlot(
      ClusterNode node, CommandArgs args, Session session, ReplyWriter reply) {
    reply.integer(node.keys().count(slot(args, 2, INVALID_SLOT)));
  }

  private static void getKeysInSlot(
      ClusterNode node, CommandArgs args, Session session, ReplyWriter reply) {
    long slot = args.longAt(2);
    long count = args.longAt(3);
    if (slot < 0 || slot >= HashSlot.COUNT || count < 0) {
      throw new CommandException(INVALID_SLOT_OR_COUNT);
    }
    List<byte[]> keys = node.keys().keys((int) slot, count);
    reply.arrayHeader(keys.size());
    keys.forEach(reply::bulk);
  }

  // ---- the node ------------------------------------------------------------------------------

  private static void info(ClusterNode node, CommandArgs args, Session session, ReplyWriter reply) {
    String text =
        "cluster_state:ok\r\n"
            + ("cluster_slots_assigned:" + HashSlot.COUNT + "\r\n")
            + ("cluster_slots_ok:" + HashSlot.COUNT + "\r\n")
            + "cluster_slots_pfail:0\r\n"
            + "cluster_slots_fail:0\r\n"
            + "cluster_known_nodes:1\r\n"
            + "cluster_size:1\r\n"
            + "cluster_current_epoch:0\r\n"
            + "cluster_my_epoch:0\r\n"
            + "cluster_stats_messages_sent:0\r\n"
            + "cluster_stats_messages_received:0\r\n"
            + "total_cluster_links_buffer_limit_exceeded:0\r\n";
    verbatim(text, reply);
  }

  private static void nodes(
      ClusterNode node, CommandArgs args, Session session, ReplyWriter reply) {
    verbatim(node.line(session), reply);
  }

  private static void verbatim(String text, ReplyWriter reply) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    reply.verbatim("txt", bytes, 0, bytes.length);
  }

  private static void slots(
      ClusterNode node, CommandArgs args, Session session, ReplyWriter reply) {
    reply.arrayHeader(1);
    reply.arrayHeader(3);
    reply.integer(0);
    reply.integer(HashSlot.COUNT - 1);
    reply.arrayHeader(4);
    reply.bulk(node.ip(session));
    reply.integer(node.port(session));
    reply.bulk(node.id());
    reply.mapHeader(0);
  }

  private static void shards(
      ClusterNode node, CommandArgs args, Session session, ReplyWriter reply) {
    reply.arrayHeader(1);
    reply.mapHeader(2);
    reply.bulk("slots");
    reply.arrayHeader(2);
    reply.integer(0);
    reply.integer(HashSlot.COUNT - 1);
    reply.bulk("nodes");
    reply.arrayHeader(1);
    reply.mapHeader(7);
    field("id", node.id(), reply);
    reply.bulk("port");
    reply.integer(node.port(session));
    field("ip", node.ip(session), reply);
    field("endpoint", node.ip(session), reply);
    field("role", "master", reply);
    reply.bulk("replication-offset");
    reply.integer(0);
    field("health", "online", reply);
  }

  private static void field(String name, String value, ReplyWriter reply) {
    reply.bulk(name);
    reply.bulk(value);
  }

  private static void checkIsOurs(ClusterNode node, CommandArgs args) {
    if (!args.string(2).equals(node.id())) {
      throw QuotingException.of("ERR Unknown node ", args, 2, "");
    }
  }

  private static void replicas(
      ClusterNode node, CommandArgs args, Session session, ReplyWriter reply) {
    checkIsOurs(node, args);
    reply.arrayHeader(0);
  }

  private static void countFailureReports(
      ClusterNode node, CommandArgs args, Session session, ReplyWriter reply) {
    checkIsOurs(node, args);
    reply.integer(0);
  }

  private static void reset(
      ClusterNode node, CommandArgs args, Session session, ReplyWriter reply) {
    throw new CommandException("ERR CLUSTER RESET is not possible: this cluster is one node");
  }
}
