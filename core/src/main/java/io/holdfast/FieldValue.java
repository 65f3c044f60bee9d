package io.holdfast;

/**
 * A field of a hash and its value.
 *
 * @param field the field
 * @param value its value
 * @param <F> type of fields
 * @param <V> type of values
 */
public record FieldValue<F, V>(F field, V value) {}
