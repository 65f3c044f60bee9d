/** Benchmarks of {@code io.holdfast.encodings.sortedset}. */
@NullMarked
package io.holdfast.bench.sortedset;

import org.jspecify.annotations.NullMarked;
