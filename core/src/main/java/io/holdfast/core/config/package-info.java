/**
 * Configuration: the directives with their defaults, the values of one store, and the ways they
 * come in (builder, redis.conf, command line, CONFIG SET).
 *
 * <p>A directive is declared once, in {@link io.holdfast.core.config.Directives}. Who has a use for
 * a value asks to be told about it, now and when it changes ({@link
 * io.holdfast.core.config.Config#bind}).
 */
@NullMarked
package io.holdfast.core.config;

import org.jspecify.annotations.NullMarked;
