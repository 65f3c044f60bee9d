/** Benchmarks of {@code io.holdfast.encodings.number}. */
@NullMarked
package io.holdfast.bench.number;

import org.jspecify.annotations.NullMarked;
