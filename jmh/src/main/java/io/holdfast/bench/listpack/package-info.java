/** Benchmarks of {@code io.holdfast.encodings.listpack}. */
@NullMarked
package io.holdfast.bench.listpack;

import org.jspecify.annotations.NullMarked;
