/**
 * The append only file as a store sees it: whether it is on, who waits for the disk, and
 * BGREWRITEAOF, WAITAOF. What is in the files is known to who implements {@link
 * io.holdfast.spi.AppendOnlyFiles}.
 */
@NullMarked
package io.holdfast.core.appendonly;

import org.jspecify.annotations.NullMarked;
