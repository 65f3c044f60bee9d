/**
 * HyperLogLog: how many different elements were added, to within about one percent, in at most 12
 * KB.
 *
 * <p>Words: a <em>register</em> is the longest run of trailing zeros seen among the hashes that
 * fall to it; <em>sparse</em> registers are run lengths, <em>dense</em> ones six bits each; the
 * <em>cached count</em> is the last estimate, kept in the header until a register changes.
 *
 * <p>The bytes are Redis's own, so a string value that holds them can come from and go to a Redis
 * server. The byte specification is {@code docs/encodings/hyperloglog.md}.
 */
@NullMarked
package io.holdfast.encodings.hyperloglog;

import org.jspecify.annotations.NullMarked;
