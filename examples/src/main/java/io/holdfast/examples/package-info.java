/** Small programs that use Holdfast as an application does. */
@NullMarked
package io.holdfast.examples;

import org.jspecify.annotations.NullMarked;
