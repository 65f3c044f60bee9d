/** Transactions: MULTI, EXEC, DISCARD, WATCH and UNWATCH. The queue itself is the session's. */
@NullMarked
package io.holdfast.core.transaction;

import org.jspecify.annotations.NullMarked;
