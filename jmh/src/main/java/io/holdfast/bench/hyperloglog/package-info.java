/** Benchmarks of {@code io.holdfast.encodings.hyperloglog}. */
@NullMarked
package io.holdfast.bench.hyperloglog;

import org.jspecify.annotations.NullMarked;
