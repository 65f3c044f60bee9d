/**
 * Append only files that are mapped into memory, by chronicle-bytes: {@code aof-appender mapped}.
 *
 * <p>An application need not name anything here: with this module beside persistence, the directive
 * and {@link io.holdfast.AofAppender#MAPPED} work, if the JVM was started with
 *
 * <pre>
 * --add-opens java.base/sun.nio.ch=ALL-UNNAMED --add-opens java.base/java.lang.reflect=ALL-UNNAMED
 * </pre>
 */
@NullMarked
package io.holdfast.persistence.chronicle;

import org.jspecify.annotations.NullMarked;
