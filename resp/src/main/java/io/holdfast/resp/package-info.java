/**
 * The listener: lets Redis clients talk to a store over TCP and unix sockets.
 *
 * <p>Words: a <em>listener</em> accepts <em>connections</em>; a connection turns bytes into
 * commands of its session and replies into bytes. All of it runs on the store's event thread, which
 * sleeps in the listener's selector: between a byte and its command there is no other thread.
 */
@NullMarked
package io.holdfast.resp;

import org.jspecify.annotations.NullMarked;
