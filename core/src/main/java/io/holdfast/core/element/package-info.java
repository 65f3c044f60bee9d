/**
 * Elements that expire, of whatever collection: fields of hashes, members of sets and sorted sets.
 *
 * <pre>
 *  typed API --> ElementExpiryFace ------.
 *                                        v
 *  commands ---> ElementExpiryCommands > ElementExpiryOps --> CollectionValue: HashValue, ...
 *  expiry cycle, look-up of a key -----> DueElements -------> ExpiringElements: LargeHash, ...
 * </pre>
 *
 * An <em>element</em> is named by its bytes, the field or the member. What differs between the
 * types, the words of commands, effects and events, stands in {@link
 * io.holdfast.core.element.ElementType}.
 */
@NullMarked
package io.holdfast.core.element;

import org.jspecify.annotations.NullMarked;
