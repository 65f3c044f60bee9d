/** Benchmarks of {@code io.holdfast.encodings.compress}. */
@NullMarked
package io.holdfast.bench.compress;

import org.jspecify.annotations.NullMarked;
