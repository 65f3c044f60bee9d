/**
 * Deadlines of elements, in the order in which they come.
 *
 * <p>A <em>deadline</em> is a point in time in ms; what happens when it comes is the caller's
 * business. Used by large values for their elements and by whoever keeps many large values.
 */
@NullMarked
package io.holdfast.encodings.deadline;

import org.jspecify.annotations.NullMarked;
