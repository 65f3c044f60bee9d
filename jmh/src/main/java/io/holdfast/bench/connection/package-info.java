/** Benchmarks of connections: many, idle, greedy. */
@NullMarked
package io.holdfast.bench.connection;

import org.jspecify.annotations.NullMarked;
