/**
 * Who owns the store, one at a time: the event loop, the ownership word, and the queue of those who
 * came while it was taken.
 *
 * <p>Words: to <em>own</em> is to be the one thread that may touch the keyspace; to <em>borrow</em>
 * is to own it for one command while the event thread sleeps; a <em>command</em> is work that runs
 * under ownership; an <em>attachment</em> is a part the event thread keeps working (listener,
 * timers).
 *
 * <p>For the store, the listener and their tests. An application sees none of it.
 */
@NullMarked
package io.holdfast.core.event;

import org.jspecify.annotations.NullMarked;
