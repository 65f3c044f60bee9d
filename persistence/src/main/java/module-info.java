/** The data of a store in files: RDB snapshots. */
module io.holdfast.persistence {
  requires static transitive org.jspecify;
  requires transitive io.holdfast.core;
  requires io.holdfast.encodings;

  exports io.holdfast.persistence;

  uses io.holdfast.persistence.AppenderFactory;

  provides io.holdfast.spi.AppendOnlyFiles with
      io.holdfast.persistence.AofFiles;
  provides io.holdfast.spi.SnapshotFiles with
      io.holdfast.persistence.RdbFiles;
}
