/**
 * Snapshots as a store sees them: where they lie, when the last was taken, and SAVE, LASTSAVE. What
 * is in the files is known to who implements {@link io.holdfast.spi.SnapshotFiles}.
 */
@NullMarked
package io.holdfast.core.snapshot;

import org.jspecify.annotations.NullMarked;
