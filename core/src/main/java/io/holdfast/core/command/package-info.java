/**
 * Commands as such: their declarations, the table, the session they run in and the dispatcher.
 *
 * <p>The commands themselves stand in the packages of their families ({@code string}, {@code
 * generic}, {@code connection}, {@code server}).
 */
@NullMarked
package io.holdfast.core.command;

import org.jspecify.annotations.NullMarked;
