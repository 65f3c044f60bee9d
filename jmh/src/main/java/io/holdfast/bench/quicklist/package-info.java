/** Benchmarks of {@code io.holdfast.encodings.quicklist}. */
@NullMarked
package io.holdfast.bench.quicklist;

import org.jspecify.annotations.NullMarked;
