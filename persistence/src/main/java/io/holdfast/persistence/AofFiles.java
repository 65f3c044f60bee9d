package io.holdfast.persistence;

import io.holdfast.Store;
import io.holdfast.core.Engine;
import io.holdfast.spi.AppendOnlyFiles;
import io.holdfast.spi.AppendOnlyLog;

/** Append only files in Redis's format: a manifest, a base in RDB, increments in commands. */
public final class AofFiles implements AppendOnlyFiles {
  /** For {@link java.util.ServiceLoader}. */
  public AofFiles() {}

  @Override
  public AppendOnlyLog open(Store store) {
    return new AofLog(Engine.of(store), FileLayer.SYSTEM);
  }
}
