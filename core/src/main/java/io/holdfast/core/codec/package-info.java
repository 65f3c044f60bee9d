/**
 * RESP2 and RESP3 over bytes: requests parsed, replies written, and read back. No sockets.
 *
 * <p>{@link io.holdfast.core.codec.RequestParser} turns received bytes into {@link
 * io.holdfast.core.codec.CommandArgs}, a view of one command; handlers answer through {@link
 * io.holdfast.core.codec.ReplyWriter}, which keeps the reply in chunks from a {@link
 * io.holdfast.core.codec.ChunkPool} until a listener has sent them. {@link
 * io.holdfast.core.codec.ReplyReader} is the other end of the wire: it makes {@link
 * io.holdfast.core.codec.Reply} objects.
 *
 * <p>Words: an <i>argument</i> is a range of bytes of a command, argument 0 being its name; a
 * <i>multibulk</i> request is an array of bulk strings; an <i>inline</i> request is a line of
 * words. Nothing here is thread-safe: whoever owns the connection calls it.
 */
@NullMarked
package io.holdfast.core.codec;

import org.jspecify.annotations.NullMarked;
