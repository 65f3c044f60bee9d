/**
 * The change feed: the effects of a store, kept for a while, and those who read them.
 *
 * <p>The <em>buffer</em> keeps the newest effects; a <em>feed</em> is a position in it and turns
 * effects into changes on its reader's thread. Faces and nobody else call this package.
 */
@NullMarked
package io.holdfast.core.feed;

import org.jspecify.annotations.NullMarked;
