/** Hash functions and checksums. */
@NullMarked
package io.holdfast.encodings.hashing;

import org.jspecify.annotations.NullMarked;
