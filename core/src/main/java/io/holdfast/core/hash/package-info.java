/**
 * Hashes: the value in its encodings, the operations, and their doors.
 *
 * <pre>
 *  HashCommands --\
 *  HashesFace ----+-&gt; HashOps -&gt; HashValue -&gt; listpack in the entry, or LargeHash
 * </pre>
 */
@NullMarked
package io.holdfast.core.hash;

import org.jspecify.annotations.NullMarked;
