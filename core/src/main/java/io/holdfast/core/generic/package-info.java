/** Keys of every type: the operations, written once, and their two doors. */
@NullMarked
package io.holdfast.core.generic;

import org.jspecify.annotations.NullMarked;
