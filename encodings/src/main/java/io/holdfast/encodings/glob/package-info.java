/** Glob patterns over bytes, one set of rules for KEYS, SCAN, CONFIG GET and whoever else asks. */
@NullMarked
package io.holdfast.encodings.glob;

import org.jspecify.annotations.NullMarked;
