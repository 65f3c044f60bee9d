/** Benchmarks of the stream log and its consumer groups. */
@NullMarked
package io.holdfast.bench.stream;

import org.jspecify.annotations.NullMarked;
