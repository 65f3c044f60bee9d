/** How fast requests are parsed and replies written. */
@NullMarked
package io.holdfast.bench.codec;

import org.jspecify.annotations.NullMarked;
