/**
 * The effect log: what operations did, numbered, in Redis's canonical commands.
 *
 * <p>The line that emits an effect stands in the operation, so that every door is covered; it costs
 * one test as long as nobody listens.
 */
@NullMarked
package io.holdfast.core.effect;

import org.jspecify.annotations.NullMarked;
