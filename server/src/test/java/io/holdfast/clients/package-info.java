/**
 * The clients applications use, against a real listener: they connect, negotiate, send and decode
 * as they do in production, in RESP2 and in RESP3.
 */
@NullMarked
package io.holdfast.clients;

import org.jspecify.annotations.NullMarked;
