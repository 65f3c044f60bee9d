/** The compression of strings in RDB files and of list nodes. */
@NullMarked
package io.holdfast.encodings.compress;

import org.jspecify.annotations.NullMarked;
