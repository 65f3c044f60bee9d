package io.holdfast;

/**
 * Something that happened to a key.
 *
 * @param event in Redis's words: {@code set}, {@code expired}, {@code lpush} ...
 * @param key it happened to
 * @param <K> type of keys
 */
public record KeyEvent<K>(String event, K key) {}
