package io.holdfast.core.cluster;

import io.holdfast.CommandException;
import io.holdfast.core.codec.CommandArgs;
import io.holdfast.core.command.Command;
import io.holdfast.core.command.KeyCursor;
import io.holdfast.core.command.Session;
import io.holdfast.core.command.SlotCheck;
import io.holdfast.core.config.Config;
import io.holdfast.core.config.Directives;
import io.holdfast.core.keyspace.Keyspace;
import java.util.SplittableRandom;

/** The one node of the cluster: who it is, where it is, and what it refuses. */
public final class ClusterNode implements SlotCheck {
  private static final int ID_DIGITS = 40;
  private static final int BUS_PORT_OFFSET = 10_000;

  private final Config config;
  private final SlotKeys keys;
  private final KeyCursor cursor = new KeyCursor();
  private final String id;
  private final String shardId;

  /**
   * A node.
   *
   * @param seed its names follow from
   */
  public ClusterNode(Config config, Keyspace keyspace, long seed) {
    this.config = config;
    this.keys = new SlotKeys(keyspace);
    SplittableRandom random = new SplittableRandom(seed);
    this.id = digits(random);
    this.shardId = digits(random);
  }

  private static String digits(SplittableRandom random) {
    StringBuilder digits = new StringBuilder();
    while (digits.length() < ID_DIGITS) {
      digits.append(Character.forDigit(random.nextInt(16), 16));
    }
    return digits.toString();
  }

  /** CLUSTER MYID. */
  String id() {
    return id;
  }

  /** CLUSTER MYSHARDID. */
  String shardId() {
    return shardId;
  }

  SlotKeys keys() {
    return keys;
  }

  // ---- where it is ---------------------------------------------------------------------------

  /** The address a client reaches the node by: as he has, if nothing else is announced. */
  String ip(Session session) {
    String announced = config.get(Directives.CLUSTER_ANNOUNCE_IP);
    return announced.isEmpty() ? host(session) : announced;
  }

  private static String host(Session session) {
    String address = session.transport().localAddress();
    if (session.transport().isUnixSocket()) {
      return "127.0.0.1";
    }
    String host = address.substring(0, Math.max(0, address.lastIndexOf(':')));
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /** The port a client reaches the node by. */
  long port(Session session) {
    long announced = config.get(Directives.CLUSTER_ANNOUNCE_PORT);
    if (announced > 0) {
      return announced;
    }
    String address = session.transport().localAddress();
    return session.transport().isUnixSocket()
        ? config.get(Directives.PORT)
        : Long.parseLong(address.substring(address.lastIndexOf(':') + 1));
  }

  /** The port nodes would reach each other by. */
  long busPort(Session session) {
    long announced = config.get(Directives.CLUSTER_ANNOUNCE_BUS_PORT);
    return announced > 0 ? announced : port(session) + BUS_PORT_OFFSET;
  }

  /** The node's line of CLUSTER NODES. */
  String line(Session session) {
    String hostname = config.get(Directives.CLUSTER_ANNOUNCE_HOSTNAME);
    return id
        + ' '
        + ip(session)
        + ':'
        + port(session)
        + '@'
        + busPort(session)
        + (hostname.isEmpty() ? "" : ',' + hostname)
        + " myself,master - 0 0 0 connected 0-"
        + (HashSlot.COUNT - 1)
        + '\n';
  }

  // ---- what it refuses -----------------------------------------------------------------------

  @Override
  public int check(Command command, CommandArgs args, int slotSoFar) {
    int slot = slotSoFar;
    if (command.keySpecs().isEmpty()) {
      return slot;
    }
    if (!cursor.beginWithChannels(command, args)) {
      return slot;
    }
    while (cursor.next()) {
      int index = cursor.index();
      int next = HashSlot.of(args.buffer(), args.offset(index), args.length(index));
      if (slot != NO_SLOT && slot != next) {
        throw new CommandException(CODE + " Keys in request don't hash to the same slot");
      }
      slot = next;
    }
    return slot;
  }
}
