/**
 * A store put together: the engine that owns every part, the typed faces of a store, and the way
 * in.
 */
@NullMarked
package io.holdfast.core;

import org.jspecify.annotations.NullMarked;
