package io.holdfast.core;

import io.holdfast.ConfigException;
import io.holdfast.core.acl.AclCommands;
import io.holdfast.core.appendonly.AppendOnlyCommands;
import io.holdfast.core.bitmap.BitmapCommands;
import io.holdfast.core.cluster.ClusterCommands;
import io.holdfast.core.cluster.ClusterNode;
import io.holdfast.core.command.CommandCommands;
import io.holdfast.core.command.CommandDispatcher;
import io.holdfast.core.command.CommandTable;
import io.holdfast.core.command.CommandTimes;
import io.holdfast.core.config.Directives;
import io.holdfast.core.connection.ClientCommands;
import io.holdfast.core.connection.ConnectionCommands;
import io.holdfast.core.generic.DatabaseCommands;
import io.holdfast.core.generic.ExpiryCommands;
import io.holdfast.core.generic.KeyCommands;
import io.holdfast.core.generic.ObjectCommands;
import io.holdfast.core.generic.ReplicaCommands;
import io.holdfast.core.generic.ScanCommands;
import io.holdfast.core.geo.GeoCommands;
import io.holdfast.core.hash.FieldExpiryCommands;
import io.holdfast.core.hash.HashCommands;
import io.holdfast.core.hyperloglog.HyperLogLogCommands;
import io.holdfast.core.list.BlockingListCommands;
import io.holdfast.core.list.ListCommands;
import io.holdfast.core.pubsub.PubSubCommands;
import io.holdfast.core.rdb.DumpCommands;
import io.holdfast.core.server.ConfigCommands;
import io.holdfast.core.server.DebugCommands;
import io.holdfast.core.server.Info;
import io.holdfast.core.server.LatencyCommands;
import io.holdfast.core.server.MemoryCommands;
import io.holdfast.core.server.ServerCommands;
import io.holdfast.core.server.SlowLogCommands;
import io.holdfast.core.server.StoreFigures;
import io.holdfast.core.set.SetCommands;
import io.holdfast.core.set.SetExpiryCommands;
import io.holdfast.core.snapshot.SnapshotCommands;
import io.holdfast.core.sort.SortCommands;
import io.holdfast.core.sortedset.BlockingSortedSetCommands;
import io.holdfast.core.sortedset.CombineCommands;
import io.holdfast.core.sortedset.RangeCommands;
import io.holdfast.core.sortedset.SortedSetCommands;
import io.holdfast.core.sortedset.SortedSetExpiryCommands;
import io.holdfast.core.stream.GroupCommands;
import io.holdfast.core.stream.InfoCommands;
import io.holdfast.core.stream.ReadCommands;
import io.holdfast.core.stream.StreamCommands;
import io.holdfast.core.string.CounterCommands;
import io.holdfast.core.string.DigestCommands;
import io.holdfast.core.string.StringCommands;
import io.holdfast.core.transaction.TransactionCommands;

/** What only those need who send commands: the table of them, their way, and INFO. */
final class CommandSet {
  private final CommandTable table = new CommandTable();
  private final CommandDispatcher dispatcher;
  private final Info info = new Info();

