/** Benchmarks of {@code io.holdfast.encodings.arena}. */
@NullMarked
package io.holdfast.bench.arena;

import org.jspecify.annotations.NullMarked;
