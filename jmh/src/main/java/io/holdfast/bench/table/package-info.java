/** Benchmarks of {@code io.holdfast.encodings.table}. */
@NullMarked
package io.holdfast.bench.table;

import org.jspecify.annotations.NullMarked;