  CommandSet(Engine engine) {
    CommandTimes times =
        new CommandTimes(engine.clock(), engine.slowLog(), engine.latencyMonitor());
    engine.config().bind(Directives.LATENCY_TRACKING, times::track);
    dispatcher =
        new CommandDispatcher(
            table,
            engine.effects(),
            engine::admit,
            engine.waiters(),
            engine.clientPause(),
            engine.errorHandler(),
            times);
    table.addFamily(StringCommands.NAMES, StringCommands::commands);
    table.addFamily(CounterCommands.NAMES, CounterCommands::commands);
    table.addFamily(DigestCommands.NAMES, DigestCommands::commands);
    table.addFamily(HashCommands.NAMES, HashCommands::commands);
    table.addFamily(FieldExpiryCommands.NAMES, FieldExpiryCommands::commands);
    table.addFamily(ListCommands.NAMES, ListCommands::commands);
    table.addFamily(BlockingListCommands.NAMES, BlockingListCommands::commands);
    table.addFamily(SetCommands.NAMES, SetCommands::commands);
    table.addFamily(SetExpiryCommands.NAMES, SetExpiryCommands::commands);
    table.addFamily(BitmapCommands.NAMES, BitmapCommands::commands);
    table.addFamily(HyperLogLogCommands.NAMES, HyperLogLogCommands::commands);
    table.addFamily(SortedSetCommands.NAMES, SortedSetCommands::commands);
    table.addFamily(BlockingSortedSetCommands.NAMES, BlockingSortedSetCommands::commands);
    table.addFamily(SortedSetExpiryCommands.NAMES, SortedSetExpiryCommands::commands);
    table.addFamily(RangeCommands.NAMES, RangeCommands::commands);
    table.addFamily(CombineCommands.NAMES, CombineCommands::commands);
    table.addFamily(GeoCommands.NAMES, GeoCommands::commands);
    table.addFamily(StreamCommands.NAMES, StreamCommands::commands);
    table.addFamily(ReadCommands.NAMES, ReadCommands::commands);
    table.addFamily(GroupCommands.NAMES, GroupCommands::commands);
    table.addFamily(InfoCommands.NAMES, InfoCommands::commands);
    table.addFamily(KeyCommands.NAMES, KeyCommands::commands);
    table.addFamily(SortCommands.NAMES, SortCommands::commands);
    table.addFamily(DumpCommands.NAMES, () -> new DumpCommands(engine.config()).commands());
    table.addFamily(ExpiryCommands.NAMES, ExpiryCommands::commands);
    table.addFamily(ScanCommands.NAMES, ScanCommands::commands);
    table.addFamily(ReplicaCommands.NAMES, ReplicaCommands::commands);
    table.addFamily(ObjectCommands.NAMES, ObjectCommands::commands);
    table.addFamily(DatabaseCommands.NAMES, DatabaseCommands::commands);
    table.addFamily(
        TransactionCommands.NAMES, () -> new TransactionCommands(dispatcher).commands());
    table.addFamily(PubSubCommands.NAMES, () -> new PubSubCommands(engine.channels()).commands());
    table.addFamily(
        ConnectionCommands.NAMES, () -> new ConnectionCommands(engine.users()).commands());
    table.addFamily(
        ClientCommands.NAMES,
        () ->
            new ClientCommands(
                    engine.sessions(), engine.clientPause(), engine.users(), engine.tracking())
                .commands());
    table.addFamily(
        AclCommands.NAMES,
        () -> new AclCommands(engine.users(), engine.config(), Seed::secret).commands());
    table.addFamily(CommandCommands.NAMES, () -> new CommandCommands(table).commands());
    table.addFamily(
        ConfigCommands.NAMES,
        () -> new ConfigCommands(engine.config(), engine::resetStats).commands());
    table.addFamily(
        ServerCommands.NAMES,
        () -> {
          StoreFigures.addTo(info, engine);
          info.add(Info.Section.STATS, engine.users()::addTo);
          info.add(Info.Section.CLIENTS, engine.tracking()::addClients);
          info.add(Info.Section.STATS, engine.tracking()::addKeys);
          return new ServerCommands(
                  engine.clock(),
                  info,
                  engine.shutdownRequests(),
                  engine.snapshots(),
                  engine.errorHandler(),
                  dispatcher.monitors())
              .commands();
        });
    table.addFamily(SlowLogCommands.NAMES, () -> new SlowLogCommands(engine.slowLog()).commands());
    table.addFamily(
        MemoryCommands.NAMES,
        () -> new MemoryCommands(engine.keyspace(), engine.sessions()).commands());
    table.addFamily(
        LatencyCommands.NAMES,
        () ->
            new LatencyCommands(engine.latencyMonitor(), engine.slowLog(), table, engine.clock())
                .commands());
    table.addFamily(
        SnapshotCommands.NAMES,
        () ->
            new SnapshotCommands(engine.snapshots(), engine.appendOnly()::isRewriting).commands());
    table.addFamily(
        AppendOnlyCommands.NAMES,
        () -> new AppendOnlyCommands(engine.appendOnly(), engine.syncWaiters()).commands());
    table.addFamily(
        DebugCommands.NAMES,
        () ->
            new DebugCommands(
                    engine.config().get(Directives.ENABLE_DEBUG_COMMAND),
                    engine.expiryCycle()::enable,
                    engine.snapshots(),
                    engine.appendOnly())
                .commands());
    ClusterNode node = engine.clusterNode();
    table.addFamily(ClusterCommands.NAMES, () -> new ClusterCommands(node).commands());
    if (node != null) {
      dispatcher.slots(node);
    }
    engine.config().renames().forEach(this::rename);
  }

  private void rename(String name, String typed) {
    try {
      table.rename(name, typed);
    } catch (IllegalArgumentException wrong) {
      throw new ConfigException("", "rename-command", name + ": " + wrong.getMessage());
    }
  }

  CommandTable table() {
    return table;
  }

  CommandDispatcher dispatcher() {
    return dispatcher;
  }

  Info info() {
    return info;
  }
}
