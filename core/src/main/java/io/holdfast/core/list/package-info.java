/**
 * Lists: the value in its encodings, the operations, and their doors.
 *
 * <pre>
 *  ListCommands --\
 *  ListsFace -----+-&gt; ListOps -&gt; ListValue -&gt; listpack in the entry, or Quicklist
 * </pre>
 */
@NullMarked
package io.holdfast.core.list;

import org.jspecify.annotations.NullMarked;
