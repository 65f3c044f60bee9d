/** What the way to the owner costs. */
@NullMarked
package io.holdfast.bench.event;

import org.jspecify.annotations.NullMarked;
