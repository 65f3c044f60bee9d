/** Numbers as text: integers, doubles and decimal arithmetic as Redis prints them. */
@NullMarked
package io.holdfast.encodings.number;

import org.jspecify.annotations.NullMarked;
