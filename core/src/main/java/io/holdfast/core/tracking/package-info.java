/**
 * CLIENT TRACKING: clients that cache what they read are told when it is no longer true.
 *
 * <p>Words: an <b>invalidation</b> is the message that says so, of keys, or of all there are; a
 * client is told of the keys it has read, or, in <b>broadcasting</b> mode, of all that begin with
 * one of its <b>prefixes</b>; a <b>redirection</b> is another client that is told instead.
 */
@NullMarked
package io.holdfast.core.tracking;

import org.jspecify.annotations.NullMarked;
