/**
 * Waiting for keys: who asked for an element where there was none is served when it comes.
 *
 * <p>{@link io.holdfast.core.waiting.Waiters} knows who waits for which key, and how long; a {@link
 * io.holdfast.core.waiting.Waiter} is one of them, be it a client or a thread of the application.
 */
@NullMarked
package io.holdfast.core.waiting;

import org.jspecify.annotations.NullMarked;
