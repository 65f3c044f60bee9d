/**
 * SORT: the elements of a list, set or sorted set in another order, and what other keys say about
 * them.
 *
 * <p>{@code SortRequest} is what was asked for, {@code SortOps} does it, {@code KeyPattern} finds
 * the other keys, {@code SortCommands} is the door of commands; the typed one is {@code KeysFace}.
 */
@NullMarked
package io.holdfast.core.sort;

import org.jspecify.annotations.NullMarked;
