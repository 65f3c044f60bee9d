/**
 * Messages: who listens to which channel, the commands that publish and subscribe, and the keyspace
 * events that are published as messages.
 *
 * <p>Words: a <em>topic</em> is what one can subscribe to, a channel, a pattern of channels or a
 * shard channel; a <em>subscriber</em> is a client's session or somebody in this process; a
 * <em>delivery</em> is one message on its way from one topic to its subscribers.
 */
@NullMarked
package io.holdfast.core.pubsub;

import org.jspecify.annotations.NullMarked;
