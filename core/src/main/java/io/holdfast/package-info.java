/** Redis's data model as a Java library: the public API. */
@NullMarked
package io.holdfast;

import org.jspecify.annotations.NullMarked;
