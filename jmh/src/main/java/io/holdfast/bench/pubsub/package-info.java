/** Publishing to many subscribers. */
@NullMarked
package io.holdfast.bench.pubsub;

import org.jspecify.annotations.NullMarked;
