/** Benchmarks of {@code io.holdfast.encodings.intset}. */
@NullMarked
package io.holdfast.bench.intset;

import org.jspecify.annotations.NullMarked;
