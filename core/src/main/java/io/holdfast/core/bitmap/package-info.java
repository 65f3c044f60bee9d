/**
 * Bitmaps: strings seen as bits, bit 0 being the highest of the first byte. The operations, written
 * once, and their two doors, the commands and the typed API.
 *
 * <p>{@code BitScan}, {@code BitCombination} and {@code PackedIntegers} know bytes only; {@code
 * BitmapOps} and {@code BitFieldOps} know databases.
 */
@NullMarked
package io.holdfast.core.bitmap;

import org.jspecify.annotations.NullMarked;
