/** What all encodings share: the exception for bytes that are not what they should be. */
@NullMarked
package io.holdfast.encodings;

import org.jspecify.annotations.NullMarked;
