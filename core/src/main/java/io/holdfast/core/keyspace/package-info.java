/**
 * The keyspace: databases, the block of an entry, expiry, and what is told when a key changes.
 *
 * <p>Words: an <em>entry</em> is a key with its value, one arena block; a <em>database</em> is an
 * arena, a table and a wheel of deadlines; the <em>keyspace</em> is a store's databases. Operations
 * of the data types call this package; it knows no command and no reply.
 */
@NullMarked
package io.holdfast.core.keyspace;

import org.jspecify.annotations.NullMarked;
