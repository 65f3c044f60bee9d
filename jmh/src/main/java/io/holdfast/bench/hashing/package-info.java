/** Benchmarks of {@code io.holdfast.encodings.hashing}. */
@NullMarked
package io.holdfast.bench.hashing;

import org.jspecify.annotations.NullMarked;
