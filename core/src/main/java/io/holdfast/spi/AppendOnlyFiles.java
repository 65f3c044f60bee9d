package io.holdfast.spi;

import io.holdfast.Store;

/** Keeps append only files. Found by {@link java.util.ServiceLoader} when first needed. */
@FunctionalInterface
public interface AppendOnlyFiles {
  /** The append only file of a store, as its directives name it; nothing is read or made yet. */
  AppendOnlyLog open(Store store);
}
