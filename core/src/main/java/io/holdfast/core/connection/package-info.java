/**
 * Commands about the connection they come through: PING, HELLO, AUTH, SELECT, CLIENT and others.
 */
@NullMarked
package io.holdfast.core.connection;

import org.jspecify.annotations.NullMarked;
