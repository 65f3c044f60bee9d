/** Benchmarks of a store as an application sees it; the packages beside measure its parts. */
@NullMarked
package io.holdfast.bench;

import org.jspecify.annotations.NullMarked;
