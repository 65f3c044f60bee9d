/**
 * The data of a store in files that redis-server reads, and whose it reads.
 *
 * <p>An application need not name anything here: with this module beside core, {@link
 * io.holdfast.Store#saveTo}, {@link io.holdfast.Holdfast#load} and SAVE work.
 */
@NullMarked
package io.holdfast.persistence;

import org.jspecify.annotations.NullMarked;
