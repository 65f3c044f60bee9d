/**
 * Sets: the value in its encodings, the operations, and their doors.
 *
 * <pre>
 *  SetCommands --\
 *  SetsFace -----+-&gt; SetOps ------&gt; SetValue -&gt; intset or listpack in the entry, or LargeSet
 *                 \-&gt; SetAlgebra ---^
 * </pre>
 */
@NullMarked
package io.holdfast.core.set;

import org.jspecify.annotations.NullMarked;
