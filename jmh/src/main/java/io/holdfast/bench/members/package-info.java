/** Benchmarks of {@code io.holdfast.encodings.members}. */
@NullMarked
package io.holdfast.bench.members;

import org.jspecify.annotations.NullMarked;
