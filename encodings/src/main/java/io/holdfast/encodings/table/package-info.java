/**
 * One hash table for every large thing: the keyspace, sets, hashes and the members of sorted sets.
 *
 * <p>Words: a <em>segment</em> is an array of <em>buckets</em>; a bucket has twelve <em>slots</em>,
 * each a handle and a <em>tag</em> (eight bits of the hash); the <em>directory</em> leads from the
 * first bits of a hash to a segment; a <em>cursor</em> is such a prefix.
 */
@NullMarked
package io.holdfast.encodings.table;

import org.jspecify.annotations.NullMarked;
