/** Redis's data model: the typed API, commands, keyspace, event loop and the RESP codec. */
module io.holdfast.core {
  requires static jdk.jfr;
  requires static transitive org.jspecify;
  requires io.holdfast.encodings;
  requires org.agrona;
  requires org.jctools.core.jdk11;

  uses io.holdfast.spi.AppendOnlyFiles;
  uses io.holdfast.spi.SnapshotFiles;

  exports io.holdfast;
  exports io.holdfast.spi;
  exports io.holdfast.core to
      io.holdfast.persistence,
      io.holdfast.resp;
  exports io.holdfast.core.acl to
      io.holdfast.resp;
  exports io.holdfast.core.appendonly to
      io.holdfast.persistence,
      io.holdfast.resp;
  exports io.holdfast.core.codec to
      io.holdfast.persistence,
      io.holdfast.resp;
  exports io.holdfast.core.command to
      io.holdfast.persistence,
      io.holdfast.resp;
  exports io.holdfast.core.config to
      io.holdfast.persistence,
      io.holdfast.resp;
  exports io.holdfast.core.effect to
      io.holdfast.persistence;
  exports io.holdfast.core.event to
      io.holdfast.persistence,
      io.holdfast.resp;
  exports io.holdfast.core.keyspace to
      io.holdfast.persistence,
      io.holdfast.resp;
  exports io.holdfast.core.rdb to
      io.holdfast.persistence;
  exports io.holdfast.core.server to
      io.holdfast.resp;
  exports io.holdfast.core.snapshot to
      io.holdfast.persistence,
      io.holdfast.resp;
  exports io.holdfast.core.stats to
      io.holdfast.persistence,
      io.holdfast.resp;
}
